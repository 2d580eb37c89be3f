"""Sends a running server a thousand queries that mean harm, and checks what becomes of each and of the server.

    python scripts/hostile_queries.py http://127.0.0.1:8000 --timeout 30 [--count 1000] [--seed 1]

Each has to be answered or refused within the time limit and a second, the server has to stay the same, and nobody may
come to an address that the queries name. Exits with 1 where one of this is not so.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import socket
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable

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


def main() -> int:
    """Ask, and print what became of the queries."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("server")
    parser.add_argument("--timeout", type=float, default=30)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    before, visits = _health(told.server), [0]
    found: collections.Counter[str] = collections.Counter()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_count, args=[listener, visits], daemon=True).start()
        canary = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        chance = random.Random(told.seed)  # noqa: S311 - the same queries again
        for number in range(told.count):
            status, seconds = _ask(told.server, SHAPES[number % len(SHAPES)](chance, canary), told.timeout)
            found[status] += 1
            found["too late"] += seconds > told.timeout + 1
    after = _health(told.server)
    found["visits"] = visits[0]
    sys.stdout.write(json.dumps({"queries": told.count, **found, "same server": before == after}, indent=1) + "\n")
    return int(bool(found["too late"] or found["visits"] or found["500"] or found["broken"] or before != after))


def _ask(server: str, query: str, timeout: float) -> tuple[str, float]:
    data = urllib.parse.urlencode({"query": query.encode("utf-8", "replace")}).encode()
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(f"{server}/sparql", data, timeout=timeout + 30) as response:  # noqa: S310
            response.read()
            status = str(response.status)
    except urllib.error.HTTPError as error:
        status = str(error.code)
    except OSError:
        status = "broken"
    return status, time.monotonic() - begun


def _health(server: str) -> tuple[str, str]:
    with urllib.request.urlopen(f"{server}/healthz", timeout=60) as response:  # noqa: S310
        said = json.load(response)
        return said["graph"], said["since"]


def _count(listener: socket.socket, visits: list[int]) -> None:
    while True:
        try:
            listener.accept()[0].close()
        except OSError:
            return
        visits[0] += 1


if __name__ == "__main__":
    sys.exit(main())
