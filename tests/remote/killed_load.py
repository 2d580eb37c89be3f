"""Loads a folder into a store, and is killed before it sends the graph of a number: `killed_load.py DIR URL NUMBER`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from kg.graph import KnowledgeGraph
from kg.remote import load_into

__all__: list[str] = []


def _until(number: int, graphs: Sequence[NamedNode]) -> Iterable[NamedNode]:
    for place, graph in enumerate(graphs):
        if place == number:
            os.kill(os.getpid(), signal.SIGKILL)
        yield graph


if __name__ == "__main__":
    folder, url, number = sys.argv[1:]
    load_into(KnowledgeGraph.open(Path(folder)).store, url, progress=lambda graphs, _: _until(int(number), graphs))
