"""A folder of files that are each written whole, here or at a URL: what several machines write into."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg import elsewhere, files
from kg.errors import OutputError

__all__ = ["Shelf"]

#: What a writer that was killed may leave beside a file (`files.replacing`).
_LEFT = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{8}\.part")


class Shelf:
    """A folder, by its path or its URL; it is the same for all who name it so."""

    def __init__(self, place: Path | str) -> None:
        """Name the folder; nothing is read or written yet.

        Raises:
            InputError: if it is an address that is not taken, or the package that reaches it is missing.
            OutputError: if nothing can be written at such an address.

        """
        self._system: Any = None
        if isinstance(place, str) and elsewhere.is_url(place):
            if elsewhere.is_http(place):
                raise OutputError(
                    f"{elsewhere.called(place)}: nothing can be written over HTTP; name a folder or s3://"
                )
            self.place = place.rstrip("/")
            self._system = elsewhere.filesystem(self.place)
            self._root: str = self._system._strip_protocol(self.place)
        else:
            self.place = str(Path(place).absolute())

    def __str__(self) -> str:
        return self.place

    def read(self, name: str) -> bytes | None:
        """Return what a file holds, or `None` if there is none.

        Raises:
            OutputError: if it cannot be read.

        """
        with self._reached(name):
            try:
                return bytes(self._system.cat_file(self._at(name))) if self._system else self._path(name).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole, in the place of what has that name.

        Raises:
            OutputError: if it cannot be written; what had the name stays.

        """
        with self._reached(name):
            if self._system:
                self._system.pipe_file(self._at(name), content)
            else:
                files.write_bytes(self._path(name), content)

    def names(self) -> set[str]:
        """Return what its files are called, those too that a killed writer left half; none if there is no folder.

        Raises:
            OutputError: if it cannot be read.

        """
        with self._reached():
            try:
                if self._system:
                    return {path.rpartition("/")[2] for path in self._system.ls(self._root, detail=False)} - {""}
                return {path.name for path in Path(self.place).iterdir()}
            except FileNotFoundError:
                return set()

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is none the less.

        Raises:
            OutputError: if it cannot be removed.

        """
        with self._reached(name), contextlib.suppress(FileNotFoundError):
            if self._system:
                self._system.rm_file(self._at(name))
            else:
                self._path(name).unlink()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder, made if it was missing, against every other process here; at a URL it is not held.

        Raises:
            OutputError: if another has it, or it cannot be made.

        """
        if self._system:
            with self._reached():
                self._system.makedirs(self._root, exist_ok=True)
            yield
        else:
            with files.alone(files.folder(Path(self.place))):
                yield

    @staticmethod
    def left(name: str) -> str | None:
        """Return what a file was to be called that a killed writer left half; of every other, nothing."""
        found = _LEFT.fullmatch(name)
        return found["name"] if found else None

    def _path(self, name: str) -> Path:
        return Path(self.place, name)

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextlib.contextmanager
    def _reached(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except elsewhere.failures() as error:
            raise OutputError(f"{self.place}{name and '/'}{name}: {elsewhere.reason(error)}") from error
