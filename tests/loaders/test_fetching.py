"""Folders here, on S3 and behind HTTP are read alike; what cannot be fetched is told, and nothing else is fetched."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

from kg import loaders, partwise, pipeline
from kg.errors import InputError
from kg.intake import source_of
from kg.loaders import fetching
from kg.model import Abstract, Reading, Rejection
from kg.shelf import Shelf

fsspec = pytest.importorskip("fsspec")
pytest.importorskip("aiohttp")

ROOT = Path(__file__).parent.parent.parent
REVIEWED = ROOT / "seeds" / "annotated" / "seeds"


class _Server(ThreadingHTTPServer):
    """Serves a folder; counts what is asked for, and answers some paths as it is told."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[str] = []
        self.told: dict[str, list[Callable[[_Handler], None]]] = {}


class _Handler(SimpleHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        told = self.server.told.get(self.path)
        if told:
            told.pop(0)(self)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _answer(status: int, body: bytes = b"", **headers: str) -> Callable[[_Handler], None]:
    def say(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return say


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of all kinds, with subfolders, hidden ones and those of other formats."""
    root = tmp_path / "in"
    (root / "sub").mkdir(parents=True)
    (root / "数据.txt").write_text("Data sharing is not smooth.", encoding="utf-8")
    (root / "two words.txt").write_text("Talent is short.", encoding="utf-8")
    (root / "many.jsonl").write_text('{"id": "m1", "text": "One is."}\n{"text": "Two are."}\n{}\n', encoding="utf-8")
    (root / "sub" / "deep.txt").write_text("Money is short.", encoding="utf-8")
    (root / "picture.png").write_bytes(b"\x89PNG")
    (root / ".hidden.txt").write_text("Not to be read.", encoding="utf-8")
    return root


@pytest.fixture
def http(folder: Path) -> Iterator[_Server]:
    server = _Server(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def memory(folder: Path) -> Iterator[str]:
    system = fsspec.filesystem("memory")
    system.put(f"{folder}/", "/in/", recursive=True)
    try:
        yield "memory://in"
    finally:
        system.rm("/in", recursive=True)


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """An S3 of Moto's on the loopback interface, named by what the environment says, as a user would name his own."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (
            ("ENDPOINT_URL", f"http://{host}:{port}"),
            ("ACCESS_KEY_ID", "a"),
            ("SECRET_ACCESS_KEY", "b"),
        ):
            patch.setenv(f"AWS_{name}", value)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield "s3://library"
    server.stop()


@pytest.fixture
def s3(s3_server: str, folder: Path) -> str:
    system = fsspec.filesystem("s3")
    system.makedirs("library", exist_ok=True)
    system.put(f"{folder}/", "library/in/", recursive=True)
    return f"{s3_server}/in"


def _told(place: Path | str, *, recursive: bool = False) -> list[tuple[object, ...]]:
    """What is read there, without where."""
    found: list[tuple[object, ...]] = []
    for record in loaders.read([place], recursive=recursive):
        if isinstance(record, Rejection):
            found.append((Path(record.source.path).name, record.source.line, record.reason))
        else:
            abstract = record.abstract if isinstance(record, Reading) else record
            source = abstract.source
            assert source is not None
            found.append((replace(abstract, source=None), Path(source.path).name, source.line, source.encoding))
    return found


@pytest.mark.parametrize("recursive", [False, True])
@pytest.mark.parametrize("kind", ["http", "memory", "s3"])
def test_a_folder_is_read_alike_wherever_it_lies(
    folder: Path, kind: str, request: pytest.FixtureRequest, recursive: bool
) -> None:
    place = request.getfixturevalue(kind)
    url = f"{place.url}/" if isinstance(place, _Server) else place
    here = _told(folder, recursive=recursive)
    assert len(here) == (7 if recursive else 6)
    assert _told(url, recursive=recursive) == here


def test_a_source_is_named_by_its_url(http: _Server, memory: str) -> None:
    url = f"{http.url}/{quote('数据.txt')}"
    (one,) = loaders.read([f"{url}?key=secret"])
    assert isinstance(one, Abstract)
    assert str(source_of(one)) == f"{http.url}/数据.txt"
    assert one.id == "数据"
    *_, last = loaders.read([f"{memory}/many.jsonl"])
    assert isinstance(last, Rejection)
    assert str(last.source) == "memory://in/many.jsonl:3"


def test_globs_and_paths_go_together(memory: str, folder: Path) -> None:
    found = loaders.read([f"{memory}/*.txt", folder / "sub", str(folder / "many.jsonl")])
    assert [record.id for record in found if isinstance(record, Abstract)] == [
        "two words", "数据", "deep", "m1", "many-2"
    ]  # fmt: skip


def test_s3_and_http_give_the_graph_of_the_folder(s3_server: str, tmp_path: Path, http: _Server, folder: Path) -> None:
    system = fsspec.filesystem("s3")
    system.makedirs("library", exist_ok=True)
    system.put(f"{REVIEWED}/", "library/reviewed/", recursive=True)
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    for path in REVIEWED.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    places: tuple[Path | str, ...] = (REVIEWED, f"{s3_server}/reviewed", f"{http.url}/")
    for number, place in enumerate(places):
        assert pipeline.build([place], tmp_path / str(number)).studies == 5
    graphs = {(tmp_path / str(number) / "kg.json").read_bytes() for number in range(3)}
    assert len(graphs) == 1


def test_parts_lie_on_s3(s3_server: str, tmp_path: Path) -> None:
    fsspec.filesystem("s3").makedirs("library", exist_ok=True)
    place = f"{s3_server}/parts"
    partwise.build([REVIEWED], place)
    partwise.build([REVIEWED], tmp_path / "here")
    shelf = Shelf(place)
    assert {name: shelf.read(name) for name in shelf.names()} == {
        path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()
    }
    assert partwise.merge([place], tmp_path / "g").studies == 5


@pytest.mark.usefixtures("s3_server")
def test_a_bucket_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"s3://nobody/here: there is no such file or folder"):
        loaders.read(["s3://nobody/here"])


def test_a_redirection_is_not_followed(http: _Server) -> None:
    for place in ("file:///etc/passwd", "http://127.0.0.1:9/x.txt", f"{http.url}/%E6%95%B0%E6%8D%AE.txt"):
        http.told["/moved.txt"] = [_answer(302, Location=place)]
        with pytest.raises(InputError, match=r"moved\.txt: it cannot be reached: it is said to be elsewhere"):
            list(loaders.read([f"{http.url}/moved.txt"]))
    http.told["/folder/"] = [_answer(301, Location="/")]
    with pytest.raises(InputError, match="elsewhere"):
        loaders.read([f"{http.url}/folder/"])
    assert http.asked == ["/moved.txt"] * 3 + ["/folder/"]


def test_a_page_leads_to_nothing_beside_its_folder(http: _Server) -> None:
    links = [
        "../up.txt", "/root.txt", "https://example.org/other.txt", "//example.org/x.txt", "file:///etc/passwd", "?C=N",
        "a%2Fb/../../c.txt", "..%2Fd.txt", ".hidden.txt", "%2Ehidden.txt", "#top", "sub/deep.txt", "here.txt",
    ]  # fmt: skip
    page = "".join(f'<a href="{link}">{link}</a>\n' for link in links).encode()
    http.told["/sub/"] = [_answer(200, page, Content_Type="text/html")]
    http.told["/sub/here.txt"] = [_answer(200, b"Here it is.")]
    http.told["/sub/..%2Fd.txt"] = [_answer(200, b"There it is.")]
    found = list(loaders.read([f"{http.url}/sub/"]))
    assert [record.id for record in found if isinstance(record, Abstract)] == ["here"]
    assert http.asked == ["/sub/", "/sub/here.txt"]


def test_folders_that_lead_ever_deeper_end(http: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "BOUNDS", replace(fetching.BOUNDS, depth=3))
    page = _answer(200, b'<a href="a/">a</a><a href="x.txt">x</a>', Content_Type="text/html")
    http.told |= {"/" + "a/" * depth: [page] for depth in range(9)}
    found = fetching.find(f"{http.url}/", {".txt"}, recursive=True)
    assert [url.removeprefix(http.url) for url in found] == ["/a/a/x.txt", "/a/x.txt", "/x.txt"]


def test_what_passes_is_tried_again_and_what_does_not_ends_the_reading(
    http: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.loaders.fetching.time.sleep", lambda _: None)
    short = _answer(200, b"Talent", Content_Length="700")

    def cut(handler: _Handler) -> None:
        short(handler)
        handler.close_connection = True

    http.told["/two%20words.txt"] = [_answer(503), cut]
    assert [record.id for record in loaders.read([f"{http.url}/two words.txt"]) if isinstance(record, Abstract)] == [
        "two words"
    ]
    http.told["/two%20words.txt"] = [_answer(503)] * 3
    with pytest.raises(InputError, match="503"):
        list(loaders.read([f"{http.url}/two words.txt"]))
    for status, said in ((404, "no such file"), (403, "403"), (410, "410")):
        http.asked.clear()
        http.told["/two%20words.txt"] = [_answer(status)]
        with pytest.raises(InputError, match=said):
            list(loaders.read([f"{http.url}/two words.txt"]))
        assert len(http.asked) == 1


def test_too_much_is_refused_and_the_others_are_read(
    memory: str, http: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BOUNDS", replace(fetching.BOUNDS, document=20, table=30))
    for place in (memory, f"{http.url}/"):
        told = [str(record) for record in loaders.read([place]) if isinstance(record, Rejection)]
        assert sum("more than 20 bytes are not fetched" in reason for reason in told) == 1
        assert sum("more than 30 bytes are not fetched" in reason for reason in told) == 1
        assert [record.id for record in loaders.read([place]) if isinstance(record, Abstract)] == ["two words"]


def test_a_name_that_no_file_can_have_is_refused(http: _Server) -> None:
    for name in ("a%2F..%2Fb.txt", f"{'x' * 300}.txt", "a%00b.txt"):
        (one,) = loaders.read([f"{http.url}/{name}"])
        assert isinstance(one, Rejection)
        assert one.reason == "no file can be called like that"
    assert http.asked == []


def test_few_files_lie_here_at_a_time_and_none_in_the_end(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "BOUNDS", replace(fetching.BOUNDS, together=2))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    for number in range(9):
        fsspec.filesystem("memory").pipe_file(f"/in/{number}.txt", b"Money is short.")
    reading = loaders.read([memory])
    most = 0
    for _ in reading:
        most = max(most, sum(path.is_file() for path in (tmp_path / "tmp").rglob("*")))
    assert most == 2
    assert list((tmp_path / "tmp").iterdir()) == []
    reading = loaders.read([memory])
    next(reading)
    reading.close()  # type: ignore[attr-defined] # a generator
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_folder_without_abstracts_is_told(memory: str) -> None:
    fsspec.filesystem("memory").pipe_file("/in/pictures/a.png", b"\x89PNG")
    with pytest.raises(InputError, match="there is no abstract in it"):
        loaders.read([f"{memory}/pictures"])
    with pytest.raises(InputError, match="there is no such file or folder"):
        loaders.read([f"{memory}/nothing"])
