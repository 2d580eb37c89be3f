"""Whom the server answers, how much it takes, and what it says of itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from kg.server import journal

Told = Callable[..., TestClient]
ASK = {"query": "ASK {}"}


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("testserver", 200), ("TESTSERVER:8000", 200), ("evil.example", 421), ("testserver.evil.example", 421),
        ("testserver:80:80", 421), ("", 421), ("127.0.0.1@evil.example", 421), ("[::1]:8000", 200), ("[::2]", 421),
    ],
)  # fmt: skip
def test_it_answers_under_its_own_names_alone(told: Told, host: str, status: int) -> None:
    client = told(hosts=("testserver", "[::1]"))
    assert client.get("/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {}, 200),
        ("POST", {"Origin": "http://testserver"}, 200),
        ("POST", {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 200),
        ("POST", {"Origin": "https://evil.example"}, 403),
        ("POST", {"Origin": "null"}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver:9000"}, 403),
        ("POST", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ("GET", {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, 200),
    ],
)
def test_pages_of_other_sites_ask_nothing(
    client: TestClient, method: str, headers: dict[str, str], status: int
) -> None:
    given = {"params": ASK} if method == "GET" else {"data": ASK}
    response = client.request(method, "/sparql", headers=headers, **given)  # type: ignore[arg-type]
    assert response.status_code == status
    assert "access-control-allow-origin" not in response.headers


def test_a_site_that_is_named_may_ask(told: Told) -> None:
    client = told(origins=("https://a.example",))
    headers = {"Origin": "https://a.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    response = client.post("/sparql", data=ASK, headers=headers)
    assert response.headers["access-control-allow-origin"] == "https://a.example"
    asking = headers | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("/sparql", headers=asking).status_code == 200
    assert client.post("/sparql", data=ASK, headers=headers | {"Origin": "https://b.example"}).status_code == 403


def _in_parts(size: int) -> Iterator[bytes]:
    for _ in range(size // 50_000):
        yield b"a" * 50_000


def test_a_body_is_taken_up_to_a_size(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    announced = client.post("/sparql", content=b"#" * 2_000_001, headers=headers)
    unannounced = client.post("/sparql", content=_in_parts(2_500_000), headers=headers)
    assert (announced.status_code, unannounced.status_code) == (413, 413)
    assert announced.text == "the body is larger than 2,000,000 bytes\n"
    assert client.post("/sparql", content=b"#" * 1_999_999, headers=headers).status_code == 400
    assert client.post("/sparql", content=b"", headers=headers | {"Content-Length": "-1"}).status_code == 413


def test_an_address_is_taken_up_to_a_length(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": "ASK {}" + " " * 33_000}).status_code == 414


@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%7B%7D", "/nothing", "/questions", "/healthz", "/id/x/y"])
def test_every_answer_has_the_headers_that_keep_a_browser_in_check(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_the_editor_alone_may_write_styles(client: TestClient) -> None:
    pages = ["/", "/questions", "/questions/problem_recurrence", "/sparql"]
    policies = [client.get(page, headers={"Accept": "text/html"}).headers["content-security-policy"] for page in pages]
    assert ["unsafe-inline" in policy for policy in policies] == [False, False, False, True]
    assert all("script-src 'self';" in policy and "connect-src 'self';" in policy for policy in policies)


def test_a_request_is_one_line_without_its_query(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "kg.server"):
        told().get("/nothing%0A%7B%1B[31m%E2%80%AE", params={"query": "SELECT ?secret {}"})
        told(log_queries=True).get("/sparql", params={"query": "SELECT ?secret\n{}"})
    quiet, open_ = (journal.Line().format(record) for record in caplog.records)
    assert "secret" not in quiet
    assert quiet.isascii()
    assert quiet.isprintable()
    assert open_.isprintable()
    assert json.loads(quiet)["status"] == 404
    assert json.loads(open_)["query"] == "SELECT ?secret\n{}"


def test_a_fault_of_our_own_says_nothing_of_itself(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> bytes:
        raise RuntimeError("a secret")

    monkeypatch.setattr("kg.server.pages.asset", fail)
    client = told()
    client = TestClient(client.app, raise_server_exceptions=False)
    response = client.get("/assets/base.css")
    assert (response.status_code, response.text) == (500, "the server failed; its log says why\n")
    assert response.headers["x-content-type-options"] == "nosniff"
