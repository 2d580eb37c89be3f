"""Keeps what files held when they were read, so that one that has not changed since need not be read again."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path

import msgspec

from kg import resources
from kg.intake import Card
from kg.model import Record, Rejection
from kg.notebook import Notebook

__all__ = ["Catalogue"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (path BLOB PRIMARY KEY, stamp TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cards (path BLOB, place INTEGER, content BLOB, PRIMARY KEY (path, place));
CREATE TEMP TABLE asked (path BLOB PRIMARY KEY) WITHOUT ROWID;
"""
_KNOWN = "SELECT content FROM file CROSS JOIN cards USING (path) WHERE path = ? AND stamp = ? ORDER BY place"
_VERSION = 1
#: What becomes of a file hangs on these, too.
_CODE, _CURATED, _PACKAGES = ("intake.py", "loaders", "model.py"), ("chrome.toml",), ("charset-normalizer", "lxml")
#: Nanoseconds: what was written so shortly before it is read may be written again in what its file system takes for
#: the same moment.
_YOUNG = 2_000_000_000
#: So many cards are kept together, and so many names of files are noted.
_TOGETHER, _NAMES = 100, 1_000


class _Kept(msgspec.Struct, array_like=True):
    """Some cards of a file, and what of it was refused."""

    cards: list[Card]
    refused: list[Rejection]


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(_Kept)


class Catalogue(Notebook):
    """The cards of files by their paths, in an SQLite file.

    That a file has not changed is told as Git tells it (gitformat-index; "racy Git"): by its size, its inode, and when
    it and what the system says of it were written last. What was read with other options, or by another version, is
    read again.
    """

    def __init__(self, path: Path, *options: object) -> None:
        """Open the catalogue; `options` are those with which files are read, as far as they tell what becomes of one.

        Raises:
            OutputError: if it cannot be written.

        """
        super().__init__(path, _SCHEMA, _VERSION)
        read_by = resources.digest(_CODE, _CURATED), sys.version, *map(version, _PACKAGES), options
        self._read_by = hashlib.sha256(repr(read_by).encode()).hexdigest()
        self._asked: list[tuple[bytes]] = []

    def of(self, path: Path, records: Iterable[Record]) -> Iterator[Card | Rejection]:
        """Give the cards of a file, and what of it was refused: those that are known, or else those of `records`.

        `records` are what reading the file gives; reading is not begun where that is not needed.
        """
        name, stamp = os.fsencode(path), self._stamp(path)
        self._note(name)
        known = self.tables.execute(_KNOWN, [name, stamp])
        if first := known.fetchone():
            yield from _unpacked(chain([first], known))
        elif stamp:
            yield from self._kept(name, stamp, map(_at_rest, records))
        else:
            yield from map(_at_rest, records)

    def forget_others(self) -> None:
        """Forget every file that was not asked for since the catalogue was opened."""
        self._note()
        with self.written() as tables:
            tables.execute("DELETE FROM file WHERE path NOT IN (SELECT path FROM asked)")
            tables.execute("DELETE FROM cards WHERE path NOT IN (SELECT path FROM file)")

    def _note(self, *names: bytes) -> None:
        self._asked.extend((name,) for name in names)
        if not names or len(self._asked) >= _NAMES:
            with self.written() as tables:
                tables.executemany("INSERT OR IGNORE INTO asked VALUES (?)", self._asked)
            self._asked.clear()

    def _kept(self, name: bytes, stamp: str, found: Iterator[Card | Rejection]) -> Iterator[Card | Rejection]:
        with self.written() as tables:
            tables.execute("DELETE FROM file WHERE path = ?", [name])
            tables.execute("DELETE FROM cards WHERE path = ?", [name])
        for place, together in enumerate(iter(lambda: tuple(islice(found, _TOGETHER)), ())):
            yield from together
            try:
                packed = _packed(together)
            except UnicodeEncodeError:  # a reason may quote what is no text
                yield from found
                return
            with self.written() as tables:
                tables.execute("INSERT INTO cards VALUES (?, ?, ?)", [name, place, packed])
        with self.written() as tables:
            tables.execute("INSERT INTO file VALUES (?, ?)", [name, stamp])

    def _stamp(self, path: Path) -> str | None:
        """What tells a file, as it is read, from what it was before; nothing of one that was written just now."""
        try:
            found = path.stat()
        except OSError:
            return None
        if max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - _YOUNG:
            return None
        return f"{self._read_by} {found.st_size} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}"


def _at_rest(one: Record) -> Card | Rejection:
    return one if isinstance(one, Rejection) else Card.of(one)


def _packed(found: Sequence[Card | Rejection]) -> bytes:
    refused = [one for one in found if isinstance(one, Rejection)]
    return _ENCODER.encode(_Kept([one for one in found if isinstance(one, Card)], refused))


def _unpacked(rows: Iterable[tuple[bytes]]) -> Iterator[Card | Rejection]:
    for (content,) in rows:
        kept = _DECODER.decode(content)
        yield from kept.cards
        yield from kept.refused
