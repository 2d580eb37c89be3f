"""The cells of an answer as a page shows them: with a link to the page, and the words in it, that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kg.model import Value
from kg.readable import Readable
from kg.store import plain
from kg.triples import study_graph
from kg.triples.terms import count, iri_of
from kg.views.site import paths
from kg.views.site.names import Named, Names
from kg.views.site.wording import phrases, say
from kg.vocabulary import DCTERMS, KG, OA, PREFIXES, RDF, RDFS

__all__ = ["Cell", "Linker"]

_IDENTIFIER, _START, _END = (NamedNode(iri) for iri in (f"{DCTERMS}identifier", f"{OA}start", f"{OA}end"))
_TYPE, _LABEL, _CASE, _STUDY = (NamedNode(iri) for iri in (f"{RDF}type", f"{RDFS}label", f"{KG}Case", f"{KG}Study"))
#: The code of a mark within its study; that of a link is no place in the text.
_CODE = re.compile(r"[a-km-z][0-9]+(\.[0-9]+)?")
#: The columns that hold the name of a concept.
_NAMED = ("theme", "facet", "theory", "method", "technology")
#: The columns that hold words of an abstract, which `start` and `end` place in it.
_WORDS = ("quote", "problem", "cause", "countermeasure", "achievement", "lesson")
#: The columns whose answers are one of a few words that the interface knows.
_ENUMERATED = ("kind", "role", "state", "status", "basis", "tie")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and the address from the root of the site that it leads to, if it leads anywhere.

    `kind` is `words` for a quote, `number`, `name`, `identifier`, `silent` where an abstract might have said something,
    or `none` where there is nothing to say.
    """

    shown: Markup | str
    kind: str
    address: str = ""
    language: str | None = None


class Linker:
    """Knows where the site shows a thing that an answer names; it looks only for what it is asked."""

    def __init__(self, store: Readable, names: Names) -> None:
        self._store, self._names = store, names
        self._studies = self._read_studies()
        self._local_names = frozenset(self._studies.values())
        self._used = self._read_used()
        self._labels: dict[tuple[str, str], Named] = {}
        for kind in _NAMED:
            for named in names.of_kind(kind):
                for label in named.labels.values():
                    self._labels.setdefault((kind, label), named)

    def row(self, columns: Sequence[str], values: Sequence[Value]) -> list[Cell]:
        """Return a row of an answer as cells."""
        row = dict(zip(columns, values, strict=True))
        placed = self._place(row)
        return [self._cell(column, value, row, placed) for column, value in row.items()]

    def _read_studies(self) -> dict[str, str]:
        """The local name of each study by its identifier."""
        studies = {quad.subject for quad in self._store.quads(predicate=_TYPE, object=_STUDY)}
        return {
            quad.object.value: paths.local_name(quad.subject.value)[1]
            for quad in self._store.quads(predicate=_IDENTIFIER)
            if quad.subject in studies and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        }

    def _read_used(self) -> frozenset[str]:
        """The concepts that some study uses: these have pages, and so has every theme."""
        predicates = (NamedNode(KG + name) for name in ("appliesTheory", "usesMethod", "mentionsTechnology"))
        quads = (quad for predicate in predicates for quad in self._store.quads(predicate=predicate))
        used = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
        return frozenset(used | {theme.iri for theme in self._names.of_kind("theme")})

    def _place(self, row: Mapping[str, Value]) -> str:
        """The address of the words that a row quotes, or of its study where they have no mark of their own."""
        study, start, end = (row.get(name) for name in ("study", "start", "end"))
        if not isinstance(study, str) or study not in self._studies:
            return ""
        page = paths.of("study", self._studies[study])
        codes = sorted(self._codes(study, start, end)) if isinstance(start, int) and isinstance(end, int) else []
        return f"{page}#{codes[0]}" if codes else page

    def _codes(self, study: str, start: int, end: int) -> Iterator[str]:
        graph = study_graph(study)
        for quad in self._store.quads(graph, predicate=_START, object=count(start)):
            position = NamedNode(iri_of(quad.subject))
            code = position.value.rpartition("-")[2]
            ends = self._store.quads(graph, subject=position, predicate=_END, object=count(end))
            if _CODE.fullmatch(code) and any(ends):
                yield code

    def _cell(self, column: str, value: Value, row: Mapping[str, Value], placed: str) -> Cell:
        if value is None or value == "":
            return Cell("", "none" if column in _NAMED else "silent")
        if isinstance(value, bool):
            return Cell(say("questions.yes" if value else "questions.no"), "name")
        if isinstance(value, int | float):
            return Cell(f"{value:,}" if column != "year" else str(value), "number")
        if column in _WORDS:
            return Cell(value, "words", placed)
        return self._name(column, value, row, placed)

    def _name(self, column: str, value: str, row: Mapping[str, Value], placed: str) -> Cell:
        if column == "study" and value in self._studies:
            return Cell(value, "identifier", paths.of("study", self._studies[value]))
        if column in {"case", "comparator"}:
            return Cell(value, "name", self._case(str(row.get("study") or ""), value) or placed)
        if column in _ENUMERATED:
            known = next((name for name in (f"kind.{value}", f"questions.words.{value}") if name in phrases()), "")
            return Cell(say(known) if known else value, "name")
        named = self._labels.get((column, value))
        if named:
            return Cell(named.label, "name", named.page if named.iri in self._used else "")
        return self._iri(value) if value.startswith(("https://", "http://")) else Cell(value, "name")

    def _case(self, study: str, label: str) -> str:
        if study not in self._studies:
            return ""
        graph = study_graph(study)
        cases = {quad.subject for quad in self._store.quads(graph, predicate=_TYPE, object=_CASE)}
        found = (quad for quad in self._store.quads(graph, predicate=_LABEL) if quad.subject in cases)
        names = sorted(iri_of(quad.subject) for quad in found if plain(quad.object) == label)
        return paths.of("case", paths.local_name(names[0])[1]) if names else ""

    def _iri(self, iri: str) -> Cell:
        """An IRI, short where a prefix is known for it, with the page of what it names."""
        prefix = next((name for name, namespace in PREFIXES.items() if iri.startswith(namespace)), "")
        shown = f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri
        return Cell(shown, "identifier", self._address(*paths.local_name(iri), iri))

    def _address(self, kind: str, name: str, iri: str) -> str:
        if kind == "statement":
            study, _, code = name.rpartition("-")
            return f"{paths.of('study', study)}#{code}" if study in self._local_names and _CODE.fullmatch(code) else ""
        if kind in {"study", "case"} or iri in self._used:
            return paths.of(kind, name)
        return ""
