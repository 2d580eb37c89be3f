"""A shelf is the same folder here and at a URL: files whole or not at all, and what is not there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError, OutputError
from kg.shelf import Shelf


@pytest.fixture(params=["here", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    if request.param == "here":
        return Shelf(tmp_path / "folder")
    pytest.importorskip("fsspec")
    return Shelf(f"memory://{tmp_path.name}/folder/")


def test_what_is_written_is_read_until_it_is_removed(shelf: Shelf) -> None:
    assert (shelf.names(), shelf.read("a")) == (set(), None)
    with shelf.held():
        shelf.write("a", b"one")
        shelf.write("a", b"two")
        shelf.write("b", b"")
    assert (shelf.names(), shelf.read("a"), shelf.read("b")) == ({"a", "b"}, b"two", b"")
    shelf.remove("a")
    shelf.remove("a")
    assert (shelf.names(), shelf.read("a")) == ({"b"}, None)


def test_a_folder_is_held_against_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(0, 1000, 30))
    monkeypatch.setattr("kg.files.time.monotonic", lambda: next(moments))
    monkeypatch.setattr("kg.files._PAUSE", 0)
    with Shelf(tmp_path).held(), pytest.raises(OutputError, match="being written"), Shelf(str(tmp_path)).held():
        pass


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    shelf = Shelf(tmp_path / "file")
    for work in (shelf.names, lambda: shelf.read("a"), lambda: shelf.write("a", b""), lambda: shelf.remove("a")):
        with pytest.raises(OutputError, match="file"):
            work()


def test_what_a_killed_writer_left_says_what_it_was_to_be() -> None:
    assert Shelf.left(".part-1.nq.0123abcd.part") == "part-1.nq"
    assert [Shelf.left(name) for name in ("part-1.nq", ".part-1.nq.part", ".hidden")] == [None] * 3


def test_a_path_is_the_same_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Shelf("out").place == Shelf(Path("out")).place == str(tmp_path / "out")


def test_nothing_is_written_over_http_or_where_no_address_leads() -> None:
    with pytest.raises(OutputError, match="HTTP"):
        Shelf("https://example.org/parts/?key=secret")
    with pytest.raises(InputError, match="nothing is reached"):
        Shelf("file:///tmp/parts")
