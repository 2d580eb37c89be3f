"""Reads the numbers and quotes of a written brief, and asks for them again in rdflib, which did not make them."""

from __future__ import annotations

import html
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

import rdflib
from lxml import html as pages
from rdflib.query import ResultRow

from kg import queries, resources
from kg.graph import KnowledgeGraph
from kg.vocabulary import DCTERMS, SCHEMA, XSD

ZERO = {"no", "none", "nothing", "没有"}
_NOTE = re.compile(r"^\[\^(\d+)\]: (`+)(.+?)\2: (.+)$", re.MULTILINE)
_NUMBER = re.compile(r"([\w.,]+)\[\^(\d+)\]")
_QUOTE = re.compile(r"“([^“]*?)” \((?:[^()]*? · )?(S\d+), (\d+)–(\d+)\)")
_SOURCE = re.compile(r"^- \*\*(S\d+)\*\* (\S+):", re.MULTILINE)
_CONDITION = re.compile(r"`(\w+)` is (not )?(?:`([^`]*)`|empty)")


@dataclass(frozen=True)
class Claim:
    """A number of a brief, and how it says that it is recomputed."""

    said: float
    question: str
    terms: Mapping[str, str]
    how: str
    columns: tuple[str, ...]
    where: tuple[tuple[str, str, bool], ...]
    with_candidates: bool


@dataclass(frozen=True)
class Words:
    """A quote of a brief, and where it says that it stands."""

    words: str
    study: str
    start: int
    end: int


def numbers_of_markdown(text: str) -> list[Claim]:
    """Return the numbers of an English brief in Markdown; its notes are read as a person would read them."""
    notes = {number: (command, said) for number, _, command, said in _NOTE.findall(text)}
    body = _NOTE.sub("", text)
    found = [(shown, notes[number]) for shown, number in _NUMBER.findall(body)]
    assert set(notes) == {number for _, number in _NUMBER.findall(body)}
    return [_claim(shown, command, said) for shown, (command, said) in found]


def _claim(shown: str, command: str, said: str) -> Claim:
    kg, ask, folder, question, *given = shlex.split(command)
    assert (kg, ask, folder) == ("kg", "ask", "DIR")
    terms = dict(one.split("=", 1) for one in given if not one.startswith("--"))
    measure, _, condition = said.partition(" where ")
    where = tuple((column, wanted, not negated) for column, negated, wanted in _CONDITION.findall(condition))
    assert bool(condition) is bool(where)
    columns = tuple(re.findall("`([^`]*)`", measure)) or tuple(re.findall("“(.*)”", measure))
    forms = {
        r"the number of rows": "rows",
        r"distinct values of (`\w+`(, )?)+": "distinct",
        r"`\w+` in the row": "value",
        r"the least `\w+`": "least",
        r"the count “.*”": "count",
    }
    (how,) = [name for form, name in forms.items() if re.fullmatch(form, measure)]
    return Claim(number(shown), question, terms, how, columns, where, "--with-candidates" in given)


def numbers_of_page(content: bytes) -> list[Claim]:
    """Return the numbers of a brief in HTML, in any language, from the data of its elements."""
    found = []
    for element in cast("list[Any]", pages.document_fromstring(content.decode()).xpath("//*[@data-recount]")):
        said: dict[str, Any] = json.loads(element.get("data-recount", ""))
        measure = said["measure"]
        where = tuple((one["column"], str(one["value"]), one["holds"]) for one in measure["where"])
        assert number(element.text or "") == float(element.get("data-value", ""))
        found.append(
            Claim(
                number(element.text or ""),
                said["question"],
                said["terms"],
                measure["how"],
                tuple(measure["columns"]),
                where,
                said["with_candidates"],
            )
        )
    return found


def quotes_of_markdown(text: str) -> list[Words]:
    """Return the quotes of an English brief in Markdown, as a reader sees them."""
    studies = {key: plain(study) for key, study in _SOURCE.findall(text)}
    return [Words(plain(words), studies[key], int(start), int(end)) for words, key, start, end in _QUOTE.findall(text)]


def quotes_of_page(content: bytes) -> list[Words]:
    """Return the quotes of a brief in HTML."""
    found = cast("list[Any]", pages.document_fromstring(content.decode()).xpath("//q"))
    return [
        Words(
            "".join(map(str, one.itertext())),
            one.get("data-study", ""),
            int(one.get("data-start", "")),
            int(one.get("data-end", "")),
        )
        for one in found
    ]


def plain(text: str) -> str:
    """Return what a Markdown text shows."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


def number(shown: str) -> float:
    """Return a number as it is said."""
    return 0 if shown.casefold() in ZERO else float(shown.replace(",", ""))


@dataclass
class Recounting:
    """A graph in rdflib, with and without its candidates, that is asked again."""

    graph: KnowledgeGraph
    _unions: dict[bool, rdflib.Graph] = field(default_factory=dict)
    _rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def holds(self, claim: Claim) -> bool:
        """Tell whether the question gives the number."""
        return self._again(claim) == claim.said

    def stands(self, quote: Words) -> bool:
        """Tell whether the words are those of the abstract, at that place."""
        union = self.union(with_candidates=False)
        (study,) = union.subjects(rdflib.URIRef(f"{DCTERMS}identifier"), rdflib.Literal(quote.study))
        (abstract,) = union.subjects(rdflib.URIRef(f"{DCTERMS}isPartOf"), study)
        return str(union.value(abstract, rdflib.URIRef(f"{SCHEMA}text")))[quote.start : quote.end] == quote.words

    def union(self, *, with_candidates: bool) -> rdflib.Graph:
        """Return all triples."""
        if with_candidates not in self._unions:
            assert self.graph.folder is not None
            opened = KnowledgeGraph.open(self.graph.folder, with_candidates=with_candidates)
            self._unions[with_candidates] = opened.to_rdflib()
        return self._unions[with_candidates]

    def _again(self, claim: Claim) -> float:
        if claim.how == "count":
            return self._count(claim)
        rows = [
            row
            for row in self._ask(claim)
            if all((_shown(row[column]) == wanted) is holds for column, wanted, holds in claim.where)
        ]
        if claim.how == "rows":
            return len(rows)
        values = [tuple(row[column] for column in claim.columns) for row in rows]
        if claim.how == "distinct":
            return len(set(values))
        singles = {float(cast(float, one)) for (one,) in values if one is not None}
        assert claim.how == "least" or len(singles) == 1
        return min(singles)

    def _ask(self, claim: Claim) -> list[dict[str, object]]:
        key = f"{claim.question} {sorted(claim.terms.items())} {claim.with_candidates}"
        if key not in self._rows:
            query = queries.load(claim.question)
            assert claim.terms.keys() <= {parameter.name for parameter in query.parameters} | {"language"}
            bound = {
                f"_{parameter.name}": rdflib.Literal(
                    claim.terms.get(parameter.name, parameter.default), datatype=rdflib.URIRef(XSD + parameter.type)
                )
                for parameter in query.parameters
            }
            result = self.union(with_candidates=claim.with_candidates).query(query.sparql, initBindings=bound)
            named = (cast(ResultRow, row).asdict() for row in result)
            self._rows[key] = [{column: _value(row.get(column)) for column in query.columns} for row in named]
        return self._rows[key]

    def _count(self, claim: Claim) -> float:
        (title,) = claim.columns
        language = claim.terms.get("language", "en")
        texts = {
            name: resources.text(resources.ontology(f"counts/{name}.rq"))
            for name in queries.load(claim.question).denominators
        }
        (sparql,) = [text for text in texts.values() if resources.header(text)["title"][language] == title]
        (row,) = self.union(with_candidates=claim.with_candidates).query(sparql)
        return float(cast(Any, row)[0])


def _value(term: object) -> object:
    found = term.toPython() if isinstance(term, rdflib.Literal) else term
    return float(found) if isinstance(found, Decimal) else found


def _shown(value: object) -> str:
    return "" if value is None else str(value)
