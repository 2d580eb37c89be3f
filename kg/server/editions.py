"""The graph that is being served: a copy that no build touches, in place of which a new one is put at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import GraphError, KgError
from kg.folder import DATA, POINTER, Folder
from kg.worker import Bounds
from kg.workers import Workers

__all__ = ["Edition", "Editions"]

#: How often a copy is begun again because a build came between.
_TRIES = 5


class Edition:
    """One graph with its workers, in a folder of its own; it closes when it has been retired and nobody uses it."""

    def __init__(self, folder: Path, size: int, bounds: Bounds) -> None:
        self._place = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        try:
            self.digest = _copy(folder, self._place)
            self.workers = Workers(self._place, size=size, bounds=bounds)
        except BaseException:
            shutil.rmtree(self._place, ignore_errors=True)
            raise
        self._lock = threading.Lock()
        self._users = 1  # who serves it

    @property
    def name(self) -> str:
        """The beginning of its digest, by which people tell it from another."""
        return self.digest[:12]

    def enter(self) -> bool:
        """Use it; whether it is still there to be used."""
        with self._lock:
            self._users += self._users > 0
            return self._users > 0

    def leave(self) -> None:
        """Use it no more."""
        with self._lock:
            self._users -= 1
            is_last = self._users == 0
        if is_last:
            self.workers.__exit__(None, None, None)
            shutil.rmtree(self._place, ignore_errors=True)


class Editions:
    """The editions of one folder, of which the last is the current one."""

    def __init__(self, folder: Path, *, size: int, bounds: Bounds) -> None:
        """Open the folder's graph.

        Raises:
            GraphError: if the folder holds no graph, or one that another version wrote.

        """
        self._folder, self._size, self._bounds = folder, size, bounds
        self._refused = ""
        self._current = Edition(folder, size, bounds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the current edition, when it has answered what it was asked."""
        self._current.leave()

    @property
    def current(self) -> Edition:
        """The edition that new requests are answered from."""
        return self._current

    @contextlib.contextmanager
    def using(self) -> Iterator[Edition]:
        """Give the current edition, which stays open and the same until the block ends."""
        edition = self._current
        while not edition.enter():
            edition = self._current
        try:
            yield edition
        finally:
            edition.leave()

    def refresh(self) -> bool:
        """Put the folder's graph in the place of the current one if it is another; whether it was.

        Raises:
            GraphError: once for each new graph that cannot be opened; the current one stays.

        """
        with contextlib.suppress(OSError):
            digest = _digest(self._folder)
            if digest not in {self._current.digest, self._refused}:
                self._replace(digest)
                return True
        return False

    def _replace(self, digest: str) -> None:
        try:
            new = Edition(self._folder, self._size, self._bounds)
        except KgError:
            self._refused = digest
            raise
        self._refused = ""
        old, self._current = self._current, new
        old.leave()


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / POINTER).read_bytes()).hexdigest()


def _copy(folder: Path, place: Path) -> str:
    """Take the graph's files as they stand together; returns the digest of what names them."""
    for _ in range(_TRIES):
        found = Folder.read(folder)
        with contextlib.suppress(OSError):
            digest = _digest(folder)
            _take(folder, place, Path(found.facts["store"]).name)
            if digest == _digest(folder) == _digest(place):
                return digest
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    raise GraphError(f"{folder} cannot be copied to {place}, or is built again and again")


def _take(folder: Path, place: Path, store: str) -> None:
    if (folder / store).is_dir():
        shutil.copytree(folder / store, place / store, copy_function=_link)
    else:
        _link(folder / DATA, place / DATA)
    shutil.copyfile(folder / POINTER, place / POINTER)


def _link(source: str | Path, target: str | Path) -> None:
    """Give a file a second name, since a build never writes into one; where that cannot be, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
