"""Work on a real scheduler: all of it is done, errors come back, and what is lost is told."""

from __future__ import annotations

import operator
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from pathlib import Path

import pytest
from clusters import Cluster
from clusters import cluster as running

from kg import cluster, files
from kg.errors import InputError, WorkerError


@pytest.fixture(scope="module")
def one_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    with running(tmp_path_factory.mktemp("cluster"), "one") as found:
        yield found


def test_every_piece_is_done_once_and_few_are_given_out(one_worker: Cluster) -> None:
    given = count()
    found = []
    for double in cluster.unordered(partial(operator.mul, 2), islice(given, 40), one_worker.address):
        found.append(double)
        assert len(found) + 3 >= int(repr(given)[len("count(") : -1])
    assert sorted(found) == [2 * number for number in range(40)]


def test_what_is_raised_there_is_raised_here(one_worker: Cluster) -> None:
    # A function of the package, since a worker knows no tests.
    with pytest.raises(InputError, match=r"nowhere\.txt"):
        list(cluster.unordered(files.read_text, [Path("/nowhere.txt")], one_worker.address))


def test_what_is_wanted_no_more_is_taken_back(one_worker: Cluster) -> None:
    from distributed import Client

    found = cluster.unordered(time.sleep, [0, 60, 60, 60], one_worker.address)
    next(found)
    found.close()  # type: ignore[attr-defined] # a generator
    with Client(one_worker.address, set_as_default=False) as client:
        until = time.monotonic() + 10
        while any(client.processing().values()) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(client.processing().values())


def test_a_scheduler_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "_GLANCE", 0.1)
    with running(tmp_path) as found, pytest.raises(WorkerError, match="no worker"):
        list(cluster.unordered(operator.neg, [1, 2], found.address, patience=0.5))


def test_a_piece_that_costs_workers_is_told(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with running(tmp_path, "one", losses=0) as found, pytest.raises(WorkerError, match="has cost several workers"):
        list(cluster.unordered(os._exit, [1], found.address))


def test_a_scheduler_that_is_lost_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dask_config = pytest.importorskip("dask.config")
    monkeypatch.setattr(cluster, "_CONNECTING", 1)
    monkeypatch.setattr(cluster, "_GLANCE", 0.1)
    with dask_config.set({"distributed.comm.timeouts.connect": "1s"}), running(tmp_path, "one") as found:
        done = cluster.unordered(time.sleep, [0, 60, 60], found.address)
        next(done)
        found.scheduler.kill()
        with pytest.raises(WorkerError, match="scheduler is lost"):
            next(done)


def test_without_dask_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"smart-policing-kg\[dask\]"):
        list(cluster.unordered(operator.neg, [1], "tcp://127.0.0.1:9"))
