"""Queries are answered in processes that they may end, and in which nothing else can be opened."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from kg import isolation
from kg.errors import GraphError, QueryError, QueryStoppedError, QuerySyntaxError, TooLargeError, UnknownQuestionError
from kg.graph import KnowledgeGraph
from kg.worker import Bounds, Raw
from kg.workers import Workers

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SIMPLE = "SELECT ?s { ?s ?p ?o } LIMIT 3"


@pytest.fixture(scope="module")
def folder(seed_graph_dir: Path) -> Path:
    return seed_graph_dir


@pytest.fixture(scope="module")
def workers(folder: Path) -> Iterator[Workers]:
    with Workers(folder, size=2, bounds=Bounds(seconds=4, memory=256 << 20, rows=5_000)) as pool:
        yield pool


def test_they_answer_as_the_graph_does(folder: Path, workers: Workers) -> None:
    opened = KnowledgeGraph.open(folder)
    assert workers.ask("problem_recurrence", min_cases=2) == opened.ask("problem_recurrence", min_cases=2)
    assert workers.query("ASK {}") == opened.query("ASK {}")
    assert workers.samples("case_report") == opened.samples("case_report")
    assert workers.subgraph("chain_graph", "nt") == opened.subgraph("chain_graph", "nt")
    described = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a ?class ; ?p ?o } ORDER BY ?s ?p ?o LIMIT 10"
    assert workers.construct(described) == opened.construct(described)


def test_what_is_wrong_with_a_query_is_said(workers: Workers) -> None:
    for sparql, error in [("SELECT", QuerySyntaxError), ("SELECT * { SERVICE <http://x/> {} }", QueryError)]:
        with pytest.raises(error):
            workers.query(sparql)
    with pytest.raises(UnknownQuestionError, match="problem_recurrence"):
        workers.ask("problem_recurence")
    with pytest.raises(QueryError, match="is none"):
        workers.ask("problem_recurrence", min_cases="x")


def test_a_query_without_end_is_stopped_in_time(workers: Workers) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryStoppedError, match="not done after 4 s"):
        workers.query(ENDLESS)
    assert time.monotonic() - begun < 6
    assert len(workers.query(SIMPLE)) == 3


def test_a_query_that_needs_too_much_memory_is_stopped(workers: Workers) -> None:
    with pytest.raises(QueryStoppedError, match="256 MiB"):
        workers.query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f")


def test_an_answer_that_is_too_large_is_refused_whole(workers: Workers) -> None:
    with pytest.raises(QueryStoppedError, match="at most 5,000 are given: add a LIMIT"):
        workers.query("SELECT * { ?s ?p ?o }")
    with pytest.raises(QueryStoppedError, match="at most 5,000"):
        workers.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def test_a_raw_answer_is_in_the_format_of_its_kind_or_in_none(workers: Workers) -> None:
    rows, triples = "text/csv", "application/n-triples"
    assert workers.raw("SELECT (1 AS ?n) {}", rows=rows, triples=triples) == Raw(rows, b"n\r\n1\r\n")
    made = "CONSTRUCT { <http://a/> <http://b/> 1 , 1 } {}"
    assert workers.raw(made, rows=rows, triples=triples).content.count(b"\n") == 1
    assert workers.raw(made, rows=rows, triples=None) == Raw(None, b"")
    assert workers.raw("ASK {}", rows=None, triples=triples) == Raw(None, b"")


def test_a_raw_answer_that_is_too_large_is_refused_whole(folder: Path) -> None:
    with Workers(folder, bounds=Bounds(size=100_000)) as pool:
        for sparql in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"):
            with pytest.raises(TooLargeError, match="100,000 bytes"):
                pool.raw(sparql, rows="text/csv", triples="text/turtle")


def test_a_resource_is_described_with_the_names_of_its_neighbours(workers: Workers) -> None:
    theme = "https://w3id.org/smart-policing-kg/theme/data-sharing"
    assert b'skos:prefLabel "data"@en' in workers.describe(theme)
    assert workers.describe(f"{theme}-nothing") == b""


def test_who_waits_too_long_for_a_worker_is_told(folder: Path) -> None:
    with Workers(folder, bounds=Bounds(seconds=2)) as pool:

        def ask_without_end() -> None:
            with pytest.raises(QueryStoppedError):
                pool.query(ENDLESS)

        asking = threading.Thread(target=ask_without_end)
        asking.start()
        time.sleep(0.2)
        begun = time.monotonic()
        with pytest.raises(QueryStoppedError, match="was not"):
            pool.query(ENDLESS)
        assert time.monotonic() - begun < 3
        asking.join()


def test_a_worker_that_is_lost_is_replaced(workers: Workers) -> None:
    before = _both(workers)
    for process in before:
        os.kill(process, signal.SIGSEGV)
    time.sleep(0.5)
    assert [len(workers.query(SIMPLE)) for _ in range(4)] == [3] * 4
    assert len(_both(workers)) == 2


def _both(workers: Workers) -> tuple[int, ...]:
    """The processes, when the one that a query before may have ended is replaced."""
    _wait_for(workers, 2)
    return workers.processes


def _wait_for(workers: Workers, idle: int) -> None:
    until = time.monotonic() + 20
    while len(workers.processes) < idle:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_who_asks_while_a_worker_is_replaced_waits_no_longer_than_the_limit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = isolation.start

    def slowly(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
        time.sleep(3)
        return start(module)

    with Workers(folder, bounds=Bounds(seconds=1)) as pool:
        monkeypatch.setattr(isolation, "start", slowly)
        os.kill(pool.processes[0], signal.SIGSEGV)
        time.sleep(0.3)
        begun = time.monotonic()
        with pytest.raises(QueryStoppedError, match="was not begun"):
            pool.query(SIMPLE)
        assert time.monotonic() - begun < 2
        _wait_for(pool, 1)
        assert len(pool.query(SIMPLE)) == 3


def test_a_worker_that_cannot_be_started_is_said_and_started_when_it_can(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> tuple[subprocess.Popen[bytes], Connection]:
        raise OSError("no process is left")

    with Workers(folder, bounds=Bounds(seconds=20)) as pool:
        with monkeypatch.context() as patched:
            patched.setattr(isolation, "start", fail)
            os.kill(pool.processes[0], signal.SIGSEGV)
            time.sleep(0.3)
            with pytest.raises(GraphError, match="no process is left"):
                pool.query(SIMPLE)
            time.sleep(0.3)
        with pytest.raises(GraphError, match="no process is left"):
            pool.query(SIMPLE)  # what was found meanwhile
        assert len(pool.query(SIMPLE)) == 3


def test_a_query_that_ends_its_process_harms_nobody_else(folder: Path) -> None:
    """The guard is the first wall and not the only one."""
    with Workers(folder) as pool:
        (process,) = pool.processes
        threading.Timer(0.3, os.kill, (process, signal.SIGSEGV)).start()
        with pytest.raises(QueryStoppedError, match=r"ended the process .*nothing else was harmed"):
            pool.query(ENDLESS)
        assert len(pool.query(SIMPLE)) == 3


def test_several_threads_share_the_workers(workers: Workers) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(workers.query(SIMPLE)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 8


def test_a_folder_without_a_graph_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="holds no graph"):
        Workers(tmp_path)


def test_a_store_that_is_damaged_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kg.json").write_bytes((folder / "kg.json").read_bytes())
    with pytest.raises(GraphError, match=r"graph\.nq"):
        Workers(tmp_path)


def test_they_end_with_the_block(folder: Path) -> None:
    with Workers(folder, size=2) as pool:
        processes = pool.processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_worker_can_open_nothing(folder: Path) -> None:
    with Workers(folder) as pool:
        (process,) = pool.processes
        limits = Path(f"/proc/{process}/limits").read_text(encoding="ascii")
        (files,) = (line.split()[3:5] for line in limits.splitlines() if line.startswith("Max open files"))
        taken = {int(path.name) for path in Path(f"/proc/{process}/fd").iterdir()}
    assert set(range(int(files[0]))) <= taken
    assert files[0] == files[1]
