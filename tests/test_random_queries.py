"""rdflib and pyoxigraph answer random queries alike, and so does a query with its parameter written in its places."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize
from random_queries import make
from random_worlds import World, facts

from kg import binding
from kg.readable import Term
from kg.store import Store
from kg.vocabulary import BASE, PREFIXES, XSD

pytestmark = pytest.mark.filterwarnings("ignore:Dataset\\.:DeprecationWarning")  # rdflib's own

#: How many queries are asked.
COUNT = int(os.environ.get("KG_RANDOM_QUERIES", "600"))
_PART = 50
#: What some of the first queries hold.
_WORDS = (
    *("OPTIONAL", "UNION", "MINUS", "NOT EXISTS", "FILTER EXISTS", "BIND", "VALUES", "UNDEF", "GRAPH ?", "GRAPH <"),
    *("SELECT ?", "{ SELECT", "GROUP BY", "HAVING", "COUNT(DISTINCT", "SUM(", "AVG(", "ORDER BY", "LIMIT", "DISTINCT"),
    *("ASK", "CONSTRUCT", "REGEX", "LANG(", "skos:broader+", "^", "$_x", "# ?_x", "COALESCE"),
)
_ROOTS = ("link/004", "evidence/003", "evidence/001", "question/theme_ca", "question/year", "study/003", "abstract/003")
#: What leads to everything, or is long and no different from others.
_LEFT_OUT = re.compile(
    "ontology#?> |/scheme/|shacl#select|#altLabel|#definition|#scopeNote|hiddenLabel|schema.org/text"
)
_ODD = """
<urn:odd> kg:confidence 0.5, 12, -3, 2.25 ; sh:optional false, true ; oa:start 7 ; oa:end 40 ;
    dcterms:issued "2020-02-29"^^xsd:date, "2023-05-01"^^xsd:date ; kg:status "reviewed" ;
    rdfs:label "é中"@en, ""@zh, "Data"@en .
"""


@pytest.fixture(scope="module")
def world(seed_store: Store) -> World:
    """A few hundred facts of the seeds, some of every kind and what they lead to, and values of types that are rare."""
    kept = (fact for fact in facts(seed_store.quads()) if not _LEFT_OUT.search(f"{fact.subject} {fact.predicate}"))
    by_subject = {name: list(same) for name, same in groupby(sorted(kept, key=str), lambda fact: fact.subject)}
    waiting = [name for root in _ROOTS for name in list(filter(_begins(root), by_subject))[:3]]
    met, found = set(waiting), []
    while waiting:
        for fact in by_subject.get(waiting.pop(), ()):
            found.append(fact)
            if isinstance(fact.object, NamedNode) and fact.object not in met:
                met.add(fact.object)
                waiting.append(fact.object)
    prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
    odd = parse(f"{prefixes}GRAPH <urn:graph> {{ {_ODD} }}", RdfFormat.TRIG)
    return World([*found, *facts(odd)])


def _begins(root: str) -> Callable[[NamedNode], bool]:
    return lambda name: name.value.startswith(BASE + root)


@dataclass(frozen=True)
class Engines:
    """Both engines with the same quads, each with the union of the graphs as its default graph."""

    oxigraph: Store
    rdflib: rdflib.Dataset


@pytest.fixture(scope="module")
def engines(world: World) -> Engines:
    quads = [Quad(*fact) for fact in world.facts]
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=bytes(serialize(quads, format=RdfFormat.N_QUADS) or b""), format="nquads")
    return Engines(Store(quads), dataset)


#: A row as both engines can be held to it.
Row = tuple[object, ...]


def by_oxigraph(store: Store, sparql: str, terms: Mapping[str, Term]) -> list[Row]:
    """Answer, with the terms bound by the engine."""
    found = store._results(sparql, terms)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return [(bool(found),)]
    if isinstance(found, pyoxigraph.QueryTriples):
        return sorted({tuple(map(_ours, triple)) for triple in found}, key=str)
    shown = [variable.value for variable in found.variables if variable.value not in terms]
    return [tuple(_ours(solution[name]) for name in shown) for solution in found]


def _ours(term: object) -> object:
    if isinstance(term, Literal):
        return _value(term.value, term.datatype.value, term.language)
    return None if term is None else str(term)


def by_rdflib(dataset: rdflib.Dataset, sparql: str) -> list[Row]:
    found = dataset.query(sparql)
    if found.type == "ASK":
        return [(found.askAnswer,)]
    if found.type == "CONSTRUCT":
        return sorted({tuple(map(_theirs, triple)) for triple in found.graph or ()}, key=str)
    return [tuple(map(_theirs, row)) for row in found]  # type: ignore[arg-type]


def _theirs(term: object) -> object:
    if isinstance(term, rdflib.Literal):
        return _value(str(term), str(term.datatype or ""), term.language)
    return None if term is None else f"<{term}>"


def _value(text: str, datatype: str, language: str | None) -> object:
    """A literal by its value: a number is a number whatever its type, and 12 digits of it count."""
    if language:
        return text, language.lower()
    name = datatype.removeprefix(XSD)
    if name in {"integer", "nonNegativeInteger", "decimal", "double"}:
        return float(f"{float(text):.12g}")
    return text, "" if name == "string" else name


@pytest.mark.parametrize("part", range(COUNT // _PART))
def test_both_engines_answer_alike_and_a_parameter_may_be_written(part: int, world: World, engines: Engines) -> None:
    for number in range(part * _PART, (part + 1) * _PART):
        asked = make(world, number)
        assert binding.written(asked.sparql, asked.terms) == asked.written
        ours, theirs = by_oxigraph(engines.oxigraph, asked.written, {}), by_rdflib(engines.rdflib, asked.written)
        assert Counter(ours) == Counter(theirs), f"query {number}:\n{asked.written}"
        if asked.is_ordered:
            assert ours == theirs, f"query {number}:\n{asked.written}"
        if asked.is_bound:
            bound = by_oxigraph(engines.oxigraph, asked.sparql, asked.terms)
            assert Counter(bound) == Counter(ours), f"query {number}:\n{asked.sparql}"


def test_the_queries_have_everything_and_most_have_answers(world: World, engines: Engines) -> None:
    asked = [make(world, number) for number in range(400)]
    for word in _WORDS:
        assert sum(word in one.sparql for one in asked) >= 3, word
    assert len({one.sparql for one in asked}) == len(asked)
    assert sum(one.is_ordered for one in asked) > 40
    assert sum(one.is_bound for one in asked) > 200
    answered = [by_oxigraph(engines.oxigraph, one.written, {}) for one in asked]
    assert sum(rows not in ([], [(False,)]) for rows in answered) > 200


def test_a_row_more_or_another_value_is_a_difference(world: World, engines: Engines) -> None:
    asked = (make(world, number).written for number in range(100))
    rows = next(rows for rows in (by_oxigraph(engines.oxigraph, one, {}) for one in asked) if len(set(rows)) > 1)
    assert Counter(rows) != Counter(rows[1:])
    assert _value("0.50", f"{XSD}decimal", None) == _value("5e-1", f"{XSD}double", None)
    assert _value("a", f"{XSD}string", None) == _value("a", "", None) != _value("a", "", "en")
