"""Studies as RDF: what fills in the patterns of `ontology/study.ttl`, each claim with its evidence."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, Quad, RdfFormat, parse

from kg import iris
from kg.model import Abstract, Case, Evidence, Link, Locality, Metadata, Statement, Study, Use
from kg.triples.blocks import Blocks
from kg.triples.dataset import agent
from kg.triples.graphs import CANDIDATES, study_graph
from kg.triples.patterns import Figure, figure
from kg.triples.text import needs_escape, quoted
from kg.vocabulary import STATEMENT_KINDS, Basis, Relation, Role, Status

__all__ = ["CONTEXT", "claimed", "declared", "quads", "said", "turtle"]

#: How many code points of the text before and after a quote stand beside it.
CONTEXT = 32

#: The longest code of a part that is known to need no encoding.
_CODE = 20
_EVIDENCE = ("code", "kind", "body", "abstract", "start", "end", "exact", "prefix", "suffix")
_CLASSES = {kind: kind.capitalize() for kind in STATEMENT_KINDS}
_ROLES = {Role.SUBJECT: "examined", Role.REFERENCE: "compared"}
_RELATIONS = {Relation.CAUSES: "caused", Relation.ADDRESSES: "addressed"}
_WORKS = {"master": "MastersThesis", "doctor": "DoctoralThesis", "bachelor": "BachelorsThesis"}


def said(study: Study) -> Blocks:
    """Return what `study` says, for its own named graph, without blank nodes.

    Raises:
        IriError: if the study's id cannot be part of an IRI.

    """
    return _Writer(study).everything().blocks


def claimed(study: Study) -> Blocks:
    """Return what `study` may say, but is too uncertain to count, for the graph of its candidates.

    It has the IRIs and the evidence that it would have in the study's own graph, and the status `candidate`. What it is
    about (the study, its text, its cases) is not repeated.
    """
    return _Writer(study, status="candidate").claims().blocks


def declared(study: Study) -> Blocks:
    """Return the theories, methods and technologies of `study` that no curated scheme has, for `graph:candidates`.

    Studies share them, and no triple stands in two graphs, so that a union of the graphs counts each once.
    """
    return _Writer(study).declared().blocks


def turtle(study: Study) -> bytes:
    """Return what `study` says, and the concepts that it declares, as Turtle that may follow `exports.turtle_head`.

    Raises:
        IriError: if the study's id cannot be part of an IRI.

    """
    return _Writer(study).everything().declared().blocks.turtle().encode()


def quads(study: Study) -> Iterator[Quad]:
    """Give what `study` says, and the concepts that it declares, as quads of their named graphs, in the order of lines.

    Raises:
        IriError: if the study's id cannot be part of an IRI.

    """
    lines = said(study).lines(study_graph(study.abstract.id)) + declared(study).lines(CANDIDATES)
    return parse("".join(lines), RdfFormat.N_QUADS)


class _Writer:
    """Writes one study into `blocks`; its parts are named by its id and their codes."""

    def __init__(self, study: Study, status: str | None = None) -> None:
        self.blocks = Blocks()
        self._said = study
        self._status = status or study.status.value
        self._doubts = study.status is Status.EXTRACTED
        self._text = study.abstract.text
        self._language = _language(study.abstract.language)
        self._escapes = bool(needs_escape(self._text))
        self._study = self.blocks.name(study.abstract.id)
        self._parts = f"{study.abstract.id}-"
        self._is_plain = iris.is_plain(self._parts + "0" * _CODE)

    def everything(self) -> _Writer:
        self._head(self._said.abstract)
        for locality in self._said.localities:
            self._locality(locality)
        for case in self._said.cases:
            self._case(case)
        return self.claims()

    def claims(self) -> _Writer:
        """Write the statements, the uses and the links, each with its evidence."""
        ties = self._ties()
        for statement in self._said.statements:
            self._statement(statement, ties.get(statement.id, []))
        for origin, left in ties.items():
            for tie in left:
                self.blocks.say("statement2", {"statement2": self._part(origin), **tie})
        for use in self._said.uses:
            self._use(use)
        for link in self._said.links:
            self._link(link)
        return self

    def declared(self) -> _Writer:
        """Write the theories, methods and technologies that no curated scheme has."""
        for concept in (use.concept for use in self._said.uses if use.concept.candidate):
            name = self.blocks.name(concept.notation)
            self.blocks.say(
                concept.kind, {concept.kind: name, "label": _name(concept.label), "language": self._language}
            )
        return self

    def _part(self, code: str) -> str:
        """Return the local name of a part."""
        if self._is_plain and _is_code(code):
            return self._parts + code
        return self.blocks.name(self._parts + code)

    def _theme(self, notation: str) -> str:
        """Return the local name of a theme."""
        return notation if notation[:1].isalnum() and _is_code(notation) else self.blocks.name(notation)

    def _also(self, word: str, value: str) -> None:
        self.blocks.say("study2", {"study2": self._study, word: value})

    def _head(self, abstract: Abstract) -> None:
        name, say, status = self.blocks.name, self.blocks.say, self._said.status
        values = {"study": self._study, "identifier": quoted(abstract.id), "status": status.value}
        values |= {"abstract": self._study, "text": quoted(abstract.text), "sha256": abstract.sha256}
        values |= {"language": self._language, "written": quoted(abstract.language)}
        values |= {"graph": name(f"study-{abstract.id}"), "activity": self._study, "agent": name(agent(status))}
        if abstract.title:
            values["title"] = _name(abstract.title)
        if issued := abstract.metadata.posted or (abstract.year and f"{abstract.year:04}"):
            # As a day, a month or a year, whichever it is.
            values[{4: "year", 7: "month"}.get(len(issued), "day")] = quoted(issued)
        if abstract.source:
            values["source"] = quoted(re.split(r"[\\/]", abstract.source.path)[-1])
        values |= _once(abstract.metadata)
        for subject in ("study", "abstract", "graph", "activity"):
            say(subject, values)
        for word, value in _several(abstract.metadata):
            self._also(word, quoted(value))

    def _locality(self, locality: Locality) -> None:
        values = {"anonymised": self._part(locality.id), "label": _name(locality.label), "language": self._language}
        self.blocks.say("anonymised", values | self._located(locality.within_place, locality.within))

    def _located(self, place: str | None, locality: str | None) -> dict[str, str]:
        where = {}
        if place:
            where["place"] = self.blocks.name(place)
        if locality:
            where["locality"] = self._part(locality)
        return where

    def _case(self, case: Case) -> None:
        part = self._part(case.id)
        values = {"case": part, "study": self._study, "label": _name(case.label), "language": self._language}
        values |= self._located(case.place, case.locality)
        if self._doubts:
            values |= _confidence(case.confidence)
        self.blocks.say("case", values)
        self._also(_ROLES[case.role], part)
        for number, evidence in enumerate(case.evidence, start=1):
            code = part if len(case.evidence) == 1 else self._part(f"{case.id}.{number}")
            self._evidence(code, "case", part, evidence)

    def _ties(self) -> dict[str, list[dict[str, str]]]:
        """The links that were stated or reviewed, as what is said of the statements that they begin with."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for link in self._said.links:
            if link.basis is not Basis.INFERRED:
                found[link.origin].append({_RELATIONS[link.relation]: self._part(link.target)})
        return found

    def _statement(self, statement: Statement, ties: list[dict[str, str]]) -> None:
        part = self._part(statement.id)
        values = {
            "statement": part,
            "class": _CLASSES[statement.kind],
            # The label is the quote itself, to the letter: it is the one label that is not put in NFC.
            "phrase": quoted(statement.phrase),
            "language": self._language,
            "study": self._study,
            "status": self._status,
        }
        if self._doubts:
            values |= _confidence(statement.confidence)
        if statement.case:
            values["about"] = self._part(statement.case)
        if statement.themes:
            values["theme"] = self._theme(statement.themes[0])
        if ties:
            values |= ties.pop()
        self.blocks.say("statement", values)
        for theme in statement.themes[1:]:
            self.blocks.say("statement2", {"statement2": part, "theme": self._theme(theme)})
        self._evidence(part, "statement", part, statement.evidence)

    def _use(self, use: Use) -> None:
        concept, part = self.blocks.name(use.concept.notation), self._part(use.id)
        self._also(use.concept.kind, concept)
        self._evidence(part, use.concept.kind, concept, use.evidence, use.confidence)

    def _link(self, link: Link) -> None:
        part, origin, target = map(self._part, (link.id, link.origin, link.target))
        values = {"link": part, "origin": origin, "target": target}
        values |= {"relation": link.relation.value, "basis": link.basis.value}
        if self._doubts:
            values |= _confidence(link.confidence)
        if link.rule:
            values["rule"] = quoted(link.rule)
        self.blocks.say("link", values)
        if link.evidence:
            self._evidence(part, "link", part, link.evidence)

    def _evidence(self, code: str, kind: str, body: str, evidence: Evidence, confidence: float | None = None) -> None:
        text, start, end = self._text, evidence.span.start, evidence.span.end
        before = start - CONTEXT if start > CONTEXT else 0
        written = quoted if self._escapes and needs_escape(text[before : end + CONTEXT]) else str
        values: dict[str, str | int] = {
            "code": code,
            "kind": kind,
            "body": body,
            "abstract": self._study,
            "start": start,
            "end": end,
            "exact": written(text[start:end]),
            "prefix": written(text[before:start]),
            "suffix": written(text[end : end + CONTEXT]),
        }
        if confidence is not None and self._doubts:
            self.blocks.say("code", {**values, **_confidence(confidence)})
        else:
            self.blocks.fill(_evidence(), code, values)


@functools.lru_cache(maxsize=4096)
def _is_code(code: str) -> bool:
    """Tell whether a name can follow a plain one as it is: those of parts are the same in many studies."""
    return len(code) <= _CODE and iris.is_plain(code)


@functools.cache
def _evidence() -> Figure:
    """How evidence is written of which no confidence is said: two thirds of all triples, and so not looked up."""
    return figure("code", _EVIDENCE)


@functools.cache
def _language(tag: str) -> str:
    """The tag as RDF has it, which knows no upper case."""
    return Literal("", language=tag).language or ""


def _name(label: str) -> str:
    """A label in NFC, so that equal names are equal everywhere."""
    return quoted(unicodedata.normalize("NFC", label))


@functools.lru_cache(maxsize=10_001)
def _confidence(number: float) -> Mapping[str, str]:
    """A number between 0 and 1 with up to four digits after the point."""
    digits = f"{number:.4f}".rstrip("0").rstrip(".")
    return {"confidence" if "." in digits else "whole": digits}


def _once(metadata: Metadata) -> dict[str, str]:
    said = {"creator": metadata.candidate, "coverage": metadata.country, "number": metadata.identifier}
    if metadata.degree and (metadata.type or "thesis").casefold() in {"thesis", "dissertation"}:
        said["work"] = _WORKS.get(metadata.degree.casefold())
    return {word: quoted(value) for word, value in said.items() if value}


def _several(metadata: Metadata) -> Iterator[tuple[str, str]]:
    for value in filter(None, (metadata.subject, *metadata.keywords)):
        yield "subject", value
    for value in filter(None, (metadata.degree, metadata.type)):
        yield "type", value
    for name, value in metadata.extra:
        yield "description", f"{name}: {value}"
