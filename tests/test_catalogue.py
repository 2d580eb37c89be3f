"""A file that has not changed is not read again; one that may have changed is."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from kg import pipeline
from kg.catalogue import Catalogue
from kg.intake import Card
from kg.loaders import documents
from kg.model import Abstract, Record, Rejection, Source

LONG_AGO = time.time_ns() - 10**12


class Files:
    """Files that are read through a catalogue, and the names of those that were really read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.read = folder, list[str]()

    def write(self, name: str, text: str, *, at: int = LONG_AGO) -> Path:
        """Write a file that looks as if it had been written at a time (in nanoseconds)."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(at, at))
        return path

    def records(self, path: Path) -> Iterator[Record]:
        self.read.append(path.name)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            source = Source(str(path), "text", "utf-8", number)
            yield Abstract(f"{path.stem}-{number}", line, source=source) if line else Rejection(source, "no text")

    def ask(self, *options: object) -> list[object]:
        """Read every file, if need be, and return what they hold."""
        with Catalogue(self.folder / "files.sqlite", *options) as catalogue:
            paths = sorted(self.folder.glob("*.txt"))
            found = [one for path in paths for one in catalogue.of(path, self.records(path))]
            catalogue.forget_others()
        return [one.entry if isinstance(one, Card) else one for one in found]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    # What the system says of a file cannot be dated back.
    monkeypatch.setattr("kg.catalogue._YOUNG", -(10**12))
    return Files(tmp_path)


def test_what_has_not_changed_is_not_read_again(files: Files) -> None:
    files.write("a.txt", "One.\n\nThree."), files.write("b.txt", "Four.")
    before = files.ask()
    assert [type(one) for one in before] == [Abstract, Rejection, Abstract, Abstract]
    assert files.read == ["a.txt", "b.txt"]
    assert sorted(map(str, files.ask())) == sorted(map(str, before))
    assert files.read == ["a.txt", "b.txt"]


def test_a_file_of_many_records_comes_back_whole(files: Files) -> None:
    files.write("a.txt", "\n".join(f"Line {number}." for number in range(250)))
    assert files.ask() == files.ask()
    assert len(files.ask()) == 250
    assert files.read == ["a.txt"]


@pytest.mark.parametrize(("text", "later"), [("Two.", 1), ("Longer.", 0), ("One.", -1)])
def test_what_looks_otherwise_is_read_again(files: Files, text: str, later: int) -> None:
    files.write("a.txt", "One.")
    files.ask()
    files.write("a.txt", text, at=LONG_AGO + later)
    (found,) = files.ask()
    assert isinstance(found, Abstract)
    assert found.text == text
    assert files.read == ["a.txt"] * 2


def test_another_file_of_the_same_size_and_time_is_read(files: Files) -> None:
    files.write("a.txt", "One.")
    files.ask()
    files.write("other", "Two.").replace(files.folder / "a.txt")
    (found,) = files.ask()
    assert isinstance(found, Abstract)
    assert found.text == "Two."


def test_what_was_written_just_now_is_not_kept(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.catalogue._YOUNG", 2 * 10**9)
    files.write("a.txt", "One.", at=time.time_ns())
    files.ask(), files.ask()
    assert files.read == ["a.txt"] * 2


def test_other_options_read_again(files: Files) -> None:
    files.write("a.txt", "One.")
    files.ask("text"), files.ask("text"), files.ask("title")
    assert files.read == ["a.txt"] * 2


def test_what_is_gone_is_forgotten(files: Files) -> None:
    path = files.write("a.txt", "One.")
    files.write("b.txt", "Two.")
    files.ask()
    path.rename(files.folder / "aside")
    assert len(files.ask()) == 1
    (files.folder / "aside").rename(path)
    assert len(files.ask()) == 2
    assert files.read == ["a.txt", "b.txt", "a.txt"]


def test_a_file_whose_reading_ended_early_is_read_again(files: Files) -> None:
    path = files.write("a.txt", "\n".join(f"Line {number}." for number in range(250)))
    with Catalogue(files.folder / "files.sqlite") as catalogue:
        next(catalogue.of(path, files.records(path)))
    assert len(files.ask()) == 250
    assert files.read == ["a.txt"] * 2


def test_a_reason_that_is_no_text_is_told_and_not_kept(files: Files) -> None:
    path = files.write("a.txt", "One.")
    refused = Rejection(Source(str(path), "text"), "not text: \ud800")
    for _ in range(2):
        with Catalogue(files.folder / "files.sqlite") as catalogue:
            assert list(catalogue.of(path, [refused])) == [refused]


def test_a_file_that_is_not_there_is_told_each_time(files: Files) -> None:
    missing = files.folder / "missing.txt"
    refused = Rejection(Source(str(missing), "text"), "it cannot be read")
    for _ in range(2):
        with Catalogue(files.folder / "files.sqlite") as catalogue:
            assert list(catalogue.of(missing, [refused])) == [refused]


def test_a_build_reads_only_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.catalogue._YOUNG", -(10**12))
    texts = tmp_path / "in"
    texts.mkdir()
    for name in ("a", "b"):
        (texts / f"{name}.txt").write_text(f"Data sharing is not smooth in City {name}.", encoding="utf-8")
    pipeline.build([texts], tmp_path / "g")
    read: list[str] = []
    parse = documents.parse

    def noting(path: Path, form: str, themes: Collection[str] | None) -> Record:
        read.append(path.name)
        return parse(path, form, themes)

    monkeypatch.setattr("kg.loaders.documents.parse", noting)
    (texts / "b.txt").write_text("Talents are lacking in City b.", encoding="utf-8")
    assert pipeline.build([texts], tmp_path / "g").studies == 2
    assert read == ["b.txt"]
    pipeline.build([texts], tmp_path / "clean")
    assert (tmp_path / "g" / "graph.nq").read_bytes() == (tmp_path / "clean" / "graph.nq").read_bytes()
