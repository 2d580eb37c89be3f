"""Gives the memory of large answers back to the system when they have been sent."""

from __future__ import annotations

import ctypes

__all__ = ["steady"]

_MMAP_THRESHOLD = -3
_LARGE = 128 << 10


def steady() -> None:
    """Have blocks of memory from 128 kB on taken from the system, and given back to it, one by one.

    The GNU allocator does so until the first one is freed; from then on it keeps blocks of that size in the heaps of
    its threads, so that a server of many threads grows by every large answer.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune:  # other allocators have no such habit
        tune(_MMAP_THRESHOLD, _LARGE)
