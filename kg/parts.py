"""A part of a graph: files of sorted N-Quads that are made alone, any time again, and put together with others later.

A part holds everything of some studies: their own graphs, what is inferred from them, and the concepts that they
declare; what is only a candidate has a file beside it. A third one, its description, is written last and says what the
units of the studies were, so that they can be had back from the lines.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from kg import packing
from kg.errors import GraphError
from kg.packing import Packed
from kg.shelf import Shelf
from kg.units import Unit

__all__ = ["FORMAT", "File", "Part", "is_name", "key"]

#: The version of the layout; parts of another version are made anew, and refused where they are to be put together.
FORMAT = 1
_NAME = re.compile(r"(?:part|candidates)-[0-9a-f]{16}\.nq|units-[0-9a-f]{16}\.json")
_KEY = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was written: its SHA-256, and its size in bytes."""

    sha256: str
    size: int

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Say it of what was written."""
        return cls(hashlib.sha256(content).hexdigest(), len(content))


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its key, its files by their names, the counts of its studies, and those that none could be made of.

    `rejected` has the id of each and the reason.
    """

    key: str
    files: Mapping[str, File]
    counts: Mapping[str, int]
    rejected: tuple[tuple[str, str], ...] = ()

    @classmethod
    def write(
        cls, shelf: Shelf, key: str, made: Iterable[tuple[str, Unit]], rejected: Iterable[tuple[str, str]]
    ) -> Part:
        """Write units, each with its key, as the part of that key.

        Raises:
            OutputError: if it cannot be written.

        """
        packed, names = packing.pack(made), _names(key)
        contents = {names["data"]: packed.data} | (
            {names["candidates"]: packed.candidates} if packed.candidates else {}
        )
        for name, content in contents.items():
            shelf.write(name, content)
        description = {
            "format": FORMAT,
            "key": key,
            "files": {name: asdict(File.of(content)) for name, content in contents.items()},
            "studies": packed.studies,
            "rejected": list(rejected),
        }
        written = _sealed(description)
        shelf.write(names["description"], written)
        return cls._of(key, description, written)

    @classmethod
    def find(cls, shelf: Shelf, key: str) -> Part | None:
        """Return the part of that key, if it is there and as it was written."""
        written = shelf.read(_names(key)["description"])
        try:
            part = cls._of(key, _described(written), written or b"")
        except GraphError:
            return None
        return part if all(_is_there(shelf, *one) for one in part.files.items()) else None

    @classmethod
    def _of(cls, key: str, description: Mapping[str, Any], written: bytes) -> Part:
        files = {name: File(**file) for name, file in description["files"].items()}
        files[_names(key)["description"]] = File.of(written)
        counts = Counter[str]()
        for study in description["studies"]:
            counts.update(study["counts"])
        return cls(key, files, dict(sorted(counts.items())), tuple(map(tuple, description["rejected"])))

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Part:
        """Return the part of which a manifest says this.

        Raises:
            ValueError: if it names no files, or those of another.

        """
        if not _KEY.fullmatch(said["key"]):
            raise ValueError("a part has no key")
        files = {name: File(**file) for name, file in said["files"].items()}
        if not files.keys() <= set(_names(said["key"]).values()):
            raise ValueError("a part names files of another")
        return cls(said["key"], files, said["counts"], tuple(map(tuple, said["rejected"])))

    def keys(self, shelf: Shelf) -> list[tuple[str, str]]:
        """Return the graph of each study in it, and the key of its unit.

        Raises:
            GraphError: if its description is missing or is not the one that was written.

        """
        return [(study["graph"], study["key"]) for study in self._description(shelf)["studies"]]

    def units(self, shelf: Shelf) -> Iterator[tuple[str, Unit]]:
        """Give the units that it was made of, with their keys.

        Raises:
            GraphError: if a file of it is missing or is not the one that was written.

        """
        description, names = self._description(shelf), _names(self.key)
        data, candidates = (
            self._content(shelf, name) if name in self.files else b"" for name in (names["data"], names["candidates"])
        )
        return packing.unpack(Packed(data, candidates, description["studies"]))

    def _description(self, shelf: Shelf) -> dict[str, Any]:
        return _described(self._content(shelf, _names(self.key)["description"]))

    def _content(self, shelf: Shelf, name: str) -> bytes:
        content = shelf.read(name)
        if content is None:
            raise GraphError(f"{shelf}/{name} is missing; build the parts again: the others are kept")
        if File.of(content) != self.files.get(name):
            raise GraphError(
                f"{shelf}/{name} is not the file that was written; build the parts again: the others are kept"
            )
        return content


def key(units_of: Iterable[str]) -> str:
    """Return the key of the part of the entries whose units have these keys."""
    return hashlib.sha256("\n".join((str(FORMAT), *units_of)).encode()).hexdigest()


def is_name(name: str) -> bool:
    """Tell whether the file of a part may be called so."""
    return _NAME.fullmatch(name) is not None


def _names(key: str) -> dict[str, str]:
    short = key[:16]
    return {"data": f"part-{short}.nq", "candidates": f"candidates-{short}.nq", "description": f"units-{short}.json"}


def _is_there(shelf: Shelf, name: str, file: File) -> bool:
    content = shelf.read(name)
    return content is not None and File.of(content) == file


def _sealed(description: Mapping[str, Any]) -> bytes:
    """A description as it is written, with a digest of itself, since no manifest may name it yet."""
    return _written({"seal": File.of(_written(description)).sha256, **description})


def _written(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def _described(written: bytes | None) -> dict[str, Any]:
    try:
        said: dict[str, Any] = json.loads(written or b"")
        seal, is_ours = said.pop("seal"), said["format"] == FORMAT
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise GraphError(f"the description of a part is damaged: {error}") from error
    if not is_ours or seal != File.of(_written(said)).sha256:
        raise GraphError("the description of a part is damaged, or of another version; build the parts again")
    return said
