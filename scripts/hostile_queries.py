"""Sends a server a thousand queries that mean harm, and checks what becomes of each of them and of the server.

    python scripts/hostile_queries.py DIR [--timeout 3] [--clients 4] [--count 1000] [--seed 1]

Each has to be answered whole or refused within the time limit and a second, the server has to stay the same process, no
worker may take a gigabyte, and nobody may come to an address that the queries name. Exits with 1 where one of this is
not so.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import http.client
import json
import random
import socket
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import servers
from benchmarks.servers import Server
from pyoxigraph import RdfFormat, parse

__all__ = ["SHAPES", "Found", "asked", "send"]

Make = Callable[[random.Random, str], str]


def _nested(opening: str, inner: str, closing: str) -> Make:
    def make(chance: random.Random, _: str) -> str:
        depth = chance.choice([10, 60, 70, 1_000, 2_304, 20_000])
        closed = chance.choice([depth, depth, depth - 1, 0])
        return f"SELECT * WHERE {{ {opening * depth}{inner}{closing * closed} }}"

    return make


def _joined(count: int) -> Make:
    def make(chance: random.Random, _: str) -> str:
        triples = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(chance.randint(2, count)))
        head = chance.choice(["SELECT *", "SELECT (COUNT(*) AS ?n)", "CONSTRUCT { ?s0 ?p0 ?o1 }", "ASK"])
        tail = chance.choice(["", " ORDER BY ?o0 ?o1", " LIMIT 1000000", " OFFSET 900000 LIMIT 1"])
        return f"{head} WHERE {{ {triples} }}{tail if not head.startswith('ASK') else ''}"

    return make


def _outward(chance: random.Random, canary: str) -> str:
    shapes = [
        "ASK {{ SERVICE <{c}> {{ ?s ?p ?o }} }}", "LOAD <{c}>", "SELECT * FROM <{c}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{c}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", "ASK {{ \\u0053ERVICE SILENT <{c}> {{}} }}",
        "ASK {{ BIND (<{c}> AS ?x) SERVICE ?x {{}} }}", "DESCRIBE <{c}>", "ASK # \n {{ SERVICE # \n <{c}> {{}} }}",
        "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}", "INSERT DATA {{ <{c}> <{c}> <{c}> }}",
    ]  # fmt: skip
    return chance.choice(shapes).format(c=canary)


def _costly(chance: random.Random, _: str) -> str:
    size = chance.choice([100, 5_000, 40_000])
    return chance.choice([
        f"SELECT (REGEX('{'a' * size}!', '(a+)+$') AS ?x) {{}}",
        "SELECT * { ?s (<http://a/>|!<http://a/>)* ?o }",
        "SELECT (GROUP_CONCAT(STR(?c)) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
        f"SELECT * {{ VALUES ?x {{ {'1 ' * size} }} ?s ?p ?o }}",
        f"SELECT (REPLACE('{'a' * size}', 'a', '{'b' * 100}') AS ?x) {{ ?s ?p ?o }}",
        "SELECT (STRLEN(CONCAT(" + ",".join(["STR(?o)"] * 300) + ")) AS ?x) { ?s ?p ?o . ?t ?q ?r }",
    ])  # fmt: skip


def _noise(chance: random.Random, _: str) -> str:
    signs = "{}()[]<>\"'?$:;.,|/*+-!=&^@#\\\x00\x1b\u202e\ufeff\U0001f600 \nSELECTWHEREFILTER"
    return "SELECT * {" + "".join(chance.choice(signs) for _ in range(chance.randint(0, 2_000)))


SHAPES: list[Make] = [
    _nested("{", "?s ?p ?o", "}"), _nested("{ SELECT * WHERE {", "?s ?p ?o", "}}"),
    _nested("OPTIONAL {", "?s ?p ?o", "}"),
    _nested("FILTER(STR(", "1", "))"), _nested("?s ?p [", " ?q 1 ", "]"), _nested("?s ?p <<(", " ?a ?b ?c ", ")>>"),
    _nested("FILTER(!", "?x", ")"), _nested("MINUS {", "?s ?p ?o", "}"), _nested("GRAPH ?g {", "?s ?p ?o", "}"),
    _joined(6), _outward, _costly, _noise,
]  # fmt: skip


#: What a worker may take, in bytes.
_MEMORY = 1_000_000_000


@dataclass(slots=True)
class Found:
    """What became of some queries: how often each status, what went wrong, and the figures that are bounded.

    `slowest` is in seconds and `memory`, the most that one worker took, in bytes; `wrong` are sentences. `late` are
    queries that took too long and are asked again, alone, since the machine may have been busy with something else.
    """

    statuses: collections.Counter[str] = field(default_factory=collections.Counter)
    slowest: float = 0
    memory: int = 0
    late: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Serve, ask, and print what became of the queries."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--timeout", type=float, default=3)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where the server's log goes")
    told = parser.parse_args()
    begun = time.monotonic()
    options = ("--timeout", f"{told.timeout:g}", "--workers", f"{told.clients}")
    with servers.kg(told.folder, *options, log=told.log) as server:
        found = send(server, told.timeout, count=told.count, seed=told.seed, clients=told.clients)
    said = {
        "queries": told.count,
        "seconds": round(time.monotonic() - begun),
        **dict(sorted(found.statuses.items())),
        "late once": len(found.late),
        "slowest, s": round(found.slowest, 2),
        "a worker's peak, MB": found.memory // 1_000_000,
        "wrong": found.wrong,
    }
    sys.stdout.write(json.dumps(said, indent=1) + "\n")
    return int(bool(found.wrong))


def send(server: Server, timeout: float, *, count: int, seed: int, clients: int) -> Found:
    """Send so many queries to a server that has as many workers as there are clients and stops a query in time."""
    found, before = Found(), _identity(server)
    with _canary(found) as address, _watched(server, found), ThreadPoolExecutor(clients) as pool:
        chance = random.Random(seed)  # noqa: S311 - the same queries again
        made = [SHAPES[number % len(SHAPES)](chance, address) for number in range(count)]
        for query, (status, seconds, fault) in zip(
            made, pool.map(lambda query: asked(server, query), made), strict=True
        ):
            found.statuses[status] += 1
            found.slowest = max(found.slowest, seconds)
            if seconds > timeout + 1:
                found.late.append(query)
            if fault:
                found.wrong.append(f"{fault}: {query[:200]!r}")
        for query in found.late:
            _, seconds, _ = asked(server, query)
            if seconds > timeout + 1:
                found.wrong.append(f"took {seconds:.1f} s twice: {query[:200]!r}")
    if _identity(server) != before or server.process.poll() is not None:
        found.wrong.append("the server is not the same as before")
    if found.memory > _MEMORY:
        found.wrong.append("a worker took more than a gigabyte")
    return found


def asked(server: Server, query: str) -> tuple[str, float, str]:
    """Return the status of a query, the seconds that it took, and what is wrong with its answer.

    One that no worker was free for, since those before it ended theirs, is asked again.
    """
    while True:
        begun = time.monotonic()
        status, kind, body = _posted(server, query)
        seconds = time.monotonic() - begun
        if status != 503 or b"was not begun" not in body:
            return str(status), seconds, _fault(status, kind, body)


def _posted(server: Server, query: str) -> tuple[int, str, bytes]:
    """The status, the media type and the body of an answer; 0 where it was cut short."""
    data = urllib.parse.urlencode({"query": query.encode("utf-8", "replace")})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    with contextlib.closing(connection):
        try:
            connection.request("POST", "/sparql", data, {"Content-Type": "application/x-www-form-urlencoded"})
            response = connection.getresponse()
            return response.status, response.getheader("Content-Type", "").partition(";")[0], response.read()
        except (OSError, http.client.HTTPException) as error:
            return 0, "", repr(error).encode()


def _fault(status: int, kind: str, body: bytes) -> str:
    """What is wrong with an answer, if anything is."""
    if status == 200:
        try:
            if kind == "text/turtle":
                collections.deque(parse(body, RdfFormat.TURTLE), maxlen=0)
            else:
                json.loads(body)
        except (SyntaxError, ValueError) as error:
            return f"a body that is cut or no {kind} ({error})"
    elif status not in {400, 403, 422, 503}:
        return f"status {status} {body[:200]!r}"
    return ""


def _identity(server: Server) -> tuple[int, str, str]:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=60) as response:  # noqa: S310 - our own server
        said = json.load(response)
    return server.process.pid, said["graph"], said["since"]


@contextlib.contextmanager
def _canary(found: Found) -> Iterator[str]:
    """Give an address, and hold against the server that somebody comes to it."""

    def count(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it is closed
            while True:
                listener.accept()[0].close()
                found.wrong.append("somebody came to an address that a query names")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=count, args=[listener], daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@contextlib.contextmanager
def _watched(server: Server, found: Found) -> Iterator[None]:
    """Look what the workers take, again and again."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            taken = server.memory(peak=True)
            found.memory = max(found.memory, *(size for pid, size in taken.items() if pid != server.process.pid), 0)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


if __name__ == "__main__":
    sys.exit(main())
