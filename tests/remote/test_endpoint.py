"""A store elsewhere answers whole or not at all; what is refused here is never sent."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Literal

from kg.errors import InputError, KgError, QueryError, QueryStoppedError, StoreError
from kg.remote import RemoteStore
from kg.remote.shapes import endpoint_of

from .servers import Failing, Say, failing

JSON = {"Content-Type": "application/sparql-results+json"}
TRIPLES = {"Content-Type": "application/n-triples"}


def table(*values: str, **headers: str) -> Say:
    rows = [{"x": {"type": "literal", "value": value}} for value in values]
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}})
    return Say(200, body.encode(), JSON | {name.replace("_", "-"): value for name, value in headers.items()})


YES = table("yes")


def asked(store: Failing) -> list[dict[str, list[str]]]:
    return [parse_qs(request.body, keep_blank_values=True) for request in store.requests]


def query(store: Failing, sparql: str = "SELECT ?x { ?x ?y ?z }", rows: int = 10, most: int = 10_000) -> object:
    remote = RemoteStore(store.url, rows=rows, most=most, pause=lambda _: None)
    try:
        return remote.query(sparql).rows
    finally:
        remote.close()


def test_the_union_of_the_graphs_is_asked_for_in_the_way_the_store_knows() -> None:
    with failing(table(), table(), YES, table("a", "b")) as store:
        remote = RemoteStore(store.url)
        assert remote.query("SELECT ?x { ?x ?y ?_z }", {"_z": Literal('"')}).rows == (("a",), ("b",))
        assert len(remote.query("SELECT ?x { ?x ?y ?z }")) == 2
        remote.close()
    sent = asked(store)
    assert [request["query"][0] for request in sent[3:]] == ['SELECT ?x { ?x ?y "\\"" }', "SELECT ?x { ?x ?y ?z }"]
    assert "union-default-graph" in sent[1]
    assert [request.get("default-graph-uri") for request in sent] == [None, None, *[["urn:x-arq:UnionGraph"]] * 3]


def test_a_query_that_names_its_graphs_is_sent_as_it_is() -> None:
    with failing(table("a")) as store:
        query(store, "SELECT ?x FROM <urn:g> { ?x ?y ?z }")
    assert [request.keys() for request in asked(store)] == [{"query"}]


def test_a_store_without_our_graph_is_told_from_one_that_hides_it() -> None:
    with failing(table()) as store, pytest.raises(StoreError, match="holds no graph of ours"):
        query(store)
    with failing(*[table()] * 4, YES) as store, pytest.raises(StoreError, match="make their union its default graph"):
        query(store)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (Say(400, b"Parse error at\nline 1"), QueryError, "does not answer the query (400): Parse error at line 1"),
        (Say(404, b"<html>"), StoreError, "is not a SPARQL endpoint (404)"),
        (Say(503, b"busy"), StoreError, "is not ready (503): busy"),
        (Say(200, b"<html>hello", {"Content-Type": "text/html"}), StoreError, "it answers with text/html"),
        (Say(200, YES.body[:-5], JSON), QueryError, "is not whole"),
        (Say(200, b"{}", JSON), QueryError, "is not whole"),
        (table(*"abcdefghijk"), QueryStoppedError, "the answer has 11 rows; at most 10"),
        (table("x" * 10_000), QueryStoppedError, "more than"),
        (table("a", "b", X_SPARQL_MaxRows="2"), QueryStoppedError, "a part of the answer only"),
        (table("a", X_SQL_State="S1TAT"), QueryStoppedError, "a part of the answer only"),
    ],
)
def test_what_is_no_whole_answer_is_an_error(answer: Say, error: type[KgError], said: str) -> None:
    with failing(YES, answer) as store, pytest.raises(error) as refused:
        query(store)
    assert said in str(refused.value)
    assert type(refused.value) is error


def test_ask_and_construct() -> None:
    with failing(YES, Say(200, b'{"head": {}, "boolean": false}', JSON)) as store:
        assert query(store, "ASK { ?x ?y ?z }") == ((False,),)
    for says, rows in ((True, [YES]), (False, [table()])):  # as Virtuoso puts it
        with failing(YES, *rows) as store:
            assert query(store, "ASK { ?x ?y ?z }") == ((says,),)
    with failing(YES, Say(200, b"<urn:a> <urn:b> <urn:c> .\n", TRIPLES)) as store:
        assert query(store, "CONSTRUCT WHERE { ?x ?y ?z }") == (("urn:a", "urn:b", "urn:c"),)
    with (
        failing(YES, Say(200, b"<urn:a> <urn:b> <urn", TRIPLES)) as store,
        pytest.raises(QueryError, match="not whole"),
    ):
        query(store, "CONSTRUCT WHERE { ?x ?y ?z }")


@pytest.mark.parametrize("sparql", ["DROP ALL", "SELECT * { SERVICE <http://x> {} }", "{" * 3000])
def test_what_is_refused_here_is_never_sent(sparql: str) -> None:
    with failing(YES) as store, pytest.raises(QueryError):
        query(store, sparql)
    assert not any(sparql in request["query"] for request in asked(store))


@pytest.mark.parametrize(
    ("to", "endpoint"),
    [
        ("http://h:7878/store", "http://h:7878/query"),
        ("http://h:3030/thesis/data/", "http://h:3030/thesis/query"),
        ("https://h/repositories/kg/rdf-graphs/service", "https://h/repositories/kg"),
        ("http://h:8890/sparql-graph-crud-auth", "http://h:8890/sparql"),
        ("http://h:8890/sparql-graph-crud", "http://h:8890/sparql"),
        ("https://h:8182/sparql/gsp/", "https://h:8182/sparql"),
    ],
)
def test_the_endpoint_that_belongs_to_a_graph_store(to: str, endpoint: str) -> None:
    assert endpoint_of(to) == endpoint


def test_a_graph_store_of_no_known_shape() -> None:
    with pytest.raises(InputError, match="--endpoint") as refused:
        endpoint_of("http://h/x?key=hidden")
    assert "hidden" not in str(refused.value)
