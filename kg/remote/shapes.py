"""What the addresses of well-known stores look like: where one loads graphs, and where it answers queries."""

from __future__ import annotations

import re

from kg.errors import InputError

__all__ = ["SHAPES", "endpoint_of"]

#: The store's name, its graph store's address, and that of its SPARQL endpoint.
SHAPES = (
    ("Oxigraph", re.compile(r"(?P<base>.*)/store"), r"\g<base>/query"),
    ("Fuseki", re.compile(r"(?P<base>.*)/data"), r"\g<base>/query"),
    ("GraphDB", re.compile(r"(?P<base>.*/repositories/[^/]+)/rdf-graphs/service"), r"\g<base>"),
    ("Neptune", re.compile(r"(?P<base>.*/sparql)/gsp"), r"\g<base>"),
    ("Virtuoso", re.compile(r"(?P<base>.*)/sparql-graph-crud(?:-auth)?"), r"\g<base>/sparql"),
)


def endpoint_of(graph_store: str) -> str:
    """Return the address of the SPARQL endpoint that belongs to that of a graph store.

    Raises:
        InputError: if it is the address of no store that is known here.

    """
    for _, shape, endpoint in SHAPES:
        if found := shape.fullmatch(graph_store.rstrip("/")):
            return found.expand(endpoint)
    known = ", ".join(name for name, *_ in SHAPES)
    raise InputError(
        f"{graph_store.partition('?')[0]} is not the graph store of {known}",
        advice="name the store's SPARQL endpoint too, with --endpoint URL",
    )
