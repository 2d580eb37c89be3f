"""Keeps the units of studies on disk by their keys, so that none is made twice, also after a build that was killed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.notebook import Notebook
from kg.units import Unit

__all__ = ["EVERYTHING", "Change", "Changes", "Ledger", "Stretch"]

#: What is short comes first: what stands behind long columns takes a walk over all their pages (SQLite, fileformat2).
_SCHEMA = """
CREATE TABLE IF NOT EXISTS unit (
  key TEXT PRIMARY KEY, graph TEXT, counts TEXT, shared BLOB, candidates BLOB, inferred BLOB, own BLOB, turtle BLOB
);
CREATE TABLE IF NOT EXISTS built (graph TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS digest (digest TEXT);
CREATE TABLE IF NOT EXISTS volume (key TEXT PRIMARY KEY, said TEXT);
CREATE TEMP TABLE wanted (graph TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
"""
#: Of another number, a ledger is begun anew: where its tables change, or a graph that is of no study goes.
_VERSION = 2
_LINES = ("shared", "candidates", "inferred", "own", "turtle")
#: The quickest of zlib's levels: lines of one study shrink to a tenth by any.
_LEVEL = 1
_PIECES = 50

#: Units by their graphs: from the first to the last, both included.
Stretch = tuple[str, str]
EVERYTHING: Stretch = ("", "\U0010ffff")


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


class Ledger(Notebook):
    """The units of a folder, in an SQLite file; what is put there stays when the process is killed.

    It only spares work: one that is damaged or of another version is begun anew.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the ledger; without a path, one that is gone with the process.

        Raises:
            OutputError: if it cannot be written.

        """
        super().__init__(path, _SCHEMA, _VERSION)
        self.wanted = 0

    def has(self, key: str) -> bool:
        """Tell whether there is the unit of that key."""
        return self.tables.execute("SELECT 1 FROM unit WHERE key = ?", [key]).fetchone() is not None

    def put(self, units: Iterable[tuple[str, Unit]]) -> None:
        """Keep units by their keys.

        Raises:
            OutputError: if there is no room for them.

        """
        rows = [(key, unit.graph, json.dumps(unit.counts, sort_keys=True), *_compressed(unit)) for key, unit in units]
        with self.written() as tables:
            tables.executemany("INSERT OR REPLACE INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def want(self, keys: Iterable[str]) -> None:
        """Say of which units the graph is to consist: those that are there of these keys."""
        with self.written():
            self.tables.execute("DELETE FROM wanted")
            asked = "INSERT OR REPLACE INTO wanted SELECT graph, key FROM unit WHERE key = ?"
            self.tables.executemany(asked, ([key] for key in keys))
        (self.wanted,) = self.tables.execute("SELECT COUNT(*) FROM wanted").fetchone()

    def changed(self, digest: str) -> Changes | None:
        """Return what is wanted otherwise than when the graph of that digest was built; `None` if it is not known."""
        if self.tables.execute("SELECT digest FROM digest").fetchall() != [(digest,)]:
            return None
        gone = self._only("SELECT graph, key FROM built EXCEPT SELECT graph, key FROM wanted")
        come = self._only("SELECT graph, key FROM wanted EXCEPT SELECT graph, key FROM built")
        return Changes(gone, come)

    def remember(self, digest: str, volumes: Iterable[str] = ()) -> None:
        """Note that the graph of that digest was built of what is wanted, and forget every other unit and volume."""
        with self.written():
            self.tables.execute("DELETE FROM unit WHERE key NOT IN (SELECT key FROM wanted)")
            self.tables.execute("DELETE FROM built")
            self.tables.execute("INSERT INTO built SELECT graph, key FROM wanted")
            self.tables.execute("DELETE FROM digest")
            self.tables.execute("INSERT INTO digest VALUES (?)", [digest])
            kept = json.dumps(list(volumes))
            self.tables.execute("DELETE FROM volume WHERE key NOT IN (SELECT value FROM json_each(?))", [kept])

    def chosen(self) -> Iterator[tuple[str, str]]:
        """Give the graph and the key of every wanted unit, by their graphs."""
        return self.tables.execute("SELECT graph, key FROM wanted ORDER BY graph")

    def counts(self, within: Stretch = EVERYTHING) -> Iterator[dict[str, int]]:
        """Give the counts of every wanted unit."""
        return (json.loads(counts) for (counts,) in self._select("counts", within))

    def lines(self, *names: str, within: Stretch = EVERYTHING) -> Iterator[tuple[bytes, ...]]:
        """Give parts of every wanted unit (`own`, `turtle`, `inferred`, `shared`, `candidates`), by their graphs."""
        chosen = [_LINES[_LINES.index(name)] for name in names]
        return (tuple(map(_expanded, row)) for row in self._select(", ".join(chosen), within))

    def volume(self, key: str) -> dict[str, Any] | None:
        """Return what was noted of a volume, if anything was."""
        found = self.tables.execute("SELECT said FROM volume WHERE key = ?", [key]).fetchone()
        return json.loads(found[0]) if found else None

    def note(self, key: str, said: Mapping[str, Any]) -> None:
        """Note what is to be known of a volume when the next graph is built."""
        with self.written() as tables:
            tables.execute("INSERT OR REPLACE INTO volume VALUES (?, ?)", [key, json.dumps(said)])

    def _only(self, difference: str) -> tuple[Change, ...]:
        rows = self.tables.execute(f"SELECT graph, own, inferred FROM ({difference}) JOIN unit USING (key, graph)")  # noqa: S608
        return tuple(Change(graph, _expanded(own), _expanded(inferred)) for graph, own, inferred in rows)

    def _select(self, columns: str, within: Stretch) -> Iterator[tuple[Any, ...]]:
        found = self.tables.execute(
            f"SELECT {columns} FROM wanted CROSS JOIN unit ON unit.key = wanted.key "  # noqa: S608
            "WHERE wanted.graph BETWEEN ? AND ? ORDER BY wanted.graph",
            within,
        )
        while rows := found.fetchmany(_PIECES):
            yield from rows


def _compressed(unit: Unit) -> Iterator[bytes]:
    contents: Iterator[bytes] = (getattr(unit, name) for name in _LINES)
    return (content and zlib.compress(content, _LEVEL) for content in contents)


def _expanded(content: bytes) -> bytes:
    return content and zlib.decompress(content)
