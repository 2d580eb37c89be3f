"""An SQLite file that only spares work: one that is damaged, or of another version, is begun anew."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import OutputError

__all__ = ["Notebook"]


class Notebook:
    """Tables in a file; what is written there stays when the process is killed."""

    def __init__(self, path: Path | None, schema: str, version: int) -> None:
        """Open the file, and make the tables of `schema` where they are missing; without a path, for this process only.

        A file of another `version` (1 or more) is begun anew: its tables may be others.

        Raises:
            OutputError: if it cannot be written.

        """
        self._path, self._schema, self._version = path, schema, version
        try:
            self._open()
        except sqlite3.DatabaseError:
            self._begin_anew()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def tables(self) -> sqlite3.Connection:
        """What asks and changes the tables."""
        return self._tables

    @contextlib.contextmanager
    def written(self) -> Iterator[sqlite3.Connection]:
        """Change the tables: all that the block does is done, or nothing.

        Raises:
            OutputError: if there is no room.

        """
        with self._refused(), self._tables:
            yield self._tables

    def close(self) -> None:
        """Close the file."""
        self._tables.close()

    def _open(self) -> None:
        with self._refused():
            self._tables = sqlite3.connect(self._path or "")
        self._tables.execute("PRAGMA journal_mode = WAL")
        self._tables.execute("PRAGMA synchronous = NORMAL")
        (number,) = self._tables.execute("PRAGMA user_version").fetchone()
        if number not in {0, self._version}:
            raise sqlite3.DatabaseError("another version")
        with self._refused():
            self._tables.executescript(self._schema)
            if number != self._version:
                self._tables.execute(f"PRAGMA user_version = {self._version}")

    def _begin_anew(self) -> None:
        self._tables.close()
        if self._path:
            for path in self._path.parent.glob(f"{self._path.name}*"):
                path.unlink()
        self._open()

    @contextlib.contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self._path or 'what spares work'} cannot be written: {error}") from error
