"""One step of a build, measured alone: `python -m benchmarks.builder STEP FOLDER STUDIES SEED` prints what it took."""

from __future__ import annotations

import atexit
import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypedDict

from benchmarks import corpora
from kg import exports, extraction, files, lexicon, partwise, pipeline, triples, units
from kg.loaders import annotated
from kg.model import Abstract, Study
from kg.store import Store

__all__ = ["STEPS", "Cost", "main"]

ANNOTATED = Path(__file__).resolve().parents[2] / "seeds" / "annotated"


class Cost(TypedDict):
    """CPU seconds and seconds on the clock of a step, and the peak of its memory in megabytes.

    `unloaded` is the peak before the engine loaded a store; where it loaded none, it is the same.
    """

    cpu: float
    seconds: float
    megabytes: float
    unloaded: float


def _studies(count: int, seed: int) -> Iterator[Study]:
    return corpora.learn(ANNOTATED).studies(count, seed)


def _turtle(folder: Path, count: int, seed: int) -> Callable[[], object]:
    """Our triples, and Turtle of them; what is loaded once is loaded before."""
    studies = list(_studies(count, seed))
    triples.turtle(studies[0])

    def work() -> None:
        with files.replacing(folder / "ours.ttl") as out:
            out.write(exports.turtle_head())
            for study in studies:
                out.write(triples.turtle(study))

    return work


def _rdflib(folder: Path, count: int, seed: int) -> Callable[[], object]:
    """The same triples added to a graph of rdflib, one by one, and its Turtle; that they are made costs it nothing."""
    import rdflib  # noqa: PLC0415 - what is not measured is not loaded

    lines = b"".join(exports.serialise(triples.quads(study), exports.Format.NT) for study in _studies(count, seed))
    found = list(rdflib.Graph().parse(data=lines, format="nt"))

    def work() -> None:
        graph = rdflib.Graph()
        for triple in found:
            graph.add(triple)
        graph.serialize(folder / "rdflib.ttl", format="turtle")

    return work


def _units(_: Path, count: int, seed: int) -> Callable[[], object]:
    """All that is done for each study: triples, what follows from them, every check, lines and Turtle."""
    studies = list(_studies(count, seed))
    return lambda: sum(1 for _ in units.make(studies))


def _corpus(folder: Path, count: int, seed: int) -> Path:
    """Write reviewed abstracts, once."""
    texts = folder / f"abstracts-{count}-{seed}"
    if not texts.is_dir():
        files.folder(texts)
        for reading in corpora.learn(ANNOTATED).readings(count, seed):
            (texts / f"{reading.abstract.id}.xml").write_bytes(annotated.write(reading))
    return texts


def _build(folder: Path, count: int, seed: int) -> Callable[[], object]:
    """A whole build of reviewed abstracts, one process."""
    texts = _corpus(folder, count, seed)
    return lambda: pipeline.build([texts], folder / f"built-{count}-{seed}")


def _touch(folder: Path, count: int, seed: int) -> Callable[[], object]:
    """The same again, when one abstract has changed."""
    texts = _corpus(folder, count, seed)
    path = sorted(texts.iterdir())[count // 2]
    path.write_text(path.read_text(encoding="utf-8").replace("</abstract>", " So it is.</abstract>"), encoding="utf-8")
    return lambda: pipeline.build([texts], folder / f"built-{count}-{seed}")


def _raw(folder: Path, count: int, seed: int) -> Path:
    """Write abstracts that nobody has reviewed, once, with one that warms up first."""
    path = folder / f"raw-{count}-{seed}.jsonl"
    if not path.is_file():
        found = corpora.learn(ANNOTATED).abstracts(count, seed)
        lines = (json.dumps({"id": one.id, "title": one.title, "text": one.text}) + "\n" for one in found)
        files.write_text(path, "".join(lines))
    return path


def _on_workers(number: int) -> Callable[[Path, int, int], Callable[[], object]]:
    """A build in parts of raw abstracts, extraction and all, by so many workers of a Dask scheduler here."""

    def prepared(folder: Path, count: int, seed: int) -> Callable[[], object]:
        from distributed import LocalCluster  # noqa: PLC0415 - what is not measured is not loaded

        path, out = _raw(folder, count, seed), folder / f"parts-{number}"
        shutil.rmtree(out, ignore_errors=True)
        cluster = LocalCluster(n_workers=number, threads_per_worker=1, dashboard_address=None)
        atexit.register(cluster.close)
        with cluster.get_client() as client:
            client.run(_warm)
        return lambda: partwise.build([path], out, scheduler=cluster.scheduler_address)

    return prepared


def _warm() -> None:
    """Load what reads abstracts, as a worker does once."""
    known = lexicon.load()
    extraction.extract(Abstract("warm", "There are problems such as lack of talents."), known)


#: What prepares each step, by its name; what it returns is measured.
STEPS: dict[str, Callable[[Path, int, int], Callable[[], object]]] = {
    "turtle": _turtle,
    "rdflib": _rdflib,
    "units": _units,
    "build": _build,
    "touch": _touch,
    "one worker": _on_workers(1),
    "two workers": _on_workers(2),
}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _noting(peaks: list[float]) -> None:
    """Note the peak of memory whenever the engine is about to load a store."""
    create = Store.create

    def noted(folder: Path, *sources: Path, **quads: Any) -> None:  # noqa: ANN401 - handed on
        peaks.append(_peak())
        create(folder, *sources, **quads)

    Store.create = noted  # type: ignore[method-assign] # noted from outside: a build knows nothing of it


def main(step: str, folder: str, count: str, seed: str) -> None:
    """Prepare a step, do it, and print its cost."""
    work = STEPS[step](files.folder(Path(folder)), int(count), int(seed))
    peaks: list[float] = []
    _noting(peaks)
    cpu, clock = time.process_time(), time.monotonic()
    work()
    spent, seconds = time.process_time() - cpu, time.monotonic() - clock
    cost = Cost(cpu=spent, seconds=seconds, megabytes=_peak(), unloaded=max(peaks, default=_peak()))
    sys.stdout.write(json.dumps(cost))


if __name__ == "__main__":
    main(*sys.argv[1:])
