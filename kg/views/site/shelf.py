"""Gives what one study after the other says: from the file of the graph, since a store looks up each term by itself."""

from __future__ import annotations

import io
from array import array
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.folder import DATA
from kg.readable import Readable

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["Shelf"]


class Shelf:
    """The graphs of the studies; of a graph that lies in a folder, only where its lines stand is kept in memory."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._store: Readable = graph.store
        path = graph.folder.path / DATA if graph.folder else None
        self._path = path if path and path.is_file() else None
        self._runs = _runs(self._path) if self._path else {}

    def quads(self, graph: NamedNode) -> Iterable[Quad]:
        """Return the quads of one named graph."""
        runs = self._runs.get(str(graph).encode())
        if self._path is None or runs is None:
            return self._store.quads(graph)
        with self._path.open("rb", buffering=0) as stream:
            content = b"".join(_read(stream, runs[at], runs[at + 1]) for at in range(0, len(runs), 2))
        return parse(content, format=RdfFormat.N_QUADS)


def _read(stream: io.FileIO, start: int, end: int) -> bytes:
    stream.seek(start)
    return stream.read(end - start)


def _runs(path: Path) -> dict[bytes, array[int]]:
    """Where the lines of each graph stand in a file of N-Quads: where lines in a row begin and end, pair by pair."""
    runs: dict[bytes, array[int]] = defaultdict(lambda: array("Q"))
    at, last, run = 0, b"", array("Q")
    with path.open("rb") as stream:
        for line in stream:
            name = line[line.rfind(b"<") : -3]
            if name != last:
                last, run = name, runs[name]
                run.extend((at, at))
            at += len(line)
            run[-1] = at
    return dict(runs)
