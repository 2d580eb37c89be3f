"""Writes files so that a reader sees the old one whole or the new one whole, never a half."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import OutputError

__all__ = ["folder", "replacing", "write_bytes", "write_text"]


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file open for writing bytes; when the block ends well, it is synced and takes the place of `path`.

    When the block raises, `path` stays as it was and nothing is left behind.

    Raises:
        OutputError: if the place cannot be written (missing or read-only folder, disk full).

    """
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part")
        beside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, or leave it as it was and raise `OutputError`."""
    with replacing(path) as stream:
        stream.write(content)


def write_text(path: Path, content: str) -> None:
    """Replace `path` by `content` in UTF-8, or leave it as it was and raise `OutputError`."""
    write_bytes(path, content.encode())


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # folders cannot be synced there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
