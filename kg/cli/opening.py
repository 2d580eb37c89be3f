"""Opens what a command is asked about: the graph of a folder, or that of a store elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import remote, worker
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.worker import Bounds
from kg.workers import Workers

__all__ = ["asked", "called", "copied", "opened"]


def opened(folder: Path | None, store: str | None, with_candidates: bool = False) -> KnowledgeGraph:
    """Open a folder, or connect to a store elsewhere."""
    if folder is not None:
        return KnowledgeGraph.open(folder, with_candidates=with_candidates)
    return _connected(store, with_candidates, worker.BOUNDS.seconds)


def asked(folder: Path | None, store: str | None, with_candidates: bool, timeout: float) -> Workers | KnowledgeGraph:
    """Open a graph in a process of its own, since no query can be stopped in this one; or connect to a store."""
    if folder is None:
        return _connected(store, with_candidates, timeout)
    return Workers(folder, with_candidates=with_candidates, bounds=Bounds(seconds=timeout))


@contextmanager
def copied(folder: Path | None, store: str | None, with_candidates: bool = False) -> Iterator[KnowledgeGraph]:
    """Open a folder, or fetch what a store elsewhere holds: for work that looks up every term by itself."""
    if folder is not None:
        with KnowledgeGraph.open(folder, with_candidates=with_candidates) as graph:
            yield graph
        return
    with tempfile.TemporaryDirectory(prefix="kg-") as place:
        with _connected(store, with_candidates, worker.BOUNDS.seconds) as there:
            fetched = remote.fetch(there.store, Path(place) / "store")
        with KnowledgeGraph(fetched) as graph:
            yield graph


def called(folder: Path | None, store: str | None) -> str:
    """What a graph is called on a page."""
    return (store or "").partition("?")[0] if folder is None else folder.resolve().name


def _connected(store: str | None, with_candidates: bool, timeout: float) -> KnowledgeGraph:
    if with_candidates:
        raise InputError("candidates are not in other stores", advice="ask the folder, without --store")
    return KnowledgeGraph.connect(store or "", seconds=timeout)
