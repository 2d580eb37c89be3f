"""Studies as quads: everything that one study says in a named graph of its own, and each claim with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Abstract, Case, Concept, Evidence, Link, Locality, Metadata, Span, Statement, Study, Use
from kg.triples.dataset import agent
from kg.triples.graphs import CANDIDATES, candidates_graph, study_graph
from kg.triples.terms import TYPE, Node, count, date, decimal, kg, label, node, term
from kg.vocabulary import DC, DCTERMS, FABIO, OA, PROV, RDFS, SCHEMA, SKOS, Basis, Kind, Relation, Role, Status

__all__ = ["CONTEXT", "candidate_quads", "quads"]

#: How many code points of the text before and after a quote stand beside it.
CONTEXT = 32

_ROLES = {Role.SUBJECT: "examines", Role.REFERENCE: "comparesWith"}
_USES = {Kind.THEORY: "appliesTheory", Kind.METHOD: "usesMethod", Kind.TECHNOLOGY: "mentionsTechnology"}
_WORKS = {"master": "MastersThesis", "doctor": "DoctoralThesis", "bachelor": "BachelorsThesis"}

_Triple = tuple[Node, Node, NamedNode | Literal]


def quads(study: Study) -> Iterator[Quad]:
    """Give what `study` says as quads of its own named graph, without blank nodes, in an order that does not vary.

    Theories, methods and technologies that no curated scheme has are declared in `graph:candidates`, since studies
    share them: no triple stands in two graphs, so that a union of the graphs counts each once.

    Raises:
        IriError: if the study's id cannot be part of an IRI.

    """
    graph = study_graph(study.abstract.id)
    for triple in _Writer(study).triples():
        yield Quad(*triple, graph)
    yield from _unknown_concepts(study)


def candidate_quads(study: Study) -> Iterator[Quad]:
    """Give what `study` may say, but is too uncertain to count, as quads of the graph of its candidates.

    They have the IRIs and the evidence that they would have in the study's own graph, and the status `candidate`. What
    they are about (the study, its text, its cases) is not repeated.
    """
    graph = candidates_graph(study.abstract.id)
    for triple in _Writer(study, status="candidate").claims():
        yield Quad(*triple, graph)
    yield from _unknown_concepts(study)


def _unknown_concepts(study: Study) -> Iterator[Quad]:
    """Declare the theories, methods and technologies that no curated scheme has."""
    for use in study.uses:
        if use.concept.candidate:
            for triple in _candidate(use.concept, study.abstract.language):
                yield Quad(*triple, CANDIDATES)


class _Writer:
    """Writes one study; `self._study` is its own IRI, and its parts are named by its id and their codes."""

    def __init__(self, study: Study, status: str | None = None) -> None:
        self._said = study
        self._status = status or study.status
        self._text = study.abstract.text
        self._language = study.abstract.language
        self._study = node("study", study.abstract.id)
        self._abstract = node("abstract", study.abstract.id)

    def triples(self) -> Iterator[_Triple]:
        said = self._said
        yield from self._head(said.abstract)
        yield from _metadata(self._study, said.abstract.metadata)
        yield from self._provenance()
        for locality in said.localities:
            yield from self._locality(locality)
        for case in said.cases:
            yield from self._case(case)
        yield from self.claims()

    def claims(self) -> Iterator[_Triple]:
        """Give the statements, the uses and the links, each with its evidence."""
        for statement in self._said.statements:
            yield from self._statement(statement)
        for use in self._said.uses:
            yield from self._use(use)
        for link in self._said.links:
            yield from self._link(link)

    def _part(self, prefix: str, code: str) -> Node:
        return node(prefix, f"{self._said.abstract.id}-{code}")

    def _head(self, abstract: Abstract) -> Iterator[_Triple]:
        study, text = self._study, self._abstract
        yield study, TYPE, kg("Study")
        yield study, term(DCTERMS, "identifier"), Literal(abstract.id)
        yield study, kg("status"), Literal(self._said.status)
        if abstract.title:
            yield study, term(DCTERMS, "title"), label(abstract.title, self._language)
        if issued := abstract.metadata.posted or (abstract.year and f"{abstract.year:04}"):
            yield study, term(DCTERMS, "issued"), date(issued)
        if abstract.source:
            yield study, term(DCTERMS, "source"), Literal(re.split(r"[\\/]", abstract.source.path)[-1])
        yield text, TYPE, term(FABIO, "Abstract")
        yield text, term(DCTERMS, "isPartOf"), study
        yield text, term(DCTERMS, "language"), Literal(abstract.language)
        yield text, term(SCHEMA, "text"), Literal(abstract.text)
        yield text, term(SCHEMA, "sha256"), Literal(abstract.sha256)

    def _provenance(self) -> Iterator[_Triple]:
        # What the activity made is what stands in this graph: the study itself was written by its author.
        activity, graph = node("activity", self._said.abstract.id), study_graph(self._said.abstract.id)
        yield graph, term(PROV, "wasGeneratedBy"), activity
        yield graph, term(PROV, "wasDerivedFrom"), self._abstract
        yield activity, TYPE, term(PROV, "Activity")
        yield activity, term(PROV, "used"), self._abstract
        yield activity, term(PROV, "wasAssociatedWith"), agent(self._said.status)

    def _locality(self, locality: Locality) -> Iterator[_Triple]:
        place = self._part("locality", locality.id)
        yield place, TYPE, kg("AnonymisedPlace")
        yield place, term(RDFS, "label"), label(locality.label, self._language)
        yield from self._located(place, locality.within_place, locality.within)

    def _located(self, where: Node, place: str | None, locality: str | None) -> Iterator[_Triple]:
        if place:
            yield where, kg("locatedIn"), node("place", place)
        if locality:
            yield where, kg("locatedIn"), self._part("locality", locality)

    def _case(self, case: Case) -> Iterator[_Triple]:
        resource = self._part("case", case.id)
        yield resource, TYPE, kg("Case")
        yield resource, term(RDFS, "label"), label(case.label, self._language)
        yield resource, kg("caseOf"), self._study
        yield self._study, kg(_ROLES[case.role]), resource
        yield from self._confidence(resource, case.confidence)
        yield from self._located(resource, case.place, case.locality)
        for number, evidence in enumerate(case.evidence, start=1):
            code = case.id if len(case.evidence) == 1 else f"{case.id}.{number}"
            yield from self._evidence(code, resource, evidence)

    def _statement(self, statement: Statement) -> Iterator[_Triple]:
        resource = self._part("statement", statement.id)
        yield resource, TYPE, kg(statement.kind.capitalize())
        # The label is the quote itself, to the letter: it is the one label that is not put in NFC.
        yield resource, term(RDFS, "label"), Literal(statement.phrase, language=self._language)
        yield resource, kg("madeBy"), self._study
        yield resource, kg("status"), Literal(self._status)
        if statement.case:
            yield resource, kg("aboutCase"), self._part("case", statement.case)
        for theme in statement.themes:
            yield resource, kg("hasTheme"), node("theme", theme)
        yield from self._confidence(resource, statement.confidence)
        yield from self._evidence(statement.id, resource, statement.evidence)

    def _use(self, use: Use) -> Iterator[_Triple]:
        concept = node(use.concept.kind, use.concept.notation)
        yield self._study, kg(_USES[Kind(use.concept.kind)]), concept
        yield from self._confidence(self._part("evidence", use.id), use.confidence)
        yield from self._evidence(use.id, concept, use.evidence)

    def _link(self, link: Link) -> Iterator[_Triple]:
        resource = self._part("link", link.id)
        origin, target = self._part("statement", link.origin), self._part("statement", link.target)
        yield resource, TYPE, kg("Link")
        yield resource, kg("linkFrom"), origin
        yield resource, kg("linkTo"), target
        yield resource, kg("relation"), Literal(link.relation)
        yield resource, kg("basis"), Literal(link.basis)
        if link.rule:
            yield resource, kg("rule"), Literal(link.rule)
        if link.basis is not Basis.INFERRED:
            yield origin, _plain(link.relation), target
        yield from self._confidence(resource, link.confidence)
        if link.evidence:
            yield from self._evidence(link.id, resource, link.evidence)

    def _confidence(self, resource: Node, confidence: float) -> Iterator[_Triple]:
        if self._said.status is Status.EXTRACTED:
            yield resource, kg("confidence"), decimal(confidence)

    def _evidence(self, code: str, body: Node, evidence: Evidence) -> Iterator[_Triple]:
        annotation, target = self._part("evidence", code), self._part("target", code)
        position, quote = self._part("position", code), self._part("quote", code)
        span = evidence.span
        yield annotation, TYPE, term(OA, "Annotation")
        yield annotation, term(OA, "hasBody"), body
        yield annotation, term(OA, "hasTarget"), target
        yield target, TYPE, term(OA, "SpecificResource")
        yield target, term(OA, "hasSource"), self._abstract
        yield target, term(OA, "hasSelector"), position
        yield target, term(OA, "hasSelector"), quote
        yield position, TYPE, term(OA, "TextPositionSelector")
        yield position, term(OA, "start"), count(span.start)
        yield position, term(OA, "end"), count(span.end)
        yield quote, TYPE, term(OA, "TextQuoteSelector")
        yield quote, term(OA, "exact"), Literal(span.of(self._text))
        yield quote, term(OA, "prefix"), Literal(Span(max(0, span.start - CONTEXT), span.start).of(self._text))
        yield quote, term(OA, "suffix"), Literal(Span(span.end, span.end + CONTEXT).of(self._text))


def _plain(relation: Relation) -> Node:
    return kg(relation.value)


def _metadata(study: Node, metadata: Metadata) -> Iterator[_Triple]:
    if metadata.degree and (metadata.type or "thesis").casefold() in {"thesis", "dissertation"}:
        work = _WORKS.get(metadata.degree.casefold())
        if work:
            yield study, TYPE, term(FABIO, work)
    if metadata.identifier:
        yield study, kg("sourceIdentifier"), Literal(metadata.identifier)
    for name, values in _elements(metadata):
        for value in filter(None, values):
            yield study, term(DC, name), Literal(value)


def _elements(metadata: Metadata) -> Iterable[tuple[str, tuple[str | None, ...]]]:
    """Pair elements of Dublin Core, which hold plain text, with what the source said."""
    yield "creator", (metadata.candidate,)
    yield "subject", (metadata.subject, *metadata.keywords)
    yield "type", (metadata.degree, metadata.type)
    yield "coverage", (metadata.country,)
    yield "description", tuple(f"{name}: {value}" for name, value in metadata.extra)


def _candidate(concept: Concept, language: str) -> Iterator[_Triple]:
    resource = node(concept.kind, concept.notation)
    yield resource, TYPE, kg(concept.kind.capitalize())
    yield resource, TYPE, term(SKOS, "Concept")
    yield resource, term(SKOS, "prefLabel"), label(concept.label, language)
    yield resource, kg("status"), Literal("candidate")
