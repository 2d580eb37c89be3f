"""Whatever is sent is answered or refused: no fault of our own, no answer without a type, no body that is cut."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from kg import queries

from .conftest import Running

Answer = tuple[int, dict[str, str], bytes]
Ask = Callable[[Scope, bytes], Answer]

METHODS = [*["GET", "POST"] * 6, "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "get", "M-SEARCH"]
PATHS = [
    "/", "/sparql", "/sparql/", "/questions", "/questions/", "/questions/nothing", "/questions/case_report",
    "/questions/chain_graph", "/id/theme/data-sharing", "/id/ontology", "/id/", "/page/theme/data-sharing",
    "/page/study/", "/data/theme/data-sharing.ttl", "/data/theme/data-sharing.jsonld", "/data/graph/dataset.nt",
    "/data/.ttl", "/.well-known/void", "/.well-known/", "/assets/base.css", "/assets/", "/healthz", "/index.html",
    "/../kg.json", "/%2e%2e/kg.json", "//", "/%00", "/%ff%fe", "/%", "/a%0d%0aSet-Cookie:x", "/id/theme/%3Cscript%3E",
]  # fmt: skip
PARAMETERS = ["query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "format", "min_cases", "x"]
VALUES = [
    "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3", "DESCRIBE <http://a/>",
    "SELECT * {", "INSERT DATA { <a> <b> <c> }", "SELECT (1/0 AS ?x) {}", "ASK { SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * FROM <http://a/> {}", "http://a.example/", "no iri", "json", "csv", "ttl", "html", "2", "-1", "", "\x00",
]  # fmt: skip
TYPES = [
    "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update", "text/plain",
    "application/sparql-query; charset=utf-16", "multipart/form-data; boundary=x", "application/json", ";", "a/b; c=\"",
]  # fmt: skip
ACCEPTED = [
    "*/*", "text/html", "text/csv", "text/turtle", "application/json", "application/sparql-results+xml", "image/png",
    "text/*;q=0.3, */*;q=nan", "text/html;q=1e400", "a", ",;=", "text/html;level=\"", "*/*;q=-1",
]  # fmt: skip
NAMES = ["origin", "sec-fetch-site", "sec-fetch-mode", "content-length", "transfer-encoding", "range", "if-none-match"]
SAID = ["http://testserver", "null", "cross-site", "same-origin", "navigate", "0", "7", "-1", "9" * 30, "chunked", "*"]
WRITTEN = ["bytes=0-", "bytes=9-1", "bytes=a", "bytes=0-0,5-5,-1", "Thu, 01 Jan 1970 00:00:00 GMT", "²", "x" * 40_000]

text = st.text(max_size=60)
escaped = st.binary(max_size=40).map(lambda octets: "".join(f"%{octet:02x}" for octet in octets))
known = st.sampled_from(PATHS) | st.sampled_from(queries.names()).map("/questions/{}".format)
paths = st.just("/sparql") | known | escaped.map("/{}".format)
pairs = st.lists(st.tuples(st.sampled_from(PARAMETERS), st.sampled_from(VALUES) | text), max_size=4)
written = pairs.map(urlencode)
targets = written | escaped | st.sampled_from(["&" * 2_000, "%", "=&=", "%zz"])
bodies = written.map(str.encode) | st.binary(max_size=200) | st.sampled_from(VALUES).map(str.encode)
latin = st.characters(max_codepoint=255, exclude_categories=["Cc"])
values = st.sampled_from(SAID + WRITTEN) | st.text(latin, max_size=40)
asking = {"accept": st.sampled_from(ACCEPTED) | values, "content-type": st.sampled_from(TYPES) | values}
hosts = st.sampled_from(["testserver", "testserver:80", "evil.example"])
plain = st.fixed_dictionaries({}, optional=asking)
#: Most of these are stopped by the walls.
wild = st.fixed_dictionaries({}, optional={**asking, "host": hosts, **dict.fromkeys(NAMES, values)})
headers = st.one_of(plain, plain, wild)


@pytest.fixture(scope="module")
def ask(client: TestClient) -> Iterator[Ask]:
    """What hands a request to the application as it comes from the network, and gives the whole answer."""

    async def answered(scope: Scope, body: bytes) -> Answer:
        sent: list[Message] = []
        given = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return given.pop() if given else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await client.app(scope, receive, send)
        (start,) = (message for message in sent if message["type"] == "http.response.start")
        pieces = [message for message in sent if message["type"] == "http.response.body"]
        assert [message.get("more_body", False) for message in pieces] == [True] * (len(pieces) - 1) + [False]
        found = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
        return start["status"], found, b"".join(message.get("body", b"") for message in pieces)

    # In a thread of its own, since the browser's driver may have a loop in this one.
    with ThreadPoolExecutor(1) as thread, asyncio.Runner() as runner:
        yield lambda scope, body: thread.submit(runner.run, answered(scope, body)).result()


def _scope(method: str, path: str, query: str, given: dict[str, str]) -> dict[str, Any]:
    named = {"host": "testserver"} | given
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in named.items()],
        "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 80),
    }  # fmt: skip


scopes = st.builds(_scope, st.sampled_from(METHODS), paths, targets, headers)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(scope=scopes, body=bodies)
def test_whatever_is_asked_is_answered_or_refused(ask: Ask, scope: Scope, body: bytes) -> None:
    status, found, content = ask(scope, body)
    assert status < 500 or status == 503
    assert b"Traceback" not in content
    assert "x-content-type-options" in found
    assert "set-cookie" not in found
    if content:
        assert found["content-type"]
    if "content-length" in found and scope["method"] != "HEAD":
        assert int(found["content-length"]) == len(content)


lines = st.sampled_from([b"GET / HTTP/1.1", b"POST /sparql HTTP/1.1", b"GET /healthz HTTP/1.0", b"GET  HTTP/1.1", b""])
fields = st.sampled_from([
    b"Host: 127.0.0.1", b"Host: 127.0.0.1", b"Content-Length: 5", b"Content-Length: -5", b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked", b"Expect: 100-continue", b"Upgrade: websocket", b"Connection: close, upgrade",
    b"Content-Type: application/sparql-query", b" folded: x", b"a" * 60_000, b"X:\x00", b"\xff: \xff",
])  # fmt: skip
rests = [b"ASK{}", b"5\r\nASK{}\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFF\r\n", b"-1\r\n"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    line=lines | st.binary(max_size=80),
    said=st.lists(fields | st.binary(max_size=80), max_size=5),
    body=st.binary(max_size=60) | st.sampled_from(rests),
)
def test_whatever_comes_through_the_network_harms_nobody(
    server: Running, line: bytes, said: list[bytes], body: bytes
) -> None:
    answer = b""
    # Who sends on after a refusal finds the connection closed.
    with server.connect() as connection, contextlib.suppress(ConnectionError):
        connection.sendall(b"\r\n".join([line, *said, b"", body]))
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(1 << 16):
            answer += piece
    head, _, content = answer.partition(b"\r\n\r\n")
    assert not answer or head.startswith((b"HTTP/1.1 1", b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4", b"HTTP/1.1 503"))
    assert b"Traceback" not in content
    assert server.process.poll() is None
