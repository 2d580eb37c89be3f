"""Keeps the units of studies on disk by their keys, so that none is made twice, also after a build that was killed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import OutputError
from kg.units import Unit

__all__ = ["Change", "Changes", "Ledger"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS unit (
  key TEXT PRIMARY KEY, graph TEXT, own BLOB, turtle BLOB, inferred BLOB, shared BLOB, candidates BLOB, counts TEXT
);
CREATE TABLE IF NOT EXISTS built (graph TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS digest (digest TEXT);
CREATE TEMP TABLE wanted (graph TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""
#: Of another number, a ledger is begun anew: where its tables change, or a graph that is of no study goes.
_VERSION = 1
_LINES = ("own", "turtle", "inferred", "shared", "candidates")
#: The quickest of zlib's levels: lines of one study shrink to a tenth by any.
_LEVEL = 1
_PIECES = 50


@dataclass(frozen=True, slots=True)
class Change:
    """The graph of a study, its lines, and those inferred from them."""

    graph: str
    own: bytes
    inferred: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """What stood in a graph and no longer does, and what is to stand there now; a changed study is in both."""

    gone: tuple[Change, ...]
    come: tuple[Change, ...]


class Ledger:
    """The units of a folder, in an SQLite file; what is put there stays when the process is killed.

    It only spares work: one that is damaged or of another version is begun anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the ledger; without a path, one that is gone with the process.

        Raises:
            OutputError: if it cannot be written.

        """
        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._begin_anew()
        self.wanted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inner.close()

    def has(self, key: str) -> bool:
        """Tell whether there is the unit of that key."""
        return self._inner.execute("SELECT 1 FROM unit WHERE key = ?", [key]).fetchone() is not None

    def put(self, units: Iterable[tuple[str, Unit]]) -> None:
        """Keep units by their keys.

        Raises:
            OutputError: if there is no room for them.

        """
        rows = [(key, unit.graph, *_compressed(unit), json.dumps(unit.counts, sort_keys=True)) for key, unit in units]
        with self._written(), self._inner:
            self._inner.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def want(self, keys: Iterable[str]) -> None:
        """Say of which units the graph is to consist: those that are there of these keys."""
        with self._written(), self._inner:
            self._inner.execute("DELETE FROM wanted")
            asked = "INSERT OR REPLACE INTO wanted SELECT graph, key FROM unit WHERE key = ?"
            self._inner.executemany(asked, ([key] for key in keys))
        (self.wanted,) = self._inner.execute("SELECT COUNT(*) FROM wanted").fetchone()

    def changed(self, digest: str) -> Changes | None:
        """Return what is wanted otherwise than when the graph of that digest was built; `None` if it is not known."""
        if self._inner.execute("SELECT digest FROM digest").fetchall() != [(digest,)]:
            return None
        gone = self._only("SELECT graph, key FROM built EXCEPT SELECT graph, key FROM wanted")
        come = self._only("SELECT graph, key FROM wanted EXCEPT SELECT graph, key FROM built")
        return Changes(gone, come)

    def remember(self, digest: str) -> None:
        """Note that the graph of that digest was built of what is wanted, and remove every other unit."""
        with self._written(), self._inner:
            self._inner.execute("DELETE FROM unit WHERE key NOT IN (SELECT key FROM wanted)")
            self._inner.execute("DELETE FROM built")
            self._inner.execute("INSERT INTO built SELECT graph, key FROM wanted")
            self._inner.execute("DELETE FROM digest")
            self._inner.execute("INSERT INTO digest VALUES (?)", [digest])

    def counts(self) -> Iterator[dict[str, int]]:
        """Give the counts of every wanted unit."""
        return (json.loads(counts) for (counts,) in self._select("counts"))

    def lines(self, *names: str) -> Iterator[tuple[bytes, ...]]:
        """Give parts of every wanted unit (`own`, `turtle`, `inferred`, `shared`, `candidates`), by their graphs."""
        chosen = [_LINES[_LINES.index(name)] for name in names]
        return (tuple(map(zlib.decompress, row)) for row in self._select(", ".join(chosen)))

    def _only(self, difference: str) -> tuple[Change, ...]:
        rows = self._inner.execute(f"SELECT graph, own, inferred FROM ({difference}) JOIN unit USING (key, graph)")  # noqa: S608
        return tuple(Change(graph, zlib.decompress(own), zlib.decompress(inferred)) for graph, own, inferred in rows)

    def _select(self, columns: str) -> Iterator[tuple[bytes, ...]]:
        found = self._inner.execute(
            f"SELECT {columns} FROM wanted CROSS JOIN unit ON unit.key = wanted.key ORDER BY wanted.graph"  # noqa: S608
        )
        while rows := found.fetchmany(_PIECES):
            yield from rows

    def _open(self) -> None:
        with self._written():
            self._inner = sqlite3.connect(self._path or "")
        self._inner.execute("PRAGMA journal_mode = WAL")
        self._inner.execute("PRAGMA synchronous = NORMAL")
        (number,) = self._inner.execute("PRAGMA user_version").fetchone()
        if number not in {0, _VERSION}:
            raise sqlite3.DatabaseError("another version")
        with self._written():
            self._inner.executescript(_SCHEMA)
            self._inner.execute(f"PRAGMA user_version = {_VERSION}")

    def _begin_anew(self) -> None:
        self._inner.close()
        if self._path:
            for path in self._path.parent.glob(f"{self._path.name}*"):
                path.unlink()
        self._open()

    @contextlib.contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self._path or 'the ledger'} cannot be written: {error}") from error


def _compressed(unit: Unit) -> Iterator[bytes]:
    return (zlib.compress(getattr(unit, name), _LEVEL) for name in _LINES)
