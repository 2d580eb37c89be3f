"""The graph that is being served: a copy that no build touches, in place of which a new one is put at once."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import KgError
from kg.server import copies
from kg.worker import Bounds
from kg.workers import Workers

__all__ = ["Edition", "Editions"]

#: How long a new graph waits for its pages, where the current one has pages, in seconds.
_PATIENCE = 300


class _WithoutPagesError(Exception):
    """The pages of a graph are still to come."""


class Edition:
    """One graph with its workers and its pages, in a folder of its own.

    It closes when it has been retired and nobody uses it.
    """

    def __init__(self, folder: Path, size: int, bounds: Bounds, *, needs_pages: bool = False) -> None:
        self._place = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        #: Where the explorer's pages of this graph lie, if there are any.
        self.pages: Path | None = None
        self._known: copies.Stamp | None = None
        self._numbers = itertools.count()
        try:
            self.digest = copies.take_graph(folder, self._place)
            if not self.adopt(folder) and needs_pages:
                raise _WithoutPagesError
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

    def adopt(self, folder: Path) -> bool:
        """Take the pages that a folder holds, if they are other ones and of this graph; whether it did."""
        found = copies.stamp(folder)
        if found is None or found == self._known:
            return False
        place = self._place / f"site-{next(self._numbers)}"
        if copies.belong(folder, self._place):
            if not copies.take_pages(folder, place, found):
                return False
            self.pages = place  # what is being read of those before stays where it is
        self._known = found
        return self.pages == place

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

    def __init__(self, folder: Path, *, size: int, bounds: Bounds, patience: float = _PATIENCE) -> None:
        """Open the folder's graph; `patience` is how many seconds a new one waits for its pages.

        Raises:
            GraphError: if the folder holds no graph, or one that another version wrote.

        """
        self._folder, self._size, self._bounds = folder, size, bounds
        self._patience = patience
        self._refused, self._since = "", 0.0
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
        edition = self.entered()
        try:
            yield edition
        finally:
            edition.leave()

    def entered(self) -> Edition:
        """Return the current edition, which stays open until it is left; who is the last to leave waits for its end."""
        edition = self._current
        while not edition.enter():
            edition = self._current
        return edition

    def refresh(self) -> bool:
        """Put the folder's graph in the place of the current one if it is another, and its pages; whether it was.

        A build writes the graph first and then its pages: where there are pages, both change at once.

        Raises:
            GraphError: once for each new graph that cannot be opened; the current one stays.

        """
        with contextlib.suppress(OSError):
            digest = copies.digest(self._folder)
            if digest == self._current.digest:
                return self._current.adopt(self._folder)
            if digest != self._refused:
                with contextlib.suppress(_WithoutPagesError):
                    self._replace(digest)
                    return True
        return False

    def _replace(self, digest: str) -> None:
        self._since = self._since or time.monotonic()
        waits = self._current.pages is not None and time.monotonic() - self._since < self._patience
        try:
            if waits and not copies.belong(self._folder, self._folder):
                raise _WithoutPagesError
            new = Edition(self._folder, self._size, self._bounds, needs_pages=waits)
        except KgError:
            self._refused = digest
            raise
        self._refused, self._since = "", 0.0
        old, self._current = self._current, new
        old.leave()
