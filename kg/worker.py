"""The process that answers queries for others: it has one store open, and can open nothing else.

No file and no connection can be opened once it serves, its memory is bounded, and the system ends it when a query takes
too long.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple, serialize

from kg import queries
from kg.answers import Answers
from kg.errors import KgError, QueryStoppedError
from kg.folder import Folder
from kg.model import Value
from kg.store import Store

__all__ = ["BOUNDS", "Bounds", "serve"]

_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one query may take: seconds, bytes of memory beside the open store, and rows or triples in its answer."""

    seconds: float = 60
    memory: int = 2 << 30
    rows: int = 2_000_000

    @property
    def too_much(self) -> str:
        """What is said of a query that needs more memory."""
        return f"the query was stopped: it needed more than {self.memory >> 20:,} MiB of memory"


BOUNDS = Bounds()


def serve() -> None:
    """Answer what comes through the descriptor that the command line names, until its other end is closed."""
    way = Connection(int(sys.argv[1]))
    folder, with_candidates, bounds = way.recv()
    try:
        store = Folder.read(folder).store(with_candidates=with_candidates)
        queries.prepare()
        _close_doors(bounds)
    except KgError as error:
        way.send(error)
        return
    way.send(len(store))
    while True:
        try:
            work, given = way.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, bounds.seconds)
        said = _done(store, bounds, work, given)
        signal.setitimer(signal.ITIMER_REAL, 0)
        way.send(said)


def _close_doors(bounds: Bounds) -> None:
    """Bound the memory from here on, and let no further descriptor be opened: no file, no connection.

    The alarm has no handler, so that the system itself ends the process, whatever runs in it and whoever is left.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _STATM.exists():  # only Linux tells what is taken, and keeps to the bound
        taken = resource.getpagesize() * int(_STATM.read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (taken + bounds.memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))


def _done(store: Store, bounds: Bounds, work: str, given: tuple[Any, ...]) -> object:
    try:
        said = _WORK[work](store, *given)
    except KgError as error:
        return error
    except MemoryError:
        return QueryStoppedError(bounds.too_much)
    size = len(said) if isinstance(said, Answers | list) else 0
    if size > bounds.rows:
        return QueryStoppedError(f"the answer has {size:,} rows; at most {bounds.rows:,} are given: add a LIMIT")
    return [serialize(said, format=RdfFormat.N_TRIPLES)] if isinstance(said, list) else said


def _query(store: Store, sparql: str) -> Answers:
    return store.query(sparql)


def _construct(store: Store, sparql: str) -> list[Triple]:
    return list(store.construct(sparql))


def _ask(store: Store, question: str, terms: dict[str, Value]) -> Answers:
    return queries.run(store, queries.load(question), **terms)


def _subgraph(store: Store, question: str, terms: dict[str, Value]) -> list[Triple]:
    return queries.construct(store, queries.load(question), **terms)


def _samples(store: Store, question: str) -> dict[str, Value]:
    return queries.samples(store, queries.load(question))


_WORK: dict[str, Callable[..., Answers | list[Triple] | dict[str, Value]]] = {
    "ask": _ask,
    "construct": _construct,
    "query": _query,
    "samples": _samples,
    "subgraph": _subgraph,
}
