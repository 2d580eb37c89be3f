"""Kills builds and exports at random moments and looks at what is left: `python tests/chaos.py FOLDER KILLS`.

Everything runs in forks of one process that has loaded the package and opened nothing: a fork that builds is killed, a
fork that looks says by its exit code whether what it found was whole.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kg import extraction, files, graph, lexicon
from kg.exports import Format
from kg.graph import KnowledgeGraph
from kg.loaders import annotated
from kg.model import Source, Study

__all__ = ["main"]

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


def forked(work: Callable[[], object], *, after: float | None = None) -> int:
    """Do some work in a fork, killed after so many seconds; return its exit code, below 0 if it was killed."""
    child = os.fork()
    if not child:
        code = 70
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


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


def main(folder: Path, kills: int, seed: int = 1) -> int:
    """Kill so many writers; return how many times something was not whole, or was left lying."""
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
        forked(alternate, after=choose.uniform(0, 2 * usual))
        faults += forked(lambda: look(target, folder / "known")) != 0
    forked(lambda: write(second, target))
    forked(lambda: look(target, folder / "known"))
    left = [path for path in target.rglob("*") if path.name.endswith(".part")]
    stores = list((target / "graph").glob("store-*"))
    sys.stdout.write(f"{kills} kills, {faults} faults, {len(left)} left over, {len(stores)} store\n")
    return faults + len(left) + (len(stores) != 1)


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), int(sys.argv[2]))))
