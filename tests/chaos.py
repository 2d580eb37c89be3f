"""Kills builds, exports and loads at random moments and looks at what is left.

`python tests/chaos.py FOLDER KILLS` kills builds and exports, with `--load` what loads a store elsewhere, an Oxigraph
server on the loopback interface, and every third time that server. Everything runs in forks of one process that has
loaded the package and opened nothing: a fork that writes is killed, a fork that looks says by its exit code whether
what it found was whole.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, serialize
from rdf_engines import free_port
from remote.servers import oxigraph

from kg import extraction, files, graph, lexicon
from kg.exports import Format
from kg.graph import KnowledgeGraph
from kg.loaders import annotated
from kg.model import Source, Study
from kg.readable import Readable
from kg.remote import RemoteStore, load_into

__all__ = ["kill_loads", "kill_writers"]

SEEDS = Path(__file__).parent.parent / "seeds" / "annotated" / "seeds"


def studies() -> tuple[list[Study], list[Study]]:
    """Two graphs that take each other's place."""
    paths = sorted(SEEDS.glob("*.xml"))
    readings = [annotated.parse(path.read_bytes(), Source(str(path), "annotated")) for path in paths]
    assembled = [extraction.assemble(reading, lexicon.load()) for reading in readings]
    return assembled[:2], assembled[2:4]


def write(some: list[Study], folder: Path) -> None:
    """Build a graph, and export it beside."""
    graph.write(some, folder / "graph")
    files.write_bytes(folder / "export.ttl", KnowledgeGraph.open(folder / "graph").export(Format.TTL))


def fork(work: Callable[[], object]) -> int:
    """Begin some work in a fork, and return its process."""
    child = os.fork()
    if not child:
        code = 70
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def end(child: int) -> int:
    """Kill a fork, and return its exit code, below 0 if it was killed."""
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def forked(work: Callable[[], object], *, after: float | None = None) -> int:
    """Do some work in a fork, killed after so many seconds; return its exit code, below 0 if it was killed."""
    child = fork(work)
    if after is None:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    time.sleep(after)
    return end(child)


def look(folder: Path, known: Path) -> None:
    """Raise `AssertionError` unless the graph opens and answers, and each file is one that was written whole."""
    built = folder / "graph"
    opened = KnowledgeGraph.open(built)
    size = len(opened.query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"))
    whole = {
        name: [(known / kind / "graph" / name).read_bytes() for kind in "ab"] for name in ("graph.nq", "graph.ttl")
    }
    assert size in [content.count(b"\n") for content in whole["graph.nq"]]
    assert all((built / name).read_bytes() in contents for name, contents in whole.items())
    assert (folder / "export.ttl").read_bytes() in whole["graph.ttl"]


def kill_writers(folder: Path, kills: int, seed: int = 1) -> int:
    """Kill so many that build and export; return how many times something was not whole, or was left lying."""
    choose = random.Random(seed)  # noqa: S311 - the same moments in every run, as far as there is a same
    first, second = studies()
    for kind, some in (("a", first), ("b", second)):
        forked(lambda kind=kind, some=some: write(some, files.folder(folder / "known" / kind)))  # type: ignore[misc]
    target = files.folder(folder / "target")
    begun = time.monotonic()
    forked(lambda: write(first, target))
    usual = time.monotonic() - begun

    def alternate() -> None:
        while True:
            write(second, target)
            write(first, target)

    faults = 0
    for _ in range(kills):
        faults += forked(alternate, after=choose.uniform(0, 2 * usual)) != -signal.SIGKILL
        faults += forked(lambda: look(target, folder / "known")) != 0
    forked(lambda: write(second, target))
    forked(lambda: look(target, folder / "known"))
    left = [path for path in target.rglob("*") if path.name.endswith(".part")]
    stores = list((target / "graph").glob("store-*"))
    sys.stdout.write(f"{kills} kills, {faults} faults, {len(left)} left over, {len(stores)} store\n")
    return faults + len(left) + (len(stores) != 1)


def digests(store: Readable) -> dict[NamedNode, str]:
    """Return what each graph holds, as the SHA-256 of its N-Triples."""
    return {name: digest(store, name) for name in store.graphs()}


def digest(store: Readable, name: NamedNode) -> str:
    """Return the SHA-256 of the N-Triples of a graph."""
    lines = sorted(serialize([quad.triple], format=RdfFormat.N_TRIPLES) or b"" for quad in store.quads(name))
    return hashlib.sha256(b"".join(lines)).hexdigest()


def look_there(url: str, known: Sequence[Mapping[NamedNode, str]]) -> None:
    """Raise `AssertionError` unless each graph that says what it holds is one that was sent, and holds all of it."""
    with closing(RemoteStore(url)) as store:
        for name, said in store.digests().items():
            assert said in [graphs.get(name) for graphs in known]
            assert digest(store, name) == said


def kill_loads(folder: Path, kills: int, seed: int = 1) -> int:
    """Kill so many that load a server, and every third time the server before; return how often a graph was half."""
    choose = random.Random(seed)  # noqa: S311 - the same moments in every run, as far as there is a same
    first, second = (graph.collect(some) for some in studies())
    known, port, usual, faults = [digests(first), digests(second)], free_port(), 0.0, 0

    def alternate(url: str) -> None:
        while True:
            load_into(second, url)
            load_into(first, url)

    for beginning in range(0, kills, 3):
        with oxigraph(folder, port) as (url, server):
            faults += forked(lambda url=url: look_there(url, known)) != 0  # type: ignore[misc]
            begun = time.monotonic()
            load_into(first, url)
            usual = usual or time.monotonic() - begun
            for number in range(beginning, min(beginning + 3, kills)):
                child = fork(lambda url=url: alternate(url))  # type: ignore[misc]
                time.sleep(choose.uniform(0, 2 * usual))
                if number % 3 == 2:
                    server.kill()
                    end(child)
                    break
                faults += end(child) != -signal.SIGKILL
                faults += forked(lambda url=url: look_there(url, known)) != 0  # type: ignore[misc]
    with oxigraph(folder, port) as (url, _), closing(RemoteStore(url)) as store:
        look_there(url, known)
        load_into(second, url)
        faults += digests(store) != known[1]
    sys.stdout.write(f"{kills} kills, {faults} faults\n")
    return faults


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--load", where, count]:
            sys.exit(bool(kill_loads(Path(where), int(count))))
        case [where, count]:
            sys.exit(bool(kill_writers(Path(where), int(count))))
