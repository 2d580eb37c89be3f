"""Stores on the loopback interface that live as long as a test: real ones, and one that fails as it is told."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from rdf_engines import PATIENCE, EngineError, free_port, tool, virtuoso

__all__ = ["Failing", "Request", "Say", "failing", "oxigraph", "virtuoso_over_http"]


@contextlib.contextmanager
def oxigraph(folder: Path, port: int | None = None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run an Oxigraph server on a folder, and give its graph store's address and its process."""
    port = port or free_port()
    process = subprocess.Popen(
        [tool("oxigraph"), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}/store", process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def virtuoso_over_http(folder: Path) -> Iterator[str]:
    """Run a Virtuoso 7 in a folder, whose user is `dba` with the password `dba`, and give its graph store's address."""
    port = free_port()
    with virtuoso(folder, f"\n[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 4\n"):
        yield f"http://127.0.0.1:{port}/sparql-graph-crud-auth"


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=PATIENCE) as client:
        try:
            client.get(url)
        except httpx.TransportError as error:
            raise EngineError(f"{url} does not answer ({process.poll()})") from error


@dataclass(frozen=True, slots=True)
class Say:
    """One answer of the failing store."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    #: The length that is promised, if it is not that of the body.
    length: int | None = None


def _closing(said: Say) -> dict[str, str]:
    return {"Content-Length": str(said.length or len(said.body)), "Connection": "close"}


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(slots=True)
class Failing:
    """A store that says what it is told to, one answer a request and the last one from then on."""

    url: str
    answers: list[Say]
    requests: list[Request] = field(default_factory=list)

    def next(self) -> Say:
        """The answer to the next request."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextlib.contextmanager
def failing(*answers: Say) -> Iterator[Failing]:
    """Run a store that gives these answers."""
    store = Failing("", list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            store.requests.append(Request(self.command, self.path, dict(self.headers), body))
            said = store.next()
            self.send_response(said.status)
            for name, value in {**_closing(said), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store.url = f"http://127.0.0.1:{server.server_port}/store"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
