"""A term in the place of a variable is one token, whatever it holds; a variable that is only named is left out."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from rdflib import Graph

from kg import queries
from kg.binding import form, written
from kg.readable import Term

AWKWARD = ['"', "\\", "\\u0022", "\\\\u0022", '"} # ?x', "?x", "\r\n\t", "'''", '"""', "中𝒳", "", "\\U00000022 \\u005C"]


def said(sparql: str) -> list[str]:
    """What Oxigraph binds to the first variable of a query."""
    solutions = pyoxigraph.Store().query(sparql)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [solution[0].value for solution in solutions if isinstance(solution[0], Literal)]


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    sparql = written("SELECT (STR(?_x) AS ?said) WHERE {}", {"_x": Literal(text)})
    assert said(sparql) == [text]
    (row,) = Graph().query(sparql)
    assert str(row[0]) == text  # type: ignore[index]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_the_text_that_it_is(text: str) -> None:
    sparql = written('SELECT (STR(?_x) AS ?said) WHERE { FILTER (?_x = ?_x || "a" = "b") }', {"_x": Literal(text)})
    assert said(sparql) == [text]


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT ?a ?_x WHERE { ?a ?b ?_x }", 'SELECT ?a  WHERE { ?a ?b "v" }'),
        ("SELECT ?a (?_x AS ?b) {}", 'SELECT ?a ("v" AS ?b) {}'),
        ("{} GROUP BY ?a ?_x HAVING (?_x = 1) ORDER BY ?_x", '{} GROUP BY ?a  HAVING ("v" = 1) ORDER BY "v"'),
        ("SELECT * { { SELECT ?_x ?c { ?_x ?c 1 } } }", 'SELECT * { { SELECT  ?c { "v" ?c 1 } } }'),
        ("CONSTRUCT { ?a ?b ?_x } {}", 'CONSTRUCT { ?a ?b "v" } {}'),
        ("ASK { FILTER ($_x = '?_x' && <a?_x> = ?_xy) } # ?_x", "ASK { FILTER (\"v\" = '?_x' && <a?_x> = ?_xy) } "),
        ("ASK { ?s x:select ?_x ; x:group ?_x }", 'ASK { ?s x:select "v" ; x:group "v" }'),
        (
            "SELECT (GROUP_CONCAT(?_x) AS ?c) { ?_x ?p 'it\\'s' }",
            'SELECT (GROUP_CONCAT("v") AS ?c) { "v" ?p \'it\\\'s\' }',
        ),
    ],
)
def test_a_term_stands_where_a_value_is_meant(sparql: str, expected: str) -> None:
    assert written(sparql, {"_x": Literal("v")}) == expected


def test_other_terms_are_written_as_they_are() -> None:
    terms: dict[str, Term] = {"a": NamedNode("urn:x"), "b": Literal("x", language="en"), "c": Literal(5)}
    sparql = written("ASK { ?a ?b ?c }", terms)
    assert sparql == 'ASK { <urn:x> "x"@en "5"^^<http://www.w3.org/2001/XMLSchema#integer> }'


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("# SELECT\nPREFIX ask: <http://x/DESCRIBE> construct { ?s ?p ?o } {}", "CONSTRUCT"),
        ("BASE <http://select/> ASK {}", "ASK"),
        ("PREFIX select: <x:> DESCRIBE select:a", "DESCRIBE"),
        ("INSERT DATA {}", ""),
    ],
)
def test_the_form_of_a_query(sparql: str, expected: str) -> None:
    assert form(sparql) == expected


@pytest.mark.parametrize("name", queries.names())
def test_every_question_parses_with_its_terms_in_their_places(name: str) -> None:
    question = queries.load(name)
    needed = {p.name: "https://x.example/y" for p in question.parameters if p.default is None}
    text = queries.ground(question, **needed)
    assert "?_" not in text
    pyoxigraph.Store().query(text)
