"""The way back: the marks of a reading from the quads of its study, so that a graph can be reviewed and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from kg.errors import GraphError
from kg.model import Abstract, Mention, Reading, Tie
from kg.triples.described import Annotation, Described
from kg.triples.terms import TYPE, Node, kg, term
from kg.vocabulary import (
    CONCEPT_KINDS,
    DCTERMS,
    FABIO,
    PREFIXES,
    SCHEMA,
    STATEMENT_KINDS,
    Kind,
    Relation,
    Role,
    Status,
)

__all__ = ["reading"]

_CLASSES = {kg(kind.capitalize()): kind for kind in STATEMENT_KINDS} | {kg("Case"): Kind.CASE}


def reading(quads: Iterable[Quad]) -> Reading:
    """Return what was marked in the abstract of one study, from the quads of its named graph.

    What the graph does not hold is not there: `context`, later mentions of one concept, and which of two themes was
    given first (they come in the order of their names).

    Raises:
        GraphError: if the quads are not those of one study.

    """
    return _Study(Described(quads)).reading()


class _Study:
    """One study on its way back; `self._places` maps a body to the place of the first mention that names it."""

    def __init__(self, said: Described) -> None:
        self._said = said
        self._study, self._abstract = self._only(kg("Study")), self._only(term(FABIO, "Abstract"))
        self._compared = set(said.nodes(self._study, kg("comparesWith")))
        self._evidence = said.annotations()
        self._places: dict[Node, int] = {}

    def reading(self) -> Reading:
        marks = [(annotation, kind) for annotation in self._evidence if (kind := self._kind(annotation.body))]
        return Reading(
            abstract=self._head(),
            mentions=tuple(self._mention(place, *mark) for place, mark in enumerate(marks)),
            ties=tuple(sorted(self._ties(), key=lambda tie: (tie.evidence, tie.origin, tie.target))),
            status=Status(self._said.value(self._study, kg("status"))),
        )

    def _head(self) -> Abstract:
        issued = self._said.values(self._study, term(DCTERMS, "issued"))
        title = self._said.values(self._study, term(DCTERMS, "title"))
        return Abstract(
            id=self._said.value(self._study, term(DCTERMS, "identifier")),
            text=self._said.value(self._abstract, term(SCHEMA, "text")),
            title=title[0] if title else None,
            year=int(issued[0][:4]) if issued else None,
            language=self._said.value(self._abstract, term(DCTERMS, "language")),
        )

    def _mention(self, place: int, annotation: Annotation, kind: Kind) -> Mention:
        body, is_case = annotation.body, kind is Kind.CASE
        first = self._places.setdefault(body, place)
        themes = (theme.value.rsplit("/", 1)[1] for theme in self._said.nodes(body, kg("hasTheme")))
        return Mention(
            span=annotation.span,
            kind=kind,
            confidence=self._confidence(annotation.iri if kind in CONCEPT_KINDS else body),
            themes=tuple(sorted(themes)),
            role=(Role.REFERENCE if body in self._compared else Role.SUBJECT) if is_case else None,
            same=first if is_case and first != place else None,
        )

    def _ties(self) -> Iterator[Tie]:
        for annotation in self._evidence:
            link = annotation.body
            if kg("Link") in self._said.nodes(link, TYPE):
                yield Tie(
                    relation=Relation(self._said.value(link, kg("relation"))),
                    origin=self._places[self._said.node(link, kg("linkFrom"))],
                    target=self._places[self._said.node(link, kg("linkTo"))],
                    evidence=annotation.span,
                    confidence=self._confidence(link),
                )

    def _kind(self, body: Node) -> Kind | None:
        for kind in CONCEPT_KINDS:
            if body.value.startswith(PREFIXES[kind]):
                return kind
        return next((_CLASSES[found] for found in self._said.nodes(body, TYPE) if found in _CLASSES), None)

    def _confidence(self, resource: Node) -> float:
        found = self._said.values(resource, kg("confidence"))
        return float(found[0]) if found else 1.0

    def _only(self, kind: Node) -> Node:
        found = self._said.members(kind)
        if len(found) != 1:
            raise GraphError(f"the graph of one study has one {kind.value}, not {len(found)}")
        return found[0]
