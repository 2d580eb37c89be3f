"""Files are replaced whole or not at all, and nothing but files is replaced."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kg import files
from kg.errors import InputError, OutputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "警\r\n")
    assert path.read_bytes() == "警\r\n".encode()
    files.write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


def _write_and_fail(path: Path, error: BaseException) -> None:
    with files.replacing(path) as stream:
        stream.write(b"half of the new")
        raise error


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        _write_and_fail(path, error)
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_an_error_of_another_file_is_not_taken_for_one_of_this(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), files.replacing(tmp_path / "a.txt") as stream:
        stream.write((tmp_path / "missing.txt").read_bytes())
    assert names(tmp_path) == []


def test_a_reader_never_sees_a_half(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with files.replacing(path) as stream:
        stream.write(b"new " * 100_000)
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new " * 100_000


def test_a_writer_that_is_killed_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    code = (
        "import os, sys; from pathlib import Path; from kg import files\n"
        "with files.replacing(Path(sys.argv[1])) as stream:\n"
        "    stream.write(b'new'); stream.flush(); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_text(encoding="utf-8") == "old"
    assert all(name.startswith(".") for name in names(tmp_path) if name != "a.txt")


@pytest.mark.parametrize("name", ["x" * 250, "警" * 80, "𝔘" * 60, "a b", ".hidden"])
def test_any_name_that_the_file_system_takes_is_written(tmp_path: Path, name: str) -> None:
    files.write_text(tmp_path / name, "text")
    assert names(tmp_path) == [name]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        files.write_text(tmp_path / "new", "text")
        (tmp_path / "old").touch()
        (tmp_path / "old").chmod(0o600)
        files.write_text(tmp_path / "old", "text")
    finally:
        os.umask(mask)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "old")] == [0o640, 0o600]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old", encoding="utf-8")
    for target in ("real", "not yet"):
        link = tmp_path / f"link to {target}"
        link.symlink_to(target)
        files.write_text(link, "new")
        assert link.is_symlink()
        assert (tmp_path / target).read_text(encoding="utf-8") == "new"


def test_what_is_no_regular_file_is_written_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.write_text(pipe, "text")
        assert os.read(reader, 100) == b"text"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    files.write_text(Path(os.devnull), "text")
    assert not Path(os.devnull).is_file()


def test_places_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    for place, reason in (
        ("missing/a.txt", "No such file or directory"),
        ("file/a.txt", "Not a directory"),
        ("folder", "it is a folder"),
        ("x" * 300, "File name too long"),
        ("loop/a.txt", "Too many levels of symbolic links"),
    ):
        with pytest.raises(OutputError, match=f"{place} cannot be written: {reason}"):
            files.write_text(tmp_path / place, "text")
    assert names(tmp_path) == ["file", "folder", "loop"]


def test_a_folder_is_made_or_refused(tmp_path: Path) -> None:
    assert files.folder(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert files.folder(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    for place in ("file", "file/a"):
        with pytest.raises(OutputError, match=f"{place} cannot be made a folder"):
            files.folder(tmp_path / place)


def test_a_text_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.rq"
    path.write_bytes("\ufeffSELECT 警".encode())
    assert files.read_text(path) == "SELECT 警"
    path.write_bytes(b"SELECT \xff")
    with pytest.raises(InputError, match=r"a\.rq: not UTF-8 at byte 7"):
        files.read_text(path)
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        files.read_text(tmp_path)


# -- Killed and crowded -----------------------------------------------------------------------------------------------


def test_what_a_killed_writer_left_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a[1].txt"
    for left in (".a[1].txt.0123abcd.part", ".a[1].txt.mine.part", ".b.txt.0123abcd.part"):
        (tmp_path / left).touch()
    with files.replacing(path) as stream:
        files.write_text(path, "of another")
        stream.write(b"the last")
    assert path.read_bytes() == b"the last"
    assert names(tmp_path) == [".a[1].txt.mine.part", ".b.txt.0123abcd.part", "a[1].txt"]


def test_a_file_that_was_taken_for_a_left_one_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock = fcntl.flock
    taken: list[Path] = []

    def late(handle: object, how: int) -> None:
        if not taken:
            taken.extend(tmp_path.glob(".a.txt.*.part"))
            taken[0].unlink()
        flock(handle, how)  # type: ignore[arg-type]

    monkeypatch.setattr(fcntl, "flock", late)
    files.write_text(tmp_path / "a.txt", "text")
    assert names(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"text"


def test_a_folder_is_had_alone_and_let_go(tmp_path: Path) -> None:
    refused = pytest.raises(OutputError, match="is being written by another process; try again when that is done")
    with files.alone(tmp_path), refused, files.alone(tmp_path, seconds=0.2):
        pass
    with files.alone(tmp_path, seconds=0):
        pass
    (tmp_path / "file").touch()
    for place, reason in (("missing", "No such file or directory"), ("file", "Not a directory")):
        with pytest.raises(OutputError, match=f"{place} cannot be written: {reason}"), files.alone(tmp_path / place):
            pass


def test_where_there_are_no_locks_files_are_written_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_handle: object, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    left = tmp_path / ".a.txt.0123abcd.part"
    left.touch()
    with files.alone(tmp_path):
        files.write_text(tmp_path / "a.txt", "text")
    assert names(tmp_path) == [left.name, "a.txt"], "nobody knows whether it is still written"
