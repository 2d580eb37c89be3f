"""A notebook keeps what was written, takes all of a change or nothing, and is begun anew where it cannot be read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.notebook import Notebook

SCHEMA = "CREATE TABLE IF NOT EXISTS word (word TEXT PRIMARY KEY);"


def words(path: Path, version: int = 1) -> list[str]:
    notebook = Notebook(path, SCHEMA, version)
    found = [word for (word,) in notebook.tables.execute("SELECT word FROM word ORDER BY word")]
    notebook.close()
    return found


def write(path: Path, *new: str) -> None:
    notebook = Notebook(path, SCHEMA, 1)
    with notebook.written() as tables:
        tables.executemany("INSERT INTO word VALUES (?)", [(word,) for word in new])
    notebook.close()


def test_what_was_written_is_there_again(tmp_path: Path) -> None:
    write(tmp_path / "n.sqlite", "a", "b")
    assert words(tmp_path / "n.sqlite") == ["a", "b"]


def test_of_a_change_that_fails_nothing_stays(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "n.sqlite", SCHEMA, 1)
    with pytest.raises(sqlite3.IntegrityError), notebook.written() as tables:
        tables.executemany("INSERT INTO word VALUES (?)", [("a",), ("a",)])
    notebook.close()
    assert words(tmp_path / "n.sqlite") == []


@pytest.mark.parametrize("content", [b"", b"no tables at all" * 100])
def test_a_damaged_one_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "n.sqlite").write_bytes(content)
    write(tmp_path / "n.sqlite", "a")
    assert words(tmp_path / "n.sqlite") == ["a"]


def test_one_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    write(tmp_path / "n.sqlite", "a")
    assert words(tmp_path / "n.sqlite", version=2) == []
    assert words(tmp_path / "n.sqlite", version=2) == []


def test_opening_changes_no_byte(tmp_path: Path) -> None:
    write(tmp_path / "n.sqlite", "a")
    before = (tmp_path / "n.sqlite").read_bytes()
    assert words(tmp_path / "n.sqlite") == ["a"]
    assert (tmp_path / "n.sqlite").read_bytes() == before


def test_without_a_path_it_is_gone_with_the_process() -> None:
    notebook = Notebook(None, SCHEMA, 1)
    with notebook.written() as tables:
        tables.execute("INSERT INTO word VALUES ('a')")
    assert notebook.tables.execute("SELECT COUNT(*) FROM word").fetchone() == (1,)
    notebook.close()


def test_one_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"n\.sqlite cannot be written"):
        Notebook(tmp_path / "nowhere" / "n.sqlite", SCHEMA, 1)
