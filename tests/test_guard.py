"""What would harm the engine is refused before it is parsed, and what only looks like it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import guard, resources
from kg.errors import QueryError
from kg.guard import LIMITS, Limits

#: Queries that grow with a number, and of which 20,000 end the process of the engine or keep it busy for minutes.
GROWING: dict[str, Callable[[int], str]] = {
    "groups": lambda n: f"SELECT * WHERE {'{' * n}{'}' * n}",
    "calls": lambda n: f"SELECT * {{ FILTER({'STR(' * n}1{')' * n}) }}",
    "blank nodes": lambda n: f"SELECT * {{ ?s ?p {'[ ?p ' * n}1{']' * n} }}",
    "triple terms": lambda n: f"SELECT * {{ ?s ?p {'<<( ?s ?p ' * n}1{')>>' * n} }}",
    "reified triples": lambda n: f"SELECT * {{ ?s ?p {'<< ?s ?p ' * n}1{'>>' * n} }}",
    "negations": lambda n: f"SELECT * {{ FILTER({'!' * n}true) }}",
    "sums": lambda n: f"SELECT * {{ FILTER(1{'+1' * n} = 1) }}",
    "disjunctions": lambda n: f"SELECT * {{ ?s ?p ?o FILTER(?o=1{'||?o=1' * n}) }}",
    "paths": lambda n: f"SELECT * {{ ?s <urn:b>{'/<urn:b>' * n} ?o }}",
    "joins": lambda n: f"SELECT * {{ {'{?s ?p ?o}' * n} }}",
    "triples": lambda n: f"SELECT * {{ {'?s ?p ?o .' * n} }}",
    "objects": lambda n: f"SELECT * {{ ?s ?p ?o{',?o' * n} }}",
    "unions": lambda n: f"SELECT * {{ {{}}{'union{}' * n} }}",
    "bindings": lambda n: f"SELECT {' '.join(f'(1AS?v{i})' for i in range(n))} {{}}",
    "filters": lambda n: f"SELECT * {{ {'FILTER(1)' * n} }}",
    "escaped groups": lambda n: "SELECT * WHERE " + r"\u007b" * n + r"\U0000007D" * n,
    "behind less-than": lambda n: f"SELECT * {{ ?s ?p ?o FILTER(?o<{'(' * n}1{')' * n}>2) }}",
    "behind an apostrophe that may be none": lambda n: f"SELECT * {{ FILTER(?a<'x'>'{'(' * n}1{')' * n}') }}",
}


@pytest.mark.parametrize("shape", GROWING)
def test_a_query_may_be_so_large_and_no_larger(shape: str) -> None:
    guard.check(GROWING[shape](12))
    for size in (500, 20_000):
        with pytest.raises(QueryError, match="at most"):
            guard.check(GROWING[shape](size))


def test_a_limit_is_reached_and_not_passed() -> None:
    limits = Limits(length=60, depth=3, operators=6)
    guard.check("SELECT * {{{ ?s ?p ?o }}}".ljust(60), limits)
    for query, reason in [
        ("SELECT * {}".ljust(61), "61 characters; at most 60"),
        ("SELECT * {{{{ }}}}", "nests 4 deep; at most 3"),
        ("SELECT * { ?s ?p 1,2,3,4,5 }", "operators and patterns; at most 6"),
    ]:
        with pytest.raises(QueryError, match=reason):
            guard.check(query, limits)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { VALUES ?x { " + "1 " * 10_000 + "} }",
        "SELECT * { VALUES ?x { " + "<https://example.org/a-b/c.d#e> " * 2_000 + "} }",
        "SELECT * { ?s ?p '" + "{([!+" * 500 + "' } #" + "{" * 500,
        'SELECT * { ?s ?p """' + '{ " ( ' * 200 + '""" }',
        "PREFIX ex: <urn:x> SELECT * { " + "ex:a.b-c ex:p ex:o . " * 60 + "}",
        "PREFIX load: <urn:x> PREFIX add: <urn:y> SELECT * { ?insert load:delete ?drop }",
        "SELECT * { GRAPH <https://example.org/file:> { ?from ?named <urn:file:x> } }",
    ],
)
def test_what_only_looks_large_passes(sparql: str) -> None:
    guard.check(sparql)


@pytest.mark.parametrize(
    ("sparql", "word"),
    [
        ("LOAD <http://127.0.0.1:9/>", "LOAD"),
        ("PREFIX x: <urn:x> INSERT DATA { x:a x:b x:c }", "INSERT"),
        ("delete where { ?s ?p ?o }", "DELETE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM <file:"),
        ("SELECT * FROM NAMED <FILE:x> { ?s ?p ?o }", "FROM <file:"),
        ("SELECT * FROM#\n<file:///x> { ?s ?p ?o }", "FROM <file:"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_what_reaches_outward_or_writes_is_refused_by_name(sparql: str, word: str) -> None:
    with pytest.raises(QueryError, match=f"^{word}"):
        guard.check(sparql)


@pytest.mark.parametrize("folder", ["checks", "counts", "profiles", "queries", "remote", "rules", "samples"])
def test_our_own_queries_need_half_of_what_is_allowed_at_most(folder: str) -> None:
    half = Limits(LIMITS.length // 2, LIMITS.depth // 2, LIMITS.operators // 2)
    for sparql in resources.queries(folder).values():
        guard.check(sparql, half)


@pytest.mark.parametrize(
    ("sparql", "does"),
    [
        ("SELECT * FROM <https://example.org/g> { ?s ?p ?o }", True),
        ("select * from named <https://example.org/g> { ?s ?p ?o }", True),
        (r"SELECT * FR\u004FM <https://example.org/g> { ?s ?p ?o }", True),
        ("SELECT * { ?from <https://example.org/from> 'from' } # FROM <https://example.org/g>", False),
        ("PREFIX from: <urn:x> SELECT * { ?s from:from ?o }", False),
    ],
)
def test_a_query_that_names_its_graphs_is_known(sparql: str, does: bool) -> None:
    assert guard.names_graphs(sparql) is does


@pytest.mark.parametrize(
    ("sparql", "names"),
    [
        ("SELECT * FROM <http://a/> { ?s ?p ?o }", True),
        ("select * from named <http://a/> { ?s ?p ?o }", True),
        ("ASK\nFROM\n<http://a/> {}", True),
        (r"ASK \u0046ROM <http://a/> {}", True),
        ("SELECT ?from { ?from from:from ?FROM }", False),
        ("SELECT * { ?s ?p 'FROM <http://a/>' } # FROM <http://a/>", False),
        ("SELECT * { ?s <http://a/FROM> ?o }", False),
    ],
)
def test_it_tells_whether_a_query_names_its_graphs(sparql: str, names: bool) -> None:
    assert guard.names_graphs(sparql) is names
