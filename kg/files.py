"""Writes files so that a reader sees the old one whole or the new one whole, never a half."""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, OutputError

__all__ = ["alone", "folder", "read_text", "replacing", "write_bytes", "write_text"]

#: So many bytes are handed to the system at a time.
_BUFFER = 1 << 20
#: How often a lock that another process has is asked for again, in seconds.
_PAUSE = 0.05


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file open for writing bytes; when the block ends well, it is synced and takes the place of `path`.

    When the block raises, `path` stays as it was and nothing is left behind. A link stays a link, and a file keeps its
    permissions. What is no regular file (a pipe, `/dev/null`) is written as it stands: its place must not be taken.
    What a writer of `path` that was killed left behind is removed.

    Raises:
        OutputError: if the place cannot be written (missing or read-only folder, disk full).

    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise OutputError(f"{path} cannot be written: it is a folder")
        is_special = target.exists() and not target.is_file()
        with target.open("wb") if is_special else _taking_place(target) as stream:
            yield stream
    except OSError as error:
        places = (None, str(target), str(target.parent))
        if error.filename not in places and not str(error.filename).startswith(_beside(target)):
            raise  # of another file, which the block reads or writes
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, or leave it as it was and raise `OutputError`."""
    with replacing(path) as stream:
        stream.write(content)


def write_text(path: Path, content: str) -> None:
    """Replace `path` by `content` in UTF-8, or leave it as it was and raise `OutputError`."""
    write_bytes(path, content.encode())


def read_text(path: Path) -> str:
    """Return what a file in UTF-8 says.

    Raises:
        InputError: if it is missing, cannot be read or is not UTF-8.

    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start:,}", path=path, advice="save it as UTF-8") from error


def folder(path: Path) -> Path:
    """Return the folder `path`, made if it was missing.

    Raises:
        OutputError: if it cannot be made, or a file has that name.

    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be made a folder: {error.strerror or error}") from error
    return path


@contextlib.contextmanager
def alone(path: Path, *, seconds: float = 60) -> Iterator[None]:
    """Hold the folder `path` against every other process that wants it alone; wait for it so many seconds.

    The system lets go of it when the process ends, however it ends. A file system without locks is written without.

    Raises:
        OutputError: if another process still has it then, or there is no such folder.

    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    try:
        until = time.monotonic() + seconds
        while not _locks(handle):
            if time.monotonic() >= until:
                raise OutputError(f"{path} is being written by another process; try again when that is done")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _locks(handle: int) -> bool:
    """Lock what is open, and tell whether it was free; where there are no locks, everything is."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _beside(target: Path) -> str:
    """The beginning of the names under which a file is written before it takes its place.

    Short enough for every file system, though a character may take four bytes.
    """
    return str(target.parent / f".{target.name[:40]}.")


def _new_beside(target: Path) -> tuple[Path, BinaryIO]:
    while True:
        beside = Path(f"{_beside(target)}{secrets.token_hex(4)}.part")
        stream = beside.open("xb", buffering=_BUFFER)
        if _locks(stream.fileno()) and os.fstat(stream.fileno()).st_nlink:
            return beside, stream
        stream.close()  # another writer took it for one that was left, in the moment before it was locked


def _sweep(target: Path) -> None:
    """Remove what killed writers of `target` left: the files beside it that nobody holds."""
    for left in glob.glob(f"{glob.escape(_beside(target))}{'[0-9a-f]' * 8}.part"):  # noqa: PTH207 - Path.glob lists all
        with contextlib.suppress(OSError), Path(left).open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Path(left).unlink()


@contextlib.contextmanager
def _taking_place(target: Path) -> Iterator[BinaryIO]:
    _sweep(target)
    beside, stream = _new_beside(target)
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(path: Path) -> None:
    """Make the new name last; where a folder cannot be opened or synced, the file is written all the same."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
