"""Fetches what a store elsewhere holds into a store here, for work that looks up every term by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.errors import StoreError
from kg.readable import Readable
from kg.store import Store

__all__ = ["fetch"]


def fetch(there: Readable, folder: Path) -> Store:
    """Write the graphs of `there` into a new folder, and open them; one of them is in memory at a time.

    Raises:
        StoreError: if the store cannot be reached, refuses us, or holds no graph of ours.
        QueryError: if it does not give all that it holds.
        OutputError: if the folder cannot be written.

    """
    graphs = there.graphs()
    if not graphs:
        raise StoreError(f"{there} holds no graph of ours; kg load brings one there")
    Store.create(folder, quads=_quads(there, graphs))
    return Store.open(folder)


def _quads(there: Readable, graphs: Sequence[NamedNode]) -> Iterator[Quad]:
    for graph in graphs:
        yield from there.quads(graph)
