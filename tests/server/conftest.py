"""A server of the seeds: as an application that is asked directly, and as a process that listens on loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from kg.server import Settings, application
from kg.server.editions import Editions
from kg.worker import Bounds

BOUNDS = Bounds(seconds=3, memory=256 << 20, rows=20_000, size=1 << 20)
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="session")
def settings(seed_graph_dir: Path) -> Settings:
    return Settings(seed_graph_dir, hosts=("testserver", "127.0.0.1"), bounds=BOUNDS)


@pytest.fixture(scope="session")
def editions(settings: Settings) -> Iterator[Editions]:
    with Editions(settings.folder, size=settings.workers, bounds=settings.bounds) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(settings: Settings, editions: Editions) -> TestClient:
    """A client that asks the application; where it is led is for the test to follow."""
    return TestClient(application(settings, editions), follow_redirects=False)


@pytest.fixture
def told(settings: Settings, editions: Editions) -> Callable[..., TestClient]:
    """What makes a client of a server that is told something else."""
    return lambda **changes: TestClient(application(replace(settings, **changes), editions), follow_redirects=False)


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@contextlib.contextmanager
def running(folder: Path, log: Path, *options: str) -> Iterator[Running]:
    """Run `kg serve`, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", "serve", str(folder), "--port", str(port), *options],
            stderr=err,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(log.parent)},
        )
    try:
        server = Running(process, port)
        _wait(server, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(server: Running, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.process.poll() is None:
        with contextlib.suppress(httpx2.TransportError):
            httpx2.get(f"{server.url}/healthz")
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def server(seed_graph_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of the seeds that stops a query after two seconds."""
    log = tmp_path_factory.mktemp("server") / "log"
    with running(seed_graph_dir, log, "--timeout", "2") as started:
        yield started
