"""What `kg serve` answers in a second beside the bare Oxigraph server on the same store, and what isolation costs.

Both are asked the same SPARQL by the same clients, in turn, and share the cores with them. The CPU time of an answer,
which other programs change less, stands beside.
"""

from __future__ import annotations

import io
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import clients, documents, servers
from benchmarks.clients import Asked
from benchmarks.servers import Server
from kg import queries
from kg.folder import Folder
from kg.views.site import sparql

__all__ = ["ASKED", "Row", "measure", "table"]

#: The named questions that are asked, with their defaults, and a file of `queries` and a query that asks nothing.
ASKED = ("problem_recurrence", "theme_recurrence", "technology_cases", "concept", "nothing")
_QUERIES = Path(__file__).parent / "queries"
_WARMING = 0.5
#: How often a query is asked to see what it takes, since one may take less than the clock tells.
_TIMES = 20
_JSON = "application/sparql-results+json"


class Row(NamedTuple):
    """What is asked, answers a second of both servers and their ratio, and milliseconds of CPU time an answer takes.

    `engine` is what the query takes in a process of ours without a server, `front` what the server's own process adds,
    `worker` what the workers take, and `peer` what the bare server takes.
    """

    name: str
    ours: float
    theirs: float
    ratio: float
    engine: float
    front: float
    worker: float
    peer: float


def measure(folder: Path, *, rounds: int, seconds: float, count: int = 8, asked: Sequence[str] = ASKED) -> list[Row]:
    """Ask both servers of a built folder by `count` clients, in so many rounds of so many seconds each.

    Raises:
        ValueError: if an answer fails, or the two servers give different answers.

    """
    with servers.kg(folder) as ours, servers.oxigraph(folder) as theirs:
        return [_row(name, folder, ours, theirs, rounds=rounds, seconds=seconds, count=count) for name in asked]


def table(rows: Sequence[Row]) -> str:
    """Return rows as a table in Markdown."""
    head = ("asked", "kg serve, 1/s", "oxigraph, 1/s", "ratio", "engine, ms", "front, ms", "worker, ms", "oxigraph, ms")
    shown = (
        (
            f"`{row.name}`",
            f"{row.ours:,.0f}",
            f"{row.theirs:,.0f}",
            f"{row.ratio:.2f}",
            *(f"{cost:.2f}" for cost in (row.engine, row.front, row.worker, row.peer)),
        )
        for row in rows
    )
    return documents.table(head, shown)


def _row(name: str, folder: Path, ours: Server, theirs: Server, *, rounds: int, seconds: float, count: int) -> Row:
    query = _query(name)
    rates: dict[int, list[float]] = {ours.port: [], theirs.port: []}
    costs: dict[int, list[tuple[float, float]]] = {ours.port: [], theirs.port: []}
    for _ in range(rounds):
        bodies = []
        for server in (ours, theirs):
            found, cost = _asked(server, query, seconds, count)
            rates[server.port].append(found.a_second)
            costs[server.port].append(cost)
            bodies.append(_rows(found.body))
        if bodies[0] != bodies[1]:
            raise ValueError(f"the servers answer {name} differently")
    first, second = (statistics.median(rates[server.port]) for server in (ours, theirs))
    front, worker = (statistics.median(part) for part in zip(*costs[ours.port], strict=True))
    peer = statistics.median(own for own, _ in costs[theirs.port])
    return Row(name, first, second, first / second, _engine(folder, query), front, worker, peer)


def _query(name: str) -> str:
    path = _QUERIES / f"{name}.rq"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    asked = queries.load(name)
    return "".join(piece.text for piece in sparql.pieces(asked, {one.name: one.default for one in asked.parameters}))


def _asked(server: Server, query: str, seconds: float, count: int) -> tuple[Asked, tuple[float, float]]:
    """What was answered, and the CPU milliseconds an answer took: of the server's own process, and of its workers."""
    clients.ask(server.port, query, clients=count, seconds=_WARMING)
    before = server.cpu()
    found = clients.ask(server.port, query, clients=count, seconds=seconds)
    spent = {pid: total - before.get(pid, 0) for pid, total in server.cpu().items()}
    if found.failed:
        raise ValueError(f"{found.failed} answers of {server.url} failed")
    own = spent.pop(server.process.pid)
    return found, (1000 * own / len(found.times), 1000 * sum(spent.values()) / len(found.times))


def _rows(body: bytes) -> list[str]:
    """An answer's rows in an order of our own, or what an ASK gives."""
    said = json.loads(body)
    return sorted(json.dumps(row, sort_keys=True) for row in said.get("results", said).get("bindings", [said]))


def _engine(folder: Path, query: str) -> float:
    """The CPU milliseconds that the engine takes in this process."""
    store = Folder.read(folder).store()

    def spent() -> float:
        begun = time.process_time()
        for _ in range(_TIMES):
            store.write(query, io.BytesIO(), rows=_JSON, triples=None)
        return 1000 * (time.process_time() - begun) / _TIMES

    spent()
    return statistics.median(spent() for _ in range(5))
