"""A new build takes the place of the graph at once: whoever asks sees the one or the other."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
import uvicorn
from pyoxigraph import Literal, NamedNode, Quad

from kg import exports, files
from kg.errors import GraphError
from kg.folder import DATA, FORMAT, POINTER, Folder
from kg.server import Settings, copies
from kg.server.editions import Editions
from kg.server.running import configuration
from kg.store import Store
from kg.worker import Bounds

BOUNDS = Bounds(seconds=30, memory=256 << 20)
LARGE = "SELECT ?s ?o ?r { ?s ?p ?o . ?t ?q ?r }"
#: The version as it is written, and as it shows in how much there is.
VERSION = (
    "SELECT ?version (COUNT(*) AS ?n) "
    "{ ?s <http://a.example/version> ?version . ?a <http://a.example/has> ?b } GROUP BY ?version"
)


def _build(folder: Path, version: int) -> None:
    """Write a graph in which the number of triples is that of the version."""
    graph, has = NamedNode("http://a.example/g"), NamedNode("http://a.example/has")
    quads = [Quad(NamedNode(f"http://a.example/{n}"), has, Literal(str(n)), graph) for n in range(version)]
    said = Quad(graph, NamedNode("http://a.example/version"), Literal(version), graph)
    folder.mkdir(exist_ok=True)
    files.write_bytes(folder / DATA, exports.serialise([*quads, said], exports.Format.NQ))
    if not (folder / f"store-{version}").is_dir():
        Store.create(folder / f"store-{version}", folder / DATA)
    facts = {"format": FORMAT, "store": f"store-{version}", "files": {DATA: str(version)}}
    files.write_text(folder / POINTER, json.dumps(facts))


def _build_pages(folder: Path, text: str) -> None:
    """Write pages of the folder's graph in the place of those before, as a build does."""
    beside, site, old = folder / "new.part", folder / "site", folder / "old.part"
    beside.mkdir()
    (beside / "index.html").write_text(text)
    (beside / "about.html").write_text(Folder.read(folder).digests[DATA])
    if site.exists():
        site.rename(old)
    beside.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _page(editions: Editions) -> str | None:
    pages = editions.current.pages
    return (pages / "index.html").read_text() if pages else None


def _version(text: str) -> tuple[str, str]:
    version, count = text.split()[1].split(",")
    return version, count


def _connected(address: tuple[str, int]) -> socket.socket:
    """A connection that takes off little before it is read from."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(address)
    return connection


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[str]:
    """Run a server in a thread, and give its address."""
    with Editions(settings.folder, size=settings.workers, bounds=settings.bounds) as editions:
        server = uvicorn.Server(configuration(replace(settings, port=0), editions))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                time.sleep(0.02)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _build(tmp_path / "graph", 1)
    return tmp_path / "graph"


@pytest.fixture(autouse=True)
def _private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the copies lie where the test sees them."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_new_build_under_load_is_never_mixed_with_the_old(folder: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []
    errors: list[str] = []
    done = threading.Event()

    def read(url: str) -> None:
        with httpx2.Client(timeout=30) as client:
            while not done.is_set():
                response = client.post(f"{url}/sparql", data={"query": VERSION}, headers={"Accept": "text/csv"})
                if response.status_code == 200:
                    seen.append(_version(response.text))
                else:
                    errors.append(response.text)

    with _listening(Settings(folder, bounds=BOUNDS, refresh=0.1)) as url:
        readers = [threading.Thread(target=read, args=[url]) for _ in range(4)]
        for reader in readers:
            reader.start()
        for version in range(2, 6):
            _build(folder, version)
            until = time.monotonic() + 60
            while (str(version), str(version)) not in seen and time.monotonic() < until:
                time.sleep(0.05)
        done.set()
        for reader in readers:
            reader.join()
    assert errors == []
    assert {count for version, count in seen if version != count} == set()
    assert {version for version, _ in seen} == {"1", "2", "3", "4", "5"}
    assert list(tmp_path.glob("kg-serve-*")) == []


def test_a_graph_is_answered_from_though_its_files_are_gone(folder: Path) -> None:
    with Editions(folder, size=1, bounds=BOUNDS) as editions:
        shutil.rmtree(folder)
        assert not editions.refresh()
        with editions.using() as edition:
            (process,) = edition.workers.processes
            os.kill(process, 9)
            time.sleep(0.2)
            assert len(edition.workers.query("SELECT * { ?s ?p ?o }")) == 2  # by a new worker, of the same graph


def test_who_has_begun_keeps_the_old_graph(folder: Path, tmp_path: Path) -> None:
    with Editions(folder, size=1, bounds=BOUNDS) as editions:
        with editions.using() as old:
            _build(folder, 7)
            assert editions.refresh()
            assert not editions.refresh()
            assert len(old.workers.query("SELECT * { ?s ?p ?o }")) == 2
            with editions.using() as new:
                assert len(new.workers.query("SELECT * { ?s ?p ?o }")) == 8
            assert len(list(tmp_path.glob("kg-serve-*"))) == 2
        assert len(list(tmp_path.glob("kg-serve-*"))) == 1


def test_a_graph_that_cannot_be_opened_is_said_once_and_the_old_one_stays(folder: Path) -> None:
    with Editions(folder, size=1, bounds=BOUNDS) as editions:
        served = editions.current.digest
        (folder / "kg.json").write_text("{}")
        with pytest.raises(GraphError, match="another version"):
            editions.refresh()
        assert not editions.refresh()
        assert editions.current.digest == served
        _build(folder, 3)
        assert editions.refresh()


def test_where_files_cannot_have_two_names_they_are_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another device")

    monkeypatch.setattr("os.link", refuse)
    with Editions(folder, size=1, bounds=BOUNDS) as editions:
        assert len(editions.current.workers.query("SELECT * { ?s ?p ?o }")) == 2


def test_pages_and_answers_change_together(folder: Path) -> None:
    _build_pages(folder, "one")
    with Editions(folder, size=1, bounds=BOUNDS) as editions:
        served = editions.current
        assert _page(editions) == "one"
        _build(folder, 2)
        assert not editions.refresh()  # its pages are still to come
        assert (editions.current, _page(editions)) == (served, "one")
        _build_pages(folder, "two")
        with editions.using() as old:
            assert editions.refresh()
            assert (editions.current.digest != served.digest, _page(editions)) == (True, "two")
            assert old.pages
            assert (old.pages / "index.html").read_text() == "one"
        assert not editions.refresh()
        _build_pages(folder, "two in other words")
        assert editions.refresh()
        assert _page(editions) == "two in other words"
        shutil.rmtree(folder / "site")
        assert not editions.refresh()
        assert _page(editions) == "two in other words"


def test_pages_of_another_graph_are_not_shown(folder: Path) -> None:
    _build_pages(folder, "one")
    _build(folder, 2)
    with Editions(folder, size=1, bounds=BOUNDS) as editions:
        assert (_page(editions), editions.refresh()) == (None, False)
        _build(folder, 3)
        assert editions.refresh()  # there are no pages to be in accord with
        _build_pages(folder, "three")
        assert editions.refresh()
        assert _page(editions) == "three"


def test_a_graph_whose_pages_never_come_is_served_without_them(folder: Path) -> None:
    _build_pages(folder, "one")
    with Editions(folder, size=1, bounds=BOUNDS, patience=0.2) as editions:
        _build(folder, 2)
        assert not editions.refresh()
        time.sleep(0.3)
        assert editions.refresh()
        assert _page(editions) is None


def test_pages_that_change_while_they_are_taken_are_not_taken(folder: Path, tmp_path: Path) -> None:
    _build_pages(folder, "one")
    first = copies.stamp(folder)
    assert first
    _build_pages(folder, "one again")
    assert not copies.take_pages(folder, tmp_path / "taken", first)
    shutil.rmtree(folder / "site")
    assert not copies.take_pages(folder, tmp_path / "taken", first)
    assert not (tmp_path / "taken").exists()


def test_a_folder_without_a_graph_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="holds no graph"):
        Editions(tmp_path, size=1, bounds=BOUNDS)
    assert list(tmp_path.glob("kg-serve-*")) == []


def test_each_part_of_a_request_has_its_time(seed_graph_dir: Path) -> None:
    bounds = Bounds(seconds=2, memory=512 << 20, size=64 << 20)
    told = Settings(seed_graph_dir, bounds=bounds, head_time=0.7, body_time=0.7, send_time=0.3)
    with _listening(told) as url:
        address = "127.0.0.1", int(url.rpartition(":")[2])
        head = b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\n"
        with _connected(address) as silent, _connected(address) as slow, _connected(address) as kept:
            slow.sendall(head + b"Content-Length: 10\r\n\r\nA")
            kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            begun = time.monotonic()
            assert silent.recv(1) == b""
            assert 0.4 < time.monotonic() - begun < 3
            assert slow.recv(1000).startswith(b"HTTP/1.1 408")
            assert kept.recv(1000).startswith(b"HTTP/1.1 200")
            assert kept.recv(1) == b""
        with _connected(address) as deaf:
            query = f"{LARGE} LIMIT 60000".encode()
            deaf.sendall(head + b"Content-Length: %d\r\n\r\n" % len(query) + query)
            time.sleep(4)
            taken = b""
            with contextlib.suppress(ConnectionError):
                while piece := deaf.recv(1 << 20):
                    taken += piece
        assert taken.startswith(b"HTTP/1.1 200")
        body = taken.partition(b"\r\n\r\n")[2]
        assert b"content-length: %d\r\n" % len(body) not in taken
