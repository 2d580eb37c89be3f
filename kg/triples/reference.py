"""The curated files as quads: the ontology, the themes, the concepts and the places, each in a named graph."""

from __future__ import annotations

import functools
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from kg import resources
from kg.errors import ResourceError
from kg.triples.graphs import reference_graph
from kg.triples.terms import node

__all__ = ["FILES", "ontology_quads", "read_turtle"]

T = TypeVar("T")

#: The named graph of each curated file.
FILES = {
    "ontology": "smart-policing.ttl",
    "themes": "themes.ttl",
    "concepts": "concepts.ttl",
    "places": "places.ttl",
}


def ontology_quads() -> Iterator[Quad]:
    """Give the curated files as quads without blank nodes; a triple of two files stands in the first one's graph only.

    Raises:
        ResourceError: if a file is missing or is not Turtle.

    """
    met: set[Triple] = set()
    for graph, name in FILES.items():
        for triple in read_turtle(name):
            if triple not in met:
                met.add(triple)
                yield Quad(triple.subject, triple.predicate, triple.object, reference_graph(graph))


@functools.cache
def read_turtle(name: str) -> tuple[Triple, ...]:
    """Read a file of `ontology/`; each blank node is replaced by an IRI that follows from what is said of it.

    Raises:
        ResourceError: if the file is missing, is not Turtle, or has blank nodes that describe each other in a circle.

    """
    try:
        content = resources.text(resources.ontology(name))
        return tuple(_named([quad.triple for quad in parse(content, format=RdfFormat.TURTLE)], name))
    except SyntaxError as error:
        raise ResourceError(f"{name} is not Turtle: {error}") from error


def _named(triples: Sequence[Triple], name: str) -> Iterator[Triple]:
    said: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            said[triple.subject].append(triple)

    def replaced(term: T) -> T | NamedNode:
        return node("genid", _digest(term, said, (), name)) if isinstance(term, BlankNode) else term

    for triple in triples:
        yield Triple(replaced(triple.subject), triple.predicate, replaced(triple.object))


def _digest(blank: BlankNode, said: Mapping[BlankNode, list[Triple]], around: tuple[BlankNode, ...], name: str) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of what is said of a blank node, whatever the order."""
    if blank in around:
        raise ResourceError(f"{name} has blank nodes that describe each other in a circle; give one of them a name")
    inner = (*around, blank)
    lines = [
        f"{t.predicate} {_digest(t.object, said, inner, name) if isinstance(t.object, BlankNode) else t.object}"
        for t in said.get(blank, ())
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:32]
