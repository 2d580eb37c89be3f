"""Writes files so that a reader sees the old one whole or the new one whole, never a half."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError, OutputError

__all__ = ["folder", "read_text", "replacing", "write_bytes", "write_text"]


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file open for writing bytes; when the block ends well, it is synced and takes the place of `path`.

    When the block raises, `path` stays as it was and nothing is left behind. A link stays a link, and a file keeps its
    permissions. What is no regular file (a pipe, `/dev/null`) is written as it stands: its place must not be taken.

    Raises:
        OutputError: if the place cannot be written (missing or read-only folder, disk full).

    """
    target = Path(os.path.realpath(path))
    # Short enough for every file system, though a character may take four bytes.
    beside = target.parent / f".{target.name[:40]}.{secrets.token_hex(4)}.part"
    try:
        if target.is_dir():
            raise OutputError(f"{path} cannot be written: it is a folder")
        is_special = target.exists() and not target.is_file()
        with target.open("wb") if is_special else _taking_place(target, beside) as stream:
            yield stream
    except OSError as error:
        if error.filename not in {None, str(target), str(target.parent), str(beside)}:
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
def _taking_place(target: Path, beside: Path) -> Iterator[BinaryIO]:
    stream = beside.open("xb")
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
