"""A built folder as it lies on disk: what `kg.json` says of it, and the store in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kg.errors import GraphError
from kg.store import Store

__all__ = ["CANDIDATES", "DATA", "FORMAT", "POINTER", "TURTLE", "Folder", "digest_of", "in_volume", "is_of"]

#: The version of the folder's layout; a folder of another version is refused, not misread.
FORMAT = 1
POINTER, DATA, TURTLE, CANDIDATES = "kg.json", "graph.nq", "graph.ttl", "candidates.nq"


def in_volume(name: str, key: str) -> str:
    """Return what `graph.nq` and its like are called in the volume of that key; the only volume has none."""
    stem, dot, ending = name.partition(".")
    return f"{stem}-{key}{dot}{ending}" if key else name


def digest_of(digests: Mapping[str, str]) -> str:
    """Return what tells a graph from any other: the SHA-256 of `graph.nq`.

    Of several volumes, it is that of what `sha256sum graph-*.nq` says of them.
    """
    data = {name: digest for name, digest in sorted(digests.items()) if is_of(name, DATA)}
    if list(data) == [DATA]:
        return data[DATA]
    return hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in data.items()).encode()).hexdigest()


def is_of(name: str, kind: str) -> bool:
    """Tell whether a file is called as one of that kind, the only one or that of a volume."""
    stem, dot, ending = kind.partition(".")
    return name == kind or (name.startswith(f"{stem}-") and name.endswith(f"{dot}{ending}"))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that `kg build` wrote, and the facts of its `kg.json`."""

    path: Path
    facts: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `kg.json` says.

        Raises:
            GraphError: if the folder holds no graph, or one that another version wrote.

        """
        pointer = path / POINTER
        try:
            facts = json.loads(pointer.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise GraphError(f"{path} holds no graph (there is no {POINTER}); kg build makes one") from None
        except (OSError, ValueError) as error:
            raise GraphError(f"{pointer} cannot be read: {error}; build the graph again") from error
        if not isinstance(facts, dict) or facts.get("format") != FORMAT or not _is_whole(facts):
            raise GraphError(f"{path} was built by another version; build it again with this one")
        return cls(path, facts)

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file that was built, by its name."""
        return {Path(name).name: digest for name, digest in self.facts["files"].items()}

    @property
    def digest(self) -> str:
        """What tells the graph from any other, as `digest_of` does."""
        return digest_of(self.digests)

    def files(self, kind: str) -> tuple[Path, ...]:
        """Return the file `graph.nq` (or `graph.ttl`, `candidates.nq`), or those of its volumes, sorted by name."""
        return tuple(self.path / name for name in sorted(self.digests) if is_of(name, kind))

    def is_as_built(self, name: str) -> bool:
        """Tell whether a file of the folder is the one that was built."""
        path = self.path / name
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == self.digests.get(name)

    def store(self, *, with_candidates: bool = False) -> Store:
        """Open the store for reading; with the candidates, it is read into memory together with them.

        Raises:
            GraphError: if the store or a file is missing, or cannot be read.

        """
        embedded = self.path / Path(self.facts["store"]).name
        if embedded.is_dir() and not with_candidates:
            return Store.open(embedded)
        kinds = [DATA, CANDIDATES] if with_candidates else [DATA]
        paths = [path for kind in kinds for path in self.files(kind)]
        for path in paths:
            if path.is_file() and not self.is_as_built(path.name):
                raise GraphError(f"{path} is not the file that was built; build the graph again")
        return Store.load(*paths)


def _is_whole(facts: Mapping[str, object]) -> bool:
    files = facts.get("files")
    return (
        isinstance(facts.get("store"), str)
        and isinstance(files, dict)
        and all(isinstance(digest, str) for digest in files.values())
    )
