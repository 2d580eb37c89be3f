"""How a long work tells how far it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

__all__ = ["Progress", "silent"]

T = TypeVar("T")


class Progress(Protocol):
    """Shows how far a long work is: gives the items of `work` one by one."""

    def __call__(self, work: Collection[T], title: str, /) -> Iterable[T]:
        """Give the items of `work`, and show `title` and how many are done."""
        ...


def silent(work: Collection[T], _title: str) -> Iterable[T]:
    """Give the items of `work`, and show nothing."""
    return work
