"""Files, folders and globs: what is read, in which order, and what is said about the rest."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import read
from kg.model import Abstract, Reading, Rejection

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


def names(found: Sequence[Abstract | Reading | Rejection]) -> list[str]:
    return [Path(one.source.path).name if isinstance(one, Rejection) else _abstract(one).id for one in found]


def _abstract(one: Abstract | Reading) -> Abstract:
    return one.abstract if isinstance(one, Reading) else one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of every kind of file, in which the names decide the order."""
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.TXT", "sub/c.txt", "sub/deep/d.txt", ".e.txt", ".hidden/f.txt", "sub/.g.txt"):
        (tmp_path / name).write_text(f"The text of {name}.", encoding="utf-8")
    (tmp_path / "r.xml").write_text('<abstract id="r"><theory>x</theory></abstract>', encoding="utf-8")
    (tmp_path / "p.pdf").write_bytes(b"%PDF")
    return tmp_path


def test_the_seeds_are_read() -> None:
    found = list(read([SEEDS]))
    assert [type(one) for one in found] == [Abstract] * 5
    assert names(found) == sorted(path.stem for path in SEEDS.glob("*.txt"))


def test_the_reviewed_seeds_are_read_with_known_themes_only() -> None:
    reviewed = SEEDS / "annotated" / "seeds"
    assert [type(one) for one in read([reviewed])] == [Reading] * 5
    refused = list(read([reviewed], themes={"talent"}))
    assert any(isinstance(one, Rejection) and "unknown theme" in one.reason for one in refused)


def test_a_folder_is_read_by_name_without_its_subfolders(folder: Path) -> None:
    found = list(read([folder]))
    assert names(found) == ["a", "b", "p.pdf", "r"]
    assert str(found[2]) == f"{folder}/p.pdf: not a format that is read: .pdf (save the abstract as plain text, .txt)"


def test_subfolders_are_read_when_asked(folder: Path) -> None:
    assert names(list(read([folder], recursive=True))) == ["a", "b", "p.pdf", "r", "c", "d"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b"]),
        ("*", ["a", "b", "p.pdf", "r"]),
        ("**/*.txt", ["b", "c", "d"]),
        ("**", ["a", "b", "p.pdf", "r", "c", "d"]),
        ("s?b/[c].txt", ["c"]),
    ],
)
def test_a_glob_is_read_by_name(folder: Path, pattern: str, expected: list[str]) -> None:
    assert names(list(read([folder / pattern]))) == expected


def test_paths_are_read_in_the_order_given_and_hidden_files_by_name(folder: Path) -> None:
    assert names(list(read([folder / "sub", folder / ".e.txt", folder / "b.txt"]))) == ["c", ".e", "b"]


def test_a_file_may_be_called_like_a_glob(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("text", encoding="utf-8")
    assert names(list(read([tmp_path / "a[1].txt"]))) == ["a[1]"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.txt", "missing.txt: there is no such file or folder"),
        ("*.docx", r"\*.docx: no file is called like that"),
        ("*.pdf", r"\*.pdf: there is no abstract in it .files that are read end in .csv, "),
        ("empty", "empty: there is no abstract in it"),
        ("only", "only: there is no abstract in it"),
        ("x" * 300, "it cannot be read: File name too long"),
    ],
)
def test_a_path_without_abstracts_is_refused_before_anything_is_read(folder: Path, name: str, reason: str) -> None:
    (folder / "empty").mkdir()
    (folder / "only" / "sub").mkdir(parents=True)
    (folder / "only" / "p.pdf").touch()
    (folder / "only" / "sub" / "a.txt").write_text("text", encoding="utf-8")
    with pytest.raises(InputError, match=reason):
        read([folder / "b.txt", folder / name])


def test_a_column_that_nothing_can_hold_is_refused_before_anything_is_read(folder: Path) -> None:
    with pytest.raises(InputError, match="'body' is nothing that a column can hold"):
        read([folder], columns={"body": "x"})


@pytest.mark.parametrize(
    ("name", "content", "reason", "line"),
    [
        ("x.txt", b"", "the file is empty", None),
        ("x.txt", b"\0\1", "NUL bytes", None),
        ("x.html", b"<html></html>", "there is no abstract in it", None),
        ("x.jsonl", b"PK\x03\x04", "a ZIP archive", None),
        ("x.csv", b"a,b\n1,2\n", "no column holds the abstract", 1),
        ("x.xml", b"<abstract>\n<theory>a</abstract>", "not well-formed XML", 2),
        ("x.xml", b"", "the file is empty", None),
        ("x.json", b"[]", "not a format that is read: .json", None),
        ("x", b"text", "not a format that is read: x", None),
    ],
)
def test_a_file_that_cannot_be_read_is_a_rejection_and_the_next_is_read(
    tmp_path: Path, name: str, content: bytes, reason: str, line: int | None
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "z.txt").write_text("good", encoding="utf-8")
    bad, good = read([tmp_path / name, tmp_path / "z.txt"])
    assert isinstance(bad, Rejection)
    assert reason in bad.reason
    assert (bad.source.path, bad.source.line) == (str(tmp_path / name), line)
    assert isinstance(good, Abstract)


def test_each_format_is_named(tmp_path: Path) -> None:
    contents = {
        "a.txt": "text",
        "b.htm": "<p>text</p>",
        "c.ndjson": '{"text": "text"}',
        "d.csv": "text\ntext\n",
        "e.tab": "id\ttext\n1\ttext\n",
        "f.xml": "<abstract>text</abstract>",
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    found = [_abstract(one) for one in read([tmp_path]) if not isinstance(one, Rejection)]
    assert [one.text for one in found] == ["text"] * 6
    assert [one.source and one.source.format for one in found] == ["text", "html", "jsonl", "csv", "tsv", "annotated"]


def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    (tmp_path / "y.txt").symlink_to(tmp_path / "nowhere")
    reasons = [str(one) for one in read([tmp_path])]
    assert reasons[0].endswith("it is no regular file")
    assert "it cannot be read: No such file" in reasons[1]


def test_a_link_back_to_its_folder_is_not_followed(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    assert names(list(read([folder], recursive=True))) == ["a", "b", "p.pdf", "r", "c", "d"]


def test_a_file_can_be_read_lazily(folder: Path) -> None:
    found = read([folder / "a.TXT", folder / "b.txt"])
    assert _abstract(next(found)).id == "a"  # type: ignore[arg-type]
    (folder / "b.txt").unlink()
    assert "cannot be read" in str(next(found))
