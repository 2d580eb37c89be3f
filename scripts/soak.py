"""Serves a folder that is built again and again, to readers and to clients that mean harm, for some minutes.

    nice python scripts/soak.py [--minutes 10] [--readers 8] [--hostile 2] [--folder DIR]

Every answer has to be of one graph, the one that its page is of, and to come without an error; nine and ninety of a
hundred simple queries in under a second; and the memory must not grow. Exits with 1 where one of this is not so.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.client
import json
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import hostile_queries
from benchmarks import servers
from benchmarks.servers import Server
from pyoxigraph import Literal, NamedNode, Quad

from kg import exports, files
from kg.folder import DATA, FORMAT, POINTER, Folder
from kg.store import Store

__all__ = ["Soaked", "soak"]

_GRAPH, _HAS, _VERSION = (NamedNode(f"http://a.example/{name}") for name in ("graph", "has", "version"))
#: The version as it is written, and as it shows in how much there is.
_ASKED = f"SELECT ?version (COUNT(*) AS ?n) {{ ?g {_VERSION} ?version . ?a {_HAS} ?b }} GROUP BY ?version"
#: How many triples the first version has, so that a query is no trifle.
_LEAST = 1_000
#: How long a reader waits between two readings and a hostile client between two queries, and how often memory is
#: looked at, in seconds.
_BREATH, _PAUSE, _LOOK = 0.05, 0.5, 1.0
_SHOWN = 10


@dataclass(slots=True)
class Soaked:
    """What became of a soak: how many versions were published, the seconds of each reading, and what went wrong.

    `front` and `workers` are bytes of memory, look by look: of the server's own process, and of its largest worker.
    """

    published: int = 0
    times: list[float] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    hostile: int = 0
    front: list[int] = field(default_factory=list)
    workers: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def slow(self) -> float:
        """The seconds within which 99 of 100 readings were answered."""
        return statistics.quantiles(self.times, n=100)[98]

    @property
    def growth(self) -> float:
        """How much more memory the server's own process had in the last third than in the second, as a share."""
        third = len(self.front) // 3
        before, after = self.front[third : 2 * third], self.front[2 * third :]
        return statistics.median(after) / statistics.median(before) - 1


def main() -> int:
    """Soak, and print what became of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--hostile", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the graph is published; a temporary folder by default")
    parser.add_argument("--log", type=Path, help="where the server's log goes")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = told.folder or Path(place) / "graph"
        found = soak(folder, told.minutes * 60, readers=told.readers, hostile=told.hostile, log=told.log)
    wrong = [*found.wrong, *([] if found.growth < 0.05 else ["memory grew"]), *([] if found.slow < 1 else ["slow"])]
    said = {
        "versions published": found.published,
        "versions seen": len(found.seen),
        "readings": len(found.times),
        "hostile queries": found.hostile,
        "99th percentile, s": round(found.slow, 3),
        "slowest, s": round(max(found.times), 3),
        "memory of the front, MB": [size // 1_000_000 for size in found.front[:: max(1, len(found.front) // _SHOWN)]],
        "growth": f"{found.growth:+.1%}",
        "largest worker, MB": max(found.workers) // 1_000_000,
        "wrong": len(wrong),
        "the first": wrong[:_SHOWN],
    }
    sys.stdout.write(json.dumps(said, indent=1) + "\n")
    return int(bool(wrong))


def soak(
    folder: Path, seconds: float, *, readers: int, hostile: int, workers: int = 4, log: Path | None = None
) -> Soaked:
    """Publish versions of a graph into a folder that is served, to so many readers and hostile clients."""
    found, done = Soaked(), threading.Event()
    _publish(folder, 1)
    options = ("--workers", f"{workers}", "--timeout", "5")
    with servers.kg(folder, *options, log=log) as server, ThreadPoolExecutor(readers + hostile + 2) as pool:
        tasks: list[Callable[[], None]] = [
            lambda: _publish_all(folder, found),
            lambda: _look(server, found),
            *[lambda: _read(server, found)] * readers,
            *[lambda seed=seed: _harm(server, found, seed) for seed in range(hostile)],
        ]
        working = [pool.submit(_until, done, task) for task in tasks]
        time.sleep(seconds)
        done.set()
        for one in working:
            one.result()
    return found


def _until(done: threading.Event, task: Callable[[], None]) -> None:
    while not done.is_set():
        task()


def _publish_all(folder: Path, found: Soaked) -> None:
    _publish(folder, found.published + 2)
    found.published += 1
    time.sleep(1)


def _publish(folder: Path, version: int) -> None:
    """Write a graph in which the number of triples tells the version, and then its pages, as a build does."""
    quads = [Quad(NamedNode(f"http://a.example/{n}"), _HAS, Literal(n), _GRAPH) for n in range(_LEAST + version)]
    folder.mkdir(exist_ok=True)
    content = exports.serialise([*quads, Quad(_GRAPH, _VERSION, Literal(version), _GRAPH)], exports.Format.NQ)
    files.write_bytes(folder / DATA, content)
    digest = hashlib.sha256(content).hexdigest()
    store = folder / f"store-{digest[:12]}"
    Store.create(store, folder / DATA)
    facts = {"format": FORMAT, "store": store.name, "files": {DATA: digest}}
    files.write_text(folder / POINTER, json.dumps(facts))
    for other in folder.glob("store-*"):
        if other != store:
            shutil.rmtree(other, ignore_errors=True)
    beside, site, old = folder / "new.part", folder / "site", folder / "old.part"
    beside.mkdir()
    (beside / "index.html").write_text(f"{version}", encoding="utf-8")
    (beside / "about.html").write_text(Folder.read(folder).digests[DATA], encoding="utf-8")
    if site.exists():
        site.rename(old)
    beside.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _read(server: Server, found: Soaked) -> None:
    """Ask, look at a page, and ask again: where both answers are of one version, the page is of it, too."""
    try:
        first, page, second = _answer(server, found), int(_whole(server, "GET", "/")), _answer(server, found)
    except (OSError, http.client.HTTPException, ValueError) as error:
        found.wrong.append(repr(error))
        return
    if first == second != page:
        found.wrong.append(f"a page of version {page} beside answers of version {first}")
    found.seen |= {first, second}
    time.sleep(_BREATH)


def _answer(server: Server, found: Soaked) -> int:
    begun = time.monotonic()
    text = _whole(server, "POST", "/sparql", urlencode({"query": _ASKED}))
    found.times.append(time.monotonic() - begun)
    version, count = (int(cell) for cell in text.split()[1].split(","))
    if count != _LEAST + version:
        found.wrong.append(f"an answer mixes versions: {version} and {count - _LEAST}")
    return version


def _whole(server: Server, method: str, path: str, body: str | None = None) -> str:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv, text/html"}
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
    if response.status != 200:
        raise ValueError(f"status {response.status}: {text[:200]}")
    return text


def _harm(server: Server, found: Soaked, seed: int) -> None:
    chance = random.Random(1_000 * seed + found.hostile)  # noqa: S311 - no secret
    query = chance.choice(hostile_queries.SHAPES)(chance, "http://127.0.0.1:9/")
    _, _, fault = hostile_queries.asked(server, query)
    if fault:
        found.wrong.append(fault)
    found.hostile += 1
    time.sleep(_PAUSE)


def _look(server: Server, found: Soaked) -> None:
    memory = server.memory()
    found.front.append(memory.pop(server.process.pid))
    found.workers.append(max(memory.values(), default=0))
    time.sleep(_LOOK)


if __name__ == "__main__":
    sys.exit(main())
