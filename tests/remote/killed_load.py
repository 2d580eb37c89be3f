"""Loads a folder into a store, and is killed before it sends the graph of a number: `killed_load.py DIR URL NUMBER`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TypeVar

from kg.graph import KnowledgeGraph
from kg.remote import load_into

__all__: list[str] = []

T = TypeVar("T")


def _until(number: int, graphs: Collection[T]) -> Iterable[T]:
    for place, graph in enumerate(graphs):
        if place == number:
            os.kill(os.getpid(), signal.SIGKILL)
        yield graph


if __name__ == "__main__":
    folder, url, last = sys.argv[1:]

    def progress(work: Collection[T], _title: str) -> Iterable[T]:
        return _until(int(last), work)

    load_into(KnowledgeGraph.open(Path(folder)).store, url, progress=progress)
