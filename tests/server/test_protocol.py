"""The SPARQL 1.1 Protocol: the W3C's cases as data, formats, and what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results
from starlette.testclient import TestClient

from kg.store import Store
from kg.vocabulary import PREFIXES

CASES = tomllib.loads((Path(__file__).parent / "data" / "protocol.toml").read_text(encoding="utf-8"))["case"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def names(seed_store: Store) -> dict[str, str]:
    a, b = [graph.value for graph in seed_store.graphs() if graph.value.startswith(f"{PREFIXES['graph']}study-")][:2]
    studies = {f"study_{name}": graph.replace("graph/study-", "study/") for name, graph in (("a", a), ("b", b))}
    return {"a": a, "b": b} | studies


def test_every_case_of_the_w3c_is_there() -> None:
    names = [case["w3c"] for case in CASES]
    assert len(names) == len(set(names)) == 34
    assert sum("refuses" in case for case in CASES) == 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["w3c"])
def test_a_case_of_the_w3c(client: TestClient, names: dict[str, str], case: dict[str, Any]) -> None:
    def filled(text: str) -> str:
        for name, iri in names.items():
            text = text.replace(f"{{{name}}}", iri)
        return text

    def encoded(pairs: list[list[str]]) -> str:
        return urlencode([(name, filled(value)) for name, value in pairs])

    body = encoded(case["form"]) if "form" in case else filled(case.get("body", ""))
    body = f"{case.get('prologue', '')} {body}".strip()
    kind = "application/x-www-form-urlencoded" if "form" in case else case.get("type")
    headers = {"Accept": case.get("accept", "*/*")} | ({"Content-Type": kind} if kind else {})
    target = f"/sparql?{encoded(case['target'])}" if "target" in case else "/sparql"
    content = body.encode(case.get("encoding", "utf-8")) or None
    response = client.request(case["method"], target, content=content, headers=headers)
    assert str(response.status_code).startswith(case["status"]), response.text
    if "types" in case:
        assert response.headers["content-type"].partition(";")[0] in case["types"]
    if "answer" in case:
        assert response.json()["boolean"] is case["answer"]
    if "refuses" in case:
        assert "the graph is only read" in response.text
        written = "ASK { GRAPH ?g { ?s <http://example.org/new> ?o } }"
        assert client.get("/sparql", params={"query": written}).json()["boolean"] is False


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.3, application/xml;q=0.9", "application/sparql-results+xml"),
        ("text/tab-separated-values, text/csv;q=0.5", "text/tab-separated-values"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        (BROWSER, "application/sparql-results+xml"),
    ],
)
def test_rows_come_in_the_format_that_is_wanted_most(client: TestClient, accept: str | None, media_type: str) -> None:
    client.headers.pop("accept", None)
    response = client.get(
        "/sparql", params={"query": "SELECT (1 AS ?n) {}"}, headers={"Accept": accept} if accept else {}
    )
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    form = QueryResultsFormat.from_media_type(media_type)
    assert form
    if form != QueryResultsFormat.CSV:
        assert [solution["n"].value for solution in parse_query_results(response.content, form)] == ["1"]  # type: ignore[union-attr]
    assert "Accept" in response.headers["vary"]


def test_triples_come_in_the_format_that_is_wanted_most(client: TestClient) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 7"
    found = []
    for accept, form in [("*/*", RdfFormat.TURTLE), ("application/n-triples, text/turtle;q=0.5", RdfFormat.N_TRIPLES)]:
        response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
        assert response.headers["content-type"].partition(";")[0] == form.media_type
        found.append({quad.triple for quad in parse(response.content, form)})
    assert found[0] == found[1]
    assert len(found[0]) == 7


@pytest.mark.parametrize(
    ("query", "accept"),
    [("ASK {}", "image/png"), ("ASK {}", "text/turtle"), ("DESCRIBE <http://a.example/>", "text/csv")],
)
def test_a_format_that_there_is_none_of_is_406(client: TestClient, query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (406, "text/plain; charset=utf-8")
    assert "text/" in response.text


def test_the_service_describes_itself_to_programs_and_opens_an_editor_to_people(client: TestClient) -> None:
    description = client.get("/sparql", headers={"Accept": "text/turtle"})
    said = {str(quad.predicate.value) for quad in parse(description.content, RdfFormat.TURTLE)}
    assert "http://www.w3.org/ns/sparql-service-description#endpoint" in said
    editor = client.get("/sparql", headers={"Accept": BROWSER})
    assert "yasgui.min.js" in editor.text
    assert "script-src 'self';" in editor.headers["content-security-policy"]


def test_what_is_wrong_with_a_query_is_said_with_its_place(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT ?a\nWHERE {"})
    assert (response.status_code, response.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert response.text.startswith("line 2, column ")


@pytest.mark.parametrize("target", ["default-graph-uri=nothing", "named-graph-uri=%00", "query=%FF", "a&" * 1_001])
def test_a_parameter_that_is_none_is_refused(client: TestClient, target: str) -> None:
    assert client.get(f"/sparql?query=ASK%7B%7D&{target}").status_code == 400


def test_from_is_heard(client: TestClient, names: dict[str, str]) -> None:
    counting = "SELECT (COUNT(*) AS ?n) {from} {{ ?s ?p ?o }}"
    counts = [
        int(
            client.get("/sparql", params={"query": counting.format(**{"from": said})}).json()["results"]["bindings"][0][
                "n"
            ]["value"]
        )
        for said in ("", f"FROM <{names['a']}>", f"FROM NAMED <{names['a']}>")
    ]
    assert counts[0] > counts[1] > counts[2] == 0


def test_an_update_is_refused_in_every_way(client: TestClient) -> None:
    update = "INSERT DATA { <http://a/> <http://b/> 1 }"
    posted = [{"query": update}, {"update": update}]
    assert [client.post("/sparql", data=data).status_code for data in posted] == [400, 403]
    direct = client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"})
    assert direct.status_code == 415
    assert "only read" in direct.text
    assert [client.request(method, "/sparql").status_code for method in ("PUT", "DELETE", "PATCH")] == [405] * 3
