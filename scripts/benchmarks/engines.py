"""The engines that are compared: each loads the graph in its own way and answers SPARQL with rows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kg import files
from kg.folder import TURTLE, Folder
from kg.graph import KnowledgeGraph
from kg.store import Store

__all__ = ["ENGINES", "OURS", "PACKAGES", "Answering", "Row", "rows", "turtle"]

#: A row as every engine gives it: IRIs and literals as their text, numbers as numbers.
Row = tuple[str | int, ...]
#: Answers a query with rows whose values are the engine's own.
Answering = Callable[[str], Iterable[Iterable[object]]]

#: The packages whose versions matter.
PACKAGES = ("pyoxigraph", "numpy", "rdflib", "maplib", "polars")


def turtle(folder: Path) -> Path:
    """Return the Turtle of a built folder as one file; that of several volumes is put together beside the folder."""
    built = Folder.read(folder)
    volumes = built.files(TURTLE)
    if len(volumes) == 1:
        return volumes[0]
    whole = folder.with_name(f"{folder.name}-{built.digest[:12]}.ttl")
    if not whole.is_file():
        with files.replacing(whole) as out:
            for volume in volumes:
                with volume.open("rb") as stream:
                    shutil.copyfileobj(stream, out)
    return whole


def _folder(folder: Path) -> Answering:
    store = KnowledgeGraph.open(folder).store
    return lambda sparql: store.query(sparql).rows


def _memory(folder: Path) -> Answering:
    store = Store.load(turtle(folder))
    return lambda sparql: store.query(sparql).rows


def _rdflib(folder: Path) -> Answering:
    import rdflib  # noqa: PLC0415 - each process loads its own engine alone, so that its memory is its own

    graph = rdflib.Graph().parse(turtle(folder))
    return lambda sparql: list(graph.query(sparql))  # type: ignore[arg-type]


def _maplib(folder: Path) -> Answering:
    from maplib import Model  # noqa: PLC0415

    model: Any = Model()  # what a query returns depends on its form, which the types cannot tell
    model.read(turtle(folder))
    return lambda sparql: list(model.query(sparql).iter_rows())


#: Our own, as `kg.open` gives it.
OURS = "kg"
#: What loads a built folder, by the engine's name: ours, our store with the Turtle in memory, and the peers.
ENGINES: dict[str, Callable[[Path], Answering]] = {
    OURS: _folder,
    "kg in memory": _memory,
    "maplib": _maplib,
    "rdflib": _rdflib,
}


def rows(found: Iterable[Iterable[object]]) -> list[Row]:
    """Return an engine's rows as plain ones, sorted, so that the answers of two engines can be compared."""
    return sorted((tuple(map(_plain, row)) for row in found), key=str)


def _plain(value: object) -> str | int:
    """The text of a term, without the brackets that maplib puts around an IRI; or a whole number."""
    plain = value.toPython() if hasattr(value, "toPython") else value
    if isinstance(plain, int):
        return int(plain)
    text = str(plain)
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text
