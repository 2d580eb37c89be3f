"""Keeps what lists will show on disk while the studies go by, so that memory does not grow with their number."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

__all__ = ["Entries", "Pile"]


@dataclass(slots=True)
class Entries:
    """The entries of one list, in its order: where each begins in the pile, and how long it is in bytes."""

    places: array[int] = field(default_factory=lambda: array("Q"))
    sizes: array[int] = field(default_factory=lambda: array("L"))

    def __len__(self) -> int:
        return len(self.places)

    def add(self, entry: tuple[int, int]) -> None:
        """Put an entry at the end."""
        self.places.append(entry[0])
        self.sizes.append(entry[1])

    def extend(self, others: Entries) -> None:
        """Put all entries of another list at the end."""
        self.places.extend(others.places)
        self.sizes.extend(others.sizes)

    def pages(self, most: int, largest: int) -> Iterator[range]:
        """Give each page as a range of entries: at most `most`, and at most `largest` bytes unless it is one entry."""
        start, size = 0, 0
        for place, each in enumerate(self.sizes):
            if place > start and (place - start == most or size + each > largest):
                yield range(start, place)
                start, size = place, 0
            size += each
        yield range(start, len(self))


class Pile:
    """Texts in one file: each is put there once, and many lists may show it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: IO[bytes] = path.open("wb", buffering=1 << 20)
        self._read: IO[bytes] = path.open("rb")
        self._size = 0
        self._recent: dict[int, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and remove it."""
        self._written.close()
        self._read.close()
        self._path.unlink(missing_ok=True)

    def put(self, text: str) -> tuple[int, int]:
        """Put a text onto the pile, and return where it lies."""
        content = text.encode("utf-8", "surrogatepass")
        entry = (self._size, len(content))
        self._written.write(content)
        self._recent[self._size] = text
        self._size += len(content)
        return entry

    def take(self, entries: Entries, which: range) -> Iterator[str]:
        """Give the texts of some entries of a list."""
        for place in which:
            begin = entries.places[place]
            yield self._recent.get(begin) or self._look_up(begin, entries.sizes[place])

    def forget(self) -> None:
        """Keep no text in memory any more; what was put since the last time is found without the file."""
        self._recent.clear()

    def _look_up(self, begin: int, size: int) -> str:
        self._written.flush()
        self._read.seek(begin)
        return self._read.read(size).decode("utf-8", "surrogatepass")
