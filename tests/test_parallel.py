"""Work that is spread over processes: all of it is done, errors come back, and a lost process is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kg import parallel
from kg.errors import GraphError, WorkerError


def double(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def fail(number: int) -> int:
    if number == 3:
        raise GraphError("three")
    return number


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_piece_is_done_once(jobs: int) -> None:
    found = list(parallel.unordered(double, range(40), jobs))
    assert sorted(number for number, _ in found) == [2 * number for number in range(40)]
    assert ({process for _, process in found} == {os.getpid()}) == (jobs == 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_raised_there_is_raised_here(jobs: int) -> None:
    with pytest.raises(GraphError, match="three"):
        list(parallel.unordered(fail, range(100), jobs))


def test_a_lost_process_is_told() -> None:
    with pytest.raises(WorkerError, match="ended from outside"):
        list(parallel.unordered(die, range(10), 2))


def test_no_more_is_in_hand_than_can_be_done_soon() -> None:
    given = 0

    def pieces() -> Iterator[int]:
        nonlocal given
        for number in range(1_000):
            given += 1
            yield number

    work = parallel.unordered(double, pieces(), 2)
    next(work)
    assert given < 10
    work.close()  # type: ignore[attr-defined]
