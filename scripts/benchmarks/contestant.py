"""Runs one engine in a process of its own: loads the graph, asks every question, and prints what that took as JSON."""

from __future__ import annotations

import hashlib
import json
import math
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict, TypeVar

from benchmarks.engines import ENGINES, OURS, Row, rows
from kg.analysis import Profiles
from kg.analysis.similarity import counts
from kg.graph import KnowledgeGraph

__all__ = ["QUESTIONS", "Performance", "StoppedError", "Timed", "compete", "question", "timed"]

T = TypeVar("T")

#: The questions that every engine is asked in SPARQL, each a file of `queries`.
QUESTIONS = ("recurrence", "recurrence_shortcut", "chains", "evidence", "similarity")
_QUERIES = Path(__file__).parent / "queries"
#: What takes more CPU seconds than this to warm up is done twice more only, or not again.
_SLOW, _VERY_SLOW = 1.0, 30.0
#: What fewer cases report does not recur.
_RECURRING = 2


class StoppedError(BaseException):
    """A question took longer than it may; an engine that catches every `Exception` does not catch this."""


class Timed(TypedDict):
    """What an answer took: the median CPU seconds of how many rounds; how many rows it has, and their digest.

    With no rounds it was stopped after so many seconds, and there are no rows.
    """

    seconds: float
    rounds: int
    rows: int
    digest: str


class Performance(TypedDict):
    """What an engine took: CPU seconds to load the graph, its peak memory in megabytes, and its answers by question."""

    load_seconds: float
    peak_megabytes: float
    answers: dict[str, Timed]


def question(name: str, terms: Mapping[str, str]) -> str:
    """Return the SPARQL of a question about the given terms: IRIs by the placeholders `CASE` and `THEME`."""
    sparql = (_QUERIES / f"{name}.rq").read_text(encoding="utf-8")
    for placeholder, iri in terms.items():
        sparql = sparql.replace(f"<{placeholder}>", f"<{iri}>")
    return sparql


def timed(work: Callable[[], T], rounds: int, limit: float = math.inf) -> tuple[list[float], T]:
    """Do something once to warm up and then `rounds` times, and return the CPU seconds of the rounds and the result.

    What takes seconds is done twice more only; what takes half a minute counts as it is.

    Raises:
        StoppedError: if the first time takes more than `limit` CPU seconds.

    """
    with _limited(limit):
        first, result = _clocked(work)
    if first >= _VERY_SLOW:
        return [first], result
    spent = []
    for _ in range(2 if first >= _SLOW else rounds):
        seconds, result = _clocked(work)
        spent.append(seconds)
    return spent, result


def compete(engine: str, folder: Path, terms: Mapping[str, str], rounds: int, limit: float) -> Performance:
    """Let an engine load the graph in `folder` and answer every question, each within `limit` CPU seconds."""
    load, answering = _clocked(lambda: ENGINES[engine](folder))
    answers = {}
    for name in QUESTIONS:
        sparql = question(name, terms)
        answers[name] = _measured(lambda sparql=sparql: list(answering(sparql)), rounds, limit)  # type: ignore[misc]
    if engine == OURS:
        opened = KnowledgeGraph.open(folder)
        answers |= {way: _measured(ask, rounds, limit) for way, ask in _arrays(opened, terms["CASE"]).items()}
    return Performance(load_seconds=load, peak_megabytes=_peak(), answers=answers)


def _arrays(graph: KnowledgeGraph, case: str) -> dict[str, Callable[[], list[Row]]]:
    """How recurrence and similarity are asked of arrays: once they are in memory, and read from the store each time."""
    profiles = Profiles.of(graph)
    return {
        "recurrence_arrays": lambda: _recurring(profiles),
        "recurrence_arrays_read": lambda: _recurring(Profiles.of(graph)),
        "similarity_arrays": lambda: _alike(profiles, case),
        "similarity_arrays_read": lambda: _alike(Profiles.of(graph), case),
    }


def _recurring(profiles: Profiles) -> list[Row]:
    return [(theme, cases) for theme, cases in profiles.frequencies.items() if cases >= _RECURRING]


def _alike(profiles: Profiles, case: str) -> list[Row]:
    shared, either = counts(profiles, profiles.cases.index(case))
    found = shared.nonzero()[0]
    columns = (array[found].tolist() for array in (shared, either))
    return list(zip((profiles.cases[row] for row in found.tolist()), *columns, strict=True))


def _measured(work: Callable[[], Iterable[Iterable[object]]], rounds: int, limit: float) -> Timed:
    try:
        spent, found = timed(work, rounds, limit)
    except StoppedError:
        return Timed(seconds=limit, rounds=0, rows=0, digest="")
    plain = rows(found)
    digest = hashlib.sha256(json.dumps(plain).encode()).hexdigest()
    return Timed(seconds=statistics.median(spent), rounds=len(spent), rows=len(plain), digest=digest)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Stop what is done within after so many CPU seconds: Python at once, an engine's own code when it returns.

    The alarm is one of the clock, since a timer of CPU time makes the system count that in its ticks, too coarsely for
    what takes less than one.
    """
    end = time.process_time() + seconds

    def stop(*_: object) -> None:
        left = end - time.process_time()
        if left <= 0:
            raise StoppedError
        signal.setitimer(signal.ITIMER_REAL, left)

    earlier = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds if seconds < math.inf else 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)


def _clocked(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    _engine, _folder, _terms, _rounds, _limit = sys.argv[1:]
    _found = compete(_engine, Path(_folder), json.loads(_terms), int(_rounds), float(_limit))
    sys.stdout.write(json.dumps(_found) + "\n")
