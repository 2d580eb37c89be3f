"""All parts of a graph in one folder, what was read for them, and what does not hang on the studies.

That (ontology, themes, questions) lies beside the parts for the stores that they are loaded into as they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg import exports, parts, queries, triples, units
from kg.errors import GraphError, OutputError
from kg.model import Abstract, Rejection, Source
from kg.parts import FORMAT, File, Part
from kg.shelf import Shelf

__all__ = ["MANIFEST", "REFERENCE", "Facts", "Manifest", "made_by", "refuse_foreign", "sweep"]

MANIFEST, REFERENCE = "manifest.json", "reference.nq"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read for a graph in parts: how many records, how many that only repeat another, and what was refused.

    `encodings` has the files that were not UTF-8, `min_confidence` is below what a claim is a candidate.
    """

    min_confidence: float
    records: int
    duplicates: int
    encodings: Mapping[str, str]
    rejected: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """All parts of a graph, in the order of the ids of their studies, and what was read for them."""

    facts: Facts
    parts: tuple[Part, ...]

    @classmethod
    def read(cls, shelf: Shelf) -> Manifest:
        """Read the manifest of a folder.

        Raises:
            GraphError: if there is none, it is damaged, or another version wrote it.

        """
        written = shelf.read(MANIFEST)
        if written is None:
            raise GraphError(f"{shelf} holds no parts of a graph (there is no {MANIFEST})")
        try:
            said = json.loads(written)
            if said["format"] != FORMAT or said["made_by"] != made_by():
                raise GraphError(f"{shelf} was built by another version; build it again with this one")
            return cls(_facts(said), tuple(map(Part.of, said["parts"])))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise GraphError(f"{shelf}/{MANIFEST} is damaged ({error}); build the parts again") from error

    def write(self, shelf: Shelf) -> None:
        """Write the manifest, in the place of an earlier one, and what does not hang on the studies.

        Raises:
            OutputError: if it cannot be written, or a part that it names is not there.

        """
        missing = {name for part in self.parts for name in part.files} - shelf.names()
        if missing:
            raise OutputError(
                f"{shelf} lacks {len(missing):,} files that the workers wrote; name a folder that all of them share"
            )
        reference = _reference()
        shelf.write(REFERENCE, reference)
        said = self._said() | {"reference": asdict(File.of(reference))}
        shelf.write(MANIFEST, json.dumps(said, indent=1).encode() + b"\n")

    def _said(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": triples.package_version(),
            "made_by": made_by(),
            "min_confidence": self.facts.min_confidence,
            "records": self.facts.records,
            "duplicates": self.facts.duplicates,
            "counts": self.counts,
            "encodings": dict(sorted(self.facts.encodings.items())),
            "rejected": [asdict(one) for one in self.facts.rejected],
            "parts": [asdict(part) for part in self.parts],
        }

    @property
    def counts(self) -> dict[str, int]:
        """What the studies of all parts have together; what they share is counted in each."""
        total = Counter[str]()
        for part in self.parts:
            total.update(part.counts)
        return dict(sorted(total.items()))


def made_by() -> str:
    """Return what tells the code and the ontology that make units from all others."""
    return units.key(Abstract(id="", text=""), 0)


def refuse_foreign(shelf: Shelf) -> None:
    """Let a folder of parts pass, or an empty one.

    Raises:
        OutputError: if there is anything else in it.

    """
    if not all(_is_ours(Shelf.left(name) or name) for name in shelf.names()):
        raise OutputError(f"{shelf} holds files that are not parts of a graph; name an empty or a new folder")


def sweep(shelf: Shelf, kept: Manifest) -> None:
    """Remove the parts that a manifest does not name, and what killed writers left half.

    Raises:
        OutputError: if that cannot be done.

    """
    named = {name for part in kept.parts for name in part.files} | {MANIFEST, REFERENCE}
    for name in sorted(shelf.names() - named):
        if _is_ours(Shelf.left(name) or name):
            shelf.remove(name)


def _is_ours(name: str) -> bool:
    return name in {MANIFEST, REFERENCE} or parts.is_name(name)


def _reference() -> bytes:
    return exports.serialise([*triples.ontology_quads(), *queries.quads()], exports.Format.NQ)


def _facts(said: Mapping[str, Any]) -> Facts:
    rejected = (Rejection(**one | {"source": Source(**one["source"])}) for one in said["rejected"])
    return Facts(said["min_confidence"], said["records"], said["duplicates"], said["encodings"], tuple(rejected))
