"""The server as it runs: hostile queries, slow clients, and a query that has no end, beside those who mean well."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from .conftest import SLOW, Running, running

HOSTILE = tomllib.loads((Path(__file__).parent / "data" / "hostile.toml").read_text(encoding="utf-8"))["query"]
STATUSES = {"refused": {400}, "stopped": {503}, "large": {422}, "any": {200, 400, 422, 503}}
LIMIT = 2.0


class Canary:
    """Counts who connects to it."""

    def __init__(self, listener: socket.socket) -> None:
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        self.visits = 0
        self._listener = listener
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield Canary(listener)


def _written(parts: list[str | list[str | int]], canary: str) -> str:
    texts = [part if isinstance(part, str) else str(part[0]) * int(part[1]) for part in parts]
    return "".join(texts).replace("{canary}", canary)


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: str(query["parts"][0])[:30])
def test_a_hostile_query_harms_nobody(
    server: Running, canary: Canary, query: dict[str, list[str | list[str | int]]]
) -> None:
    begun = time.monotonic()
    response = httpx2.post(f"{server.url}/sparql", data={"query": _written(query["parts"], canary.address)}, timeout=30)
    assert response.status_code in STATUSES[str(query["kind"])], response.text[:200]
    assert time.monotonic() - begun < LIMIT + 1
    assert response.status_code == 200 or response.headers["content-type"] == "text/plain; charset=utf-8"
    assert server.process.poll() is None
    assert canary.visits == 0


def test_a_query_without_end_is_503_in_time_and_others_are_answered_meanwhile(server: Running) -> None:
    found: list[tuple[int, str | None, float]] = []

    def ask_slowly() -> None:
        begun = time.monotonic()
        response = httpx2.post(f"{server.url}/sparql", data={"query": SLOW}, timeout=30)
        found.append((response.status_code, response.headers.get("retry-after"), time.monotonic() - begun))

    asking = threading.Thread(target=ask_slowly)
    asking.start()
    while asking.is_alive():
        assert httpx2.post(f"{server.url}/sparql", data={"query": "ASK {}"}, timeout=30).status_code == 200
    ((status, retry, seconds),) = found
    assert (status, retry) == (503, "5")
    assert LIMIT - 0.2 < seconds < LIMIT + 1


def test_connections_that_say_nothing_block_nobody(server: Running) -> None:
    idle = [server.connect() for _ in range(300)]
    try:
        for connection in idle[:150]:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
        begun = time.monotonic()
        assert httpx2.get(f"{server.url}/healthz", timeout=10).status_code == 200
        assert time.monotonic() - begun < 2
        assert _is_closed(idle[0])  # the oldest made room
        idle[-1].sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        assert idle[-1].recv(20).startswith(b"HTTP/1.1 200")
    finally:
        for connection in idle:
            connection.close()


def _is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_what_is_no_http_is_refused(server: Running) -> None:
    said = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n",
    ]
    for request in said:
        with server.connect() as connection:
            connection.sendall(request)
            assert connection.recv(12).startswith(b"HTTP/1.1 4"), request[:60]


def test_it_ends_gracefully_and_leaves_nothing_behind(seed_graph_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    answered: list[int] = []
    with running(seed_graph_dir, log, "--timeout", "2", "--workers", "1") as server:
        assert len(list(tmp_path.glob("kg-serve-*"))) == 1
        asking = threading.Thread(
            target=lambda: answered.append(httpx2.post(f"{server.url}/sparql", data={"query": SLOW}).status_code)
        )
        asking.start()
        time.sleep(0.5)
        os.kill(server.process.pid, signal.SIGTERM)
        server.process.wait(20)
        asking.join()
    assert answered == [503]
    assert server.process.returncode == 0
    assert list(tmp_path.glob("kg-serve-*")) == []
    assert all(line.startswith("{") for line in log.read_text().splitlines())


def test_the_loop_is_free_while_workers_work(server: Running) -> None:
    async def ask_all() -> list[int]:
        async with httpx2.AsyncClient(timeout=30) as client:
            slow = [client.post(f"{server.url}/sparql", data={"query": SLOW}) for _ in range(2)]
            waiting = [asyncio.create_task(one) for one in slow]
            await asyncio.sleep(0.3)
            healthy = [(await client.get(f"{server.url}/healthz")).status_code for _ in range(5)]
            assert not any(task.done() for task in waiting)
            return healthy + [(await task).status_code for task in waiting]

    with ThreadPoolExecutor(1) as thread:  # the browser's driver may have a loop in this one
        assert thread.submit(lambda: asyncio.run(ask_all())).result() == [200] * 5 + [503] * 2
