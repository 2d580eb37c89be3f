"""Sorts and keeps more than memory holds, in temporary files."""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["kept", "mapped", "ordered"]

T = TypeVar("T")
R = TypeVar("R")

#: So many items are held in memory at a time, and so many are written and read together.
_MOST, _PART = 20_000, 200


def ordered(items: Iterable[T], key: Callable[[T], object], *, most: int = _MOST) -> Collection[T]:
    """Return the items sorted by `key`, equal ones in the order in which they came, to be gone through again and again.

    Up to `most` of them are a tuple. More are sorted on disk, by merging sorted runs (Knuth, The Art of Computer
    Programming, volume 3, section 5.4), and can be gone through one after the other only.
    """
    left = iter(items)
    runs: list[Collection[T]] = []
    while run := sorted(islice(left, most), key=key):  # type: ignore[arg-type] # keys are compared with their like
        if not runs and len(run) < most:
            return tuple(run)
        runs.append(_Run(run))
    return _Merged(runs, key) if runs else ()


def kept(items: Iterable[T], *, most: int = _MOST) -> Collection[T]:
    """Return the items as they came, to be gone through again and again: a tuple, or a file where there are more."""
    left = iter(items)
    first = tuple(islice(left, most))
    if len(first) < most:
        return first
    return _Run(item for part in (first, left) for item in part)


def mapped(function: Callable[[T], R], items: Collection[T]) -> Collection[R]:
    """Return what `function` makes of each item, made whenever it is gone through."""
    return _Mapped(function, items)


class _Items(Collection[T], Generic[T]):
    """Items that are found by going through them."""

    def __contains__(self, item: object) -> bool:
        return any(other == item for other in self)


class _Run(_Items[T]):
    """Items in a temporary file, which goes with the last who holds it."""

    def __init__(self, items: Iterable[T]) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="kg-")  # noqa: SIM115 - there as long as it is needed
        self._length = 0
        left = iter(items)
        while part := tuple(islice(left, _PART)):
            pickle.dump(part, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._length += len(part)
        self._file.flush()

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        left = self._length
        with Path(self._file.name).open("rb") as stream:
            while left:
                part: tuple[T, ...] = pickle.load(stream)  # noqa: S301 - written above
                left -= len(part)
                yield from part


class _Merged(_Items[T]):
    """Sorted runs, read as one."""

    def __init__(self, runs: list[Collection[T]], key: Callable[[T], object]) -> None:
        self._runs, self._key = runs, key

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def __iter__(self) -> Iterator[T]:
        return heapq.merge(*self._runs, key=self._key)  # type: ignore[arg-type] # as above


class _Mapped(_Items[R], Generic[T, R]):
    """Items as a function shows them."""

    def __init__(self, function: Callable[[T], R], items: Collection[T]) -> None:
        self._function, self._items = function, items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[R]:
        return map(self._function, self._items)
