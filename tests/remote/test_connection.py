"""A connection proves who it is, waits, gives up, and says what went wrong without saying what is secret."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from kg.errors import InputError, KgError, QueryStoppedError, StoreError
from kg.remote import Credentials
from kg.remote.connection import Connection, Reply

from .servers import Say, failing

HIDDEN = "open sesame"
NOBODY, USER, BEARER = Credentials(), Credentials("reader", HIDDEN), Credentials("reader", HIDDEN, "t0k3n")
BASIC = Say(401, headers={"WWW-Authenticate": 'Basic realm="x"'})
DIGEST = Say(401, headers={"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'})


def send(url: str, credentials: Credentials = NOBODY, tries: int = 4, **more: float) -> tuple[Reply, list[float]]:
    """Send one request, and return the answer and the pauses."""
    pauses: list[float] = []
    connection = Connection(url, credentials=credentials, tries=tries, pause=pauses.append, **more)
    try:
        return connection.send("PUT", content=b"<urn:a> <urn:b> <urn:c> .\n", most=100), pauses
    finally:
        connection.close()


def test_a_store_that_is_busy_twice_is_asked_a_third_time() -> None:
    with failing(Say(503), Say(429, headers={"Retry-After": "7"}), Say(204)) as store:
        reply, pauses = send(store.url)
    assert reply.status == 204
    assert pauses == [0.5, 7.0]
    assert [request.body for request in store.requests] == ["<urn:a> <urn:b> <urn:c> .\n"] * 3


def test_a_store_that_stays_busy_is_given_up() -> None:
    with failing(Say(503, b"later\x1b[31m \n please")) as store:
        reply, pauses = send(store.url)
    assert (reply.status, reply.said) == (503, "later [31m please")
    assert pauses == [0.5, 1.0, 2.0]


def test_what_another_try_cannot_cure_is_tried_once() -> None:
    with failing(Say(400, b"no")) as store:
        assert send(store.url)[1] == []
    assert len(store.requests) == 1


def test_a_pause_is_never_long() -> None:
    with failing(Say(503, headers={"Retry-After": "86400"}), Say(200)) as store:
        assert send(store.url)[1] == [30.0]


def test_nobody_there() -> None:
    with failing(Say()) as store:
        url = store.url
    with pytest.raises(StoreError, match=r"cannot be reached.*refused"):
        send(url)


@pytest.mark.parametrize(("challenge", "begins"), [(BASIC, "Basic "), (DIGEST, 'Digest username="reader"')])
def test_who_we_are_is_said_when_it_is_asked_for(challenge: Say, begins: str) -> None:
    with failing(challenge, *[challenge] * (challenge is DIGEST), Say(204)) as store:
        connection = Connection(store.url, credentials=USER)
        assert [connection.send("PUT", content=b"x").status for _ in range(2)] == [204, 204]
        connection.close()
    assert "Authorization" not in store.requests[0].headers
    assert all(request.headers["Authorization"].startswith(begins) for request in store.requests[-2:])
    assert all(HIDDEN not in str(request.headers) for request in store.requests)


def test_a_token_is_said_at_once() -> None:
    with failing(Say(204)) as store:
        send(store.url, BEARER)
    assert [request.headers["Authorization"] for request in store.requests] == ["Bearer t0k3n"]


@pytest.mark.parametrize(
    ("answer", "credentials", "said"),
    [
        (BASIC, USER, "refuses us (401): what KG_STORE_USER"),
        (BASIC, BEARER, "refuses us (401): what KG_STORE_USER"),
        (BASIC, NOBODY, "refuses us (401): set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN"),
        (Say(403), USER, "refuses us (403)"),
        (
            Say(301, headers={"Location": "https://there.example/store?key=1"}),
            USER,
            "address https://there.example/store",
        ),
    ],
)
def test_a_refusal_says_why_and_nothing_secret(answer: Say, credentials: Credentials, said: str) -> None:
    with failing(answer) as store, pytest.raises(StoreError) as refused:
        send(f"{store.url}?key=hidden", credentials)
    assert said in str(refused.value)
    assert not any(secret in str(refused.value) for secret in (HIDDEN, "t0k3n", "hidden", "key="))
    assert HIDDEN not in repr(credentials)


def test_an_answer_that_is_too_large_or_too_slow_is_stopped() -> None:
    with failing(Say(200, b"x" * 101)) as store, pytest.raises(QueryStoppedError, match="more than"):
        send(store.url)
    with failing(Say(200, b"x", length=50)) as store, pytest.raises(StoreError, match="cannot be reached"):
        send(store.url)  # and one that is cut is none
    with failing(Say(200, b"x")) as store, pytest.raises(QueryStoppedError, match="within 1e-09 s"):
        send(store.url, seconds=1e-9)


def test_a_store_that_nobody_vouches_for_is_not_trusted() -> None:
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # speaks no TLS at all
    server.timeout = 5
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    with pytest.raises(StoreError, match="is not trusted"):
        send(f"https://127.0.0.1:{server.server_port}/")
    thread.join()
    server.server_close()
    connection = Connection("https://store.example/")
    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLCertVerificationError("x")
    assert "SSL_CERT_FILE" in str(connection._lost(error))
    connection.close()


@pytest.mark.parametrize(
    "url", ["x", "ftp://x/y", "http://", "http://a\n", "file:///etc/passwd", "https://u:p@h.example/"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Connection(url)
    assert "u:p" not in str(refused.value)


def test_credentials_come_from_the_environment() -> None:
    given = {"KG_STORE_USER": "u", "KG_STORE_PASSWORD": "p", "KG_STORE_TOKEN": "t"}
    assert Credentials.of(given) == Credentials("u", "p", "t")
    assert not Credentials.of({}).are_set
    for name in given:
        with pytest.raises(InputError, match=name) as refused:
            Credentials.of({name: "hidden\n"})
        assert "hidden" not in str(refused.value)
        assert isinstance(refused.value, KgError)
