"""Quads by subject and predicate, for whoever reads a graph without asking it in SPARQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import GraphError
from kg.model import Span
from kg.triples.terms import TYPE, Node, term
from kg.vocabulary import DCTERMS, OA

__all__ = ["Annotation", "Described"]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Annotation:
    """One piece of evidence: what it is evidence for, in which study, and the words with their place in the text."""

    iri: Node
    body: Node
    study: Node
    span: Span
    quote: str


class Described:
    """What some quads say, whichever graphs they are of."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: dict[Node, dict[Node, list[NamedNode | Literal]]] = defaultdict(dict)
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._objects[quad.subject].setdefault(quad.predicate, []).append(quad.object)

    def __iter__(self) -> Iterator[Node]:
        return iter(self._objects)

    def objects(self, subject: Node, predicate: Node) -> list[NamedNode | Literal]:
        """Return all that stands there, in no particular order."""
        return self._objects[subject].get(predicate, []) if subject in self._objects else []

    def nodes(self, subject: Node, predicate: Node) -> list[Node]:
        """Return the resources that stand there."""
        return [value for value in self.objects(subject, predicate) if isinstance(value, NamedNode)]

    def values(self, subject: Node, predicate: Node) -> list[str]:
        """Return what stands there as text."""
        return [value.value for value in self.objects(subject, predicate)]

    def node(self, subject: Node, predicate: Node) -> Node:
        """Return the one resource that stands there; raises `GraphError` if there is none, or several."""
        return _only(self.nodes(subject, predicate), subject, predicate)

    def value(self, subject: Node, predicate: Node) -> str:
        """Return the one text that stands there; raises `GraphError` if there is none, or several."""
        return _only(self.values(subject, predicate), subject, predicate)

    def members(self, kind: Node) -> list[Node]:
        """Return the subjects of a class, in the order of the quads."""
        return [subject for subject, said in self._objects.items() if kind in said.get(TYPE, ())]

    def annotations(self) -> list[Annotation]:
        """Return the evidence, in the order of studies and texts; raises `GraphError` where it is not whole."""
        found = map(self._annotation, self.members(term(OA, "Annotation")))
        return sorted(found, key=lambda a: (a.study.value, a.span, a.iri.value))

    def _annotation(self, iri: Node) -> Annotation:
        target = self.node(iri, term(OA, "hasTarget"))
        study = self.node(self.node(target, term(OA, "hasSource")), term(DCTERMS, "isPartOf"))
        words: dict[str, str] = {}
        for selector in self.nodes(target, term(OA, "hasSelector")):
            for name in ("exact", "start", "end"):
                if found := self.values(selector, term(OA, name)):
                    words[name] = found[0]
        if len(words) < 3:
            raise GraphError(f"{iri.value} does not say which words it is about")
        span = Span(int(words["start"]), int(words["end"]))
        return Annotation(iri, self.node(iri, term(OA, "hasBody")), study, span, words["exact"])


def _only(found: list[T], subject: Node, predicate: Node) -> T:
    if len(found) != 1:
        raise GraphError(f"{subject.value} has {len(found)} values of {predicate.value}, not one")
    return found[0]
