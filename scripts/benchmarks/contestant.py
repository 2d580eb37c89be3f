"""Runs one engine in a process of its own: loads the graph, asks every question, and prints what that took as JSON."""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypedDict, TypeVar

from benchmarks.engines import ENGINES, OURS, Row, rows
from kg.analysis import Profiles
from kg.analysis.similarity import counts
from kg.graph import KnowledgeGraph

__all__ = ["QUESTIONS", "Performance", "Timed", "compete", "question", "timed"]

T = TypeVar("T")

#: The questions that every engine is asked in SPARQL, each a file of `queries`.
QUESTIONS = ("recurrence", "recurrence_shortcut", "chains", "evidence", "similarity")
_QUERIES = Path(__file__).parent / "queries"
#: What takes more CPU seconds than this to warm up is done twice more only, or not again.
_SLOW, _VERY_SLOW = 1.0, 30.0


class Timed(TypedDict):
    """What an answer took: the median CPU seconds of how many rounds; how many rows it has, and their digest."""

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


def timed(work: Callable[[], T], rounds: int) -> tuple[list[float], T]:
    """Do something once to warm up and then `rounds` times, and return the CPU seconds of the rounds and the result.

    What takes seconds is done twice more only; what takes half a minute counts as it is.
    """
    first, result = _clocked(work)
    if first >= _VERY_SLOW:
        return [first], result
    spent = []
    for _ in range(2 if first >= _SLOW else rounds):
        seconds, result = _clocked(work)
        spent.append(seconds)
    return spent, result


def compete(engine: str, folder: Path, terms: Mapping[str, str], rounds: int) -> Performance:
    """Let an engine load the graph in `folder` and answer every question."""
    load, answering = _clocked(lambda: ENGINES[engine](folder))
    answers = {}
    for name in QUESTIONS:
        sparql = question(name, terms)
        answers[name] = _measured(lambda sparql=sparql: list(answering(sparql)), rounds)  # type: ignore[misc]
    if engine == OURS:
        answers |= _arrays(KnowledgeGraph.open(folder), terms["CASE"], rounds)
    return Performance(load_seconds=load, peak_megabytes=_peak(), answers=answers)


def _arrays(graph: KnowledgeGraph, case: str, rounds: int) -> dict[str, Timed]:
    """Ask for similarity by arrays: once they are in memory, and from the store each time."""
    profiles = Profiles.of(graph)
    return {
        "similarity_arrays": _measured(lambda: _alike(profiles, case), rounds),
        "similarity_arrays_read": _measured(lambda: _alike(Profiles.of(graph), case), rounds),
    }


def _alike(profiles: Profiles, case: str) -> list[Row]:
    shared, either = counts(profiles, profiles.cases.index(case))
    found = shared.nonzero()[0]
    columns = (array[found].tolist() for array in (shared, either))
    return list(zip((profiles.cases[row] for row in found.tolist()), *columns, strict=True))


def _measured(work: Callable[[], Iterable[Iterable[object]]], rounds: int) -> Timed:
    spent, found = timed(work, rounds)
    plain = rows(found)
    digest = hashlib.sha256(json.dumps(plain).encode()).hexdigest()
    return Timed(seconds=statistics.median(spent), rounds=len(spent), rows=len(plain), digest=digest)


def _clocked(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    _engine, _folder, _terms, _rounds = sys.argv[1:]
    sys.stdout.write(json.dumps(compete(_engine, Path(_folder), json.loads(_terms), int(_rounds))) + "\n")
