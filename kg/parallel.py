"""Spreads work over processes, with no more of it in hand than they can do soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

from kg.errors import WorkerError

__all__ = ["unordered"]

T = TypeVar("T")
R = TypeVar("R")

#: So many pieces are given out for each process, so that none waits for the next.
_AHEAD = 3


def unordered(work: Callable[[T], R], pieces: Iterable[T], jobs: int) -> Iterator[R]:
    """Give what `work` makes of each piece, in the order in which it is done, by so many processes; by one, in this.

    What `work` raises is raised here, and the rest is left undone.

    Raises:
        WorkerError: if a process is lost.

    """
    if jobs <= 1:
        yield from map(work, pieces)
        return
    left = iter(pieces)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: set[Future[R]] = {pool.submit(work, piece) for piece in islice(left, jobs * _AHEAD)}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                    waiting.update(pool.submit(work, piece) for piece in islice(left, 1))
        except BrokenProcessPool as error:
            raise WorkerError(
                "a process that reads abstracts was ended from outside, perhaps for want of memory; what was read is "
                "kept, and the next build goes on from there (with --jobs 1, in one process)"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)
