"""Whom the server answers, how much it takes, and what it says of itself."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server import journal, walls

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


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Say how much of a body came, and what comes after it."""
    if scope["type"] == "http":
        first, then = await receive(), await receive()
        said = f"{len(first['body'])} {then['type']}".encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": said})


def _asked(app: ASGIApp, given: Sequence[Message] = (), **scope: object) -> list[Message]:
    """What an application sends for a scope and for what comes through the network, after which nothing comes."""
    sent: list[Message] = []
    waiting = list(given)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    told = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []} | scope
    with ThreadPoolExecutor(1) as thread:  # the browser's driver may have a loop in this one
        thread.submit(lambda: asyncio.run(_run(app, told, receive, send))).result()
    return sent


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


BOUNDED = walls.Bounded(_echo, target=100, body=10, seconds=0.05)


def test_a_body_is_read_before_the_application_is_asked() -> None:
    pieces: list[Message] = [
        {"type": "http.request", "body": b"12345", "more_body": True},
        {"type": "http.request", "body": b"678"},
        {"type": "http.disconnect"},
    ]
    for headers in ([(b"content-length", b"8")], [(b"transfer-encoding", b"chunked")]):
        _, said = _asked(BOUNDED, pieces, headers=headers)
        assert said["body"] == b"8 http.disconnect"
    _, said = _asked(BOUNDED, pieces[2:], headers=[])
    assert said["body"] == b"0 http.disconnect"


def test_a_body_is_waited_for_up_to_a_time() -> None:
    begun: list[Message] = [{"type": "http.request", "body": b"12", "more_body": True}]
    start, said = _asked(BOUNDED, begun, headers=[(b"content-length", b"8")])
    assert (start["status"], said["body"]) == (408, b"the body was not there after 0.05 s\n")
    assert (b"connection", b"close") in start["headers"]


def test_headers_are_taken_up_to_a_size() -> None:
    start, _ = _asked(BOUNDED, headers=[(b"x", b"a" * 50), (b"y", b"b" * 49)])
    assert start["status"] == 431
    start, _ = _asked(BOUNDED, headers=[], raw_path=b"/" * 60, query_string=b"a" * 41)
    assert start["status"] == 414


@pytest.mark.parametrize(
    "wall",
    [
        BOUNDED,
        walls.Allowed(_echo, hosts=[], origins=[]),
        walls.Guarded(_echo, overrides={}),
        walls.Pieced(_echo),
    ],
)
def test_what_is_no_request_passes(wall: ASGIApp) -> None:
    assert _asked(wall, type="lifespan") == []


@pytest.mark.parametrize(("size", "pieces"), [(0, 1), (1 << 16, 1), ((1 << 16) + 1, 2), (5 << 16, 5)])
def test_a_large_answer_goes_out_in_pieces(size: int, pieces: int) -> None:
    async def large(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a" * size, "more_body": True})
        await send({"type": "http.response.body"})

    _, *bodies, last = _asked(walls.Pieced(large))
    assert [len(message["body"]) <= 1 << 16 for message in bodies] == [True] * pieces
    assert sum(len(message["body"]) for message in bodies) == size
    assert all(message["more_body"] for message in bodies)
    assert not last.get("more_body", False)


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
