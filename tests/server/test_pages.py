"""Resources by their IRIs, named questions, the explorer and the other pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from kg import queries
from kg.folder import DATA, Folder
from kg.server import Settings, application
from kg.server.editions import Editions
from kg.store import Store
from kg.vocabulary import BASE

THEME = "theme/data-sharing"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("text/turtle", f"/data/{THEME}.ttl"),
        ("application/ld+json", f"/data/{THEME}.jsonld"),
        ("application/n-triples;q=0.9, text/turtle;q=0.1", f"/data/{THEME}.nt"),
        (BROWSER["Accept"], f"/page/{THEME}"),
    ],
)
def test_an_iri_leads_to_the_form_that_is_wanted(client: TestClient, accept: str, target: str) -> None:
    response = client.get(f"/id/{THEME}", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, target)
    assert client.get(target).status_code == 200


def test_a_resource_is_described_alike_in_every_form(client: TestClient, seed_store: Store) -> None:
    forms = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
    said = [
        {quad.triple for quad in parse(client.get(f"/data/{THEME}.{form}").content, kind)}
        for form, kind in forms.items()
    ]
    assert said[0] == said[1] == said[2]
    assert said[0] >= {quad.triple for quad in seed_store.quads(subject=NamedNode(BASE + THEME))}
    named = {triple.subject.value for triple in said[0] if isinstance(triple.subject, NamedNode)}
    assert f"{BASE}facet/data" in named


def test_every_resource_of_the_graph_has_a_description(client: TestClient, seed_store: Store) -> None:
    subjects = sorted({quad.subject.value for quad in seed_store.quads() if isinstance(quad.subject, NamedNode)})
    ours = [iri.removeprefix(BASE) for iri in subjects if iri.startswith(BASE) and "#" not in iri]
    picked = ours[:: max(1, len(ours) // 60)] + [name for name in ours if "%" in name or "~" in name][:10]
    assert [name for name in picked if client.get(f"/data/{name}.nt").status_code != 200] == []
    assert [name for name in picked[::6] if client.get(f"/page/{name}").status_code != 200] == []


@pytest.mark.parametrize("name", ["theme/nothing", "nokind/x", "theme", "theme/a%20b", "theme/<b>", "../etc/passwd"])
def test_what_the_graph_does_not_speak_of_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/data/{name}.ttl").status_code == 404
    assert client.get(f"/page/{name}").status_code == 404


def test_the_terms_are_described_together(client: TestClient) -> None:
    assert client.get("/id/ontology", headers={"Accept": "text/turtle"}).headers["location"] == "/data/ontology.ttl"
    assert "ontology#Problem" in client.get("/page/ontology").text


def test_the_data_set_describes_itself(client: TestClient) -> None:
    response = client.get("/.well-known/void")
    assert response.headers["content-type"].startswith("text/turtle")
    assert b"void:Dataset" in response.content
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


def test_a_question_is_answered_as_a_page_json_csv_and_triples(client: TestClient) -> None:
    asked = "/questions/problem_recurrence"
    found = client.get(asked, params={"min_cases": "2"}, headers={"Accept": "application/json"}).json()
    assert found["rows"][0]["theme"] == "data sharing"
    assert client.get(asked, params={"format": "csv"}).text.startswith("theme,facet,")
    page = client.get(asked, headers=BROWSER).text
    assert '<input name="min_cases" value="2">' in page
    assert "<td>data sharing</td>" in page
    assert (
        client.get("/questions/chain_graph", params={"format": "ttl"}).headers["content-type"].startswith("text/turtle")
    )
    assert client.get(asked, params={"format": "ttl"}).status_code == 400


def test_what_is_wrong_with_a_question_is_said(client: TestClient) -> None:
    asked = "/questions/problem_recurrence"
    assert "is none" in client.get(asked, params={"min_cases": "x"}, headers=BROWSER).text
    answers = [client.get(f"{asked}?{said}&format=json") for said in ("min_cases=x", "level=&nothing=1", "a=1&a=2")]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert client.get("/questions/problem_recurence").status_code == 404


def test_markup_in_a_parameter_is_text(client: TestClient) -> None:
    page = client.get("/questions/problem_recurrence", params={"level": '"><script>x</script>'}, headers=BROWSER)
    assert page.status_code == 400
    assert "<script>x" not in page.text


def test_every_question_has_a_page(client: TestClient) -> None:
    assert {client.get(f"/questions/{name}", headers=BROWSER).status_code for name in queries.names()} == {200}
    listed = client.get("/questions", headers={"Accept": "application/json"}).json()
    assert [one["name"] for one in listed] == list(queries.names())


def test_a_question_in_the_editor_runs_as_it_stands(client: TestClient, seed_store: Store) -> None:
    page = client.get("/sparql", headers=BROWSER).text
    offered = json.loads(page.partition('id="data">')[2].partition("</script>")[0])["questions"]
    assert len(offered) == len(queries.names())
    by_title = {one["name"]: one["query"] for one in offered}
    for asked in (queries.load("problem_recurrence"), queries.load("status_statements"), queries.load("year_themes")):
        rows = seed_store.query(by_title[asked.title["en"]])
        assert len(rows) == len(queries.run(seed_store, asked))
    statuses = {client.post("/sparql", data={"query": one["query"]}).status_code for one in offered}
    assert statuses == {200}


def test_the_explorer_is_shown_where_there_is_one(
    settings: Settings, seed_graph_dir: Path, tmp_path: Path, client: TestClient
) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(seed_graph_dir, folder, ignore=shutil.ignore_patterns("site"))
    named = (
        "index.html",
        "themes/index.html",
        "themes/data-sharing.html",
        "questions/index.html",
        "questions/case_report.html",
    )
    for name in named:
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (folder / "site" / "about.html").write_text(Folder.read(folder).digests[DATA])
    with Editions(folder, size=1, bounds=settings.bounds) as editions:
        shown = TestClient(application(settings, editions), follow_redirects=False)
        for address, text in [
            ("/", "index.html"), ("/themes/data-sharing.html", "themes/data-sharing.html"),
            ("/questions/", "questions/index.html"), ("/questions/case_report.html", "questions/case_report.html"),
        ]:  # fmt: skip
            response = shown.get(address)
            assert (response.status_code, response.text) == (200, text)
            assert "default-src 'self'" in response.headers["content-security-policy"]
        assert shown.get("/themes").headers["location"].endswith("/themes/")
        assert shown.get(f"/id/{THEME}", headers=BROWSER).headers["location"] == "/themes/data-sharing.html"
        outside = ("/../kg.json", "/%2e%2e/kg.json", "/..%2fkg.json", "/nothing.html", "/%00", "/a%ff")
        assert [shown.get(path).status_code for path in outside] == [404] * len(outside)
        assert shown.post("/index.html").status_code == 405
    assert "named questions" in client.get("/").text
    assert client.get("/index.html").status_code == 404


def test_scripts_and_style_sheets_are_the_packaged_ones(client: TestClient) -> None:
    found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', client.get("/sparql", headers=BROWSER).text)
    assert len(found) == 6
    for address in found:
        assert client.get(address).status_code == 200, address
    assert client.get("/assets/look.toml").status_code == 404
    assert client.get("/assets/../look.toml").status_code == 404


def test_it_tells_how_it_is(client: TestClient) -> None:
    said = client.get("/healthz").json()
    assert said["status"] == "ok"
    assert len(said["graph"]) == 64
