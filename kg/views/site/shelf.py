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
        self._volumes = [_Volume(path) for path in graph.folder.files(DATA) if path.is_file()] if graph.folder else []

    def quads(self, graph: NamedNode) -> Iterable[Quad]:
        """Return the quads of one named graph."""
        content = b"".join(volume.lines(str(graph).encode()) for volume in self._volumes)
        return parse(content, format=RdfFormat.N_QUADS) if content else self._store.quads(graph)


class _Volume:
    """A file of N-Quads, and where the lines of each graph stand in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._runs = _runs(path)

    def lines(self, graph: bytes) -> bytes:
        """Return the lines of a graph, of which there may be none."""
        runs = self._runs.get(graph)
        if runs is None:
            return b""
        with self._path.open("rb", buffering=0) as stream:
            return b"".join(_read(stream, runs[at], runs[at + 1]) for at in range(0, len(runs), 2))


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
