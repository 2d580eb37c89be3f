"""Which column of a table, or which name of a JSON Lines record, holds what."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.errors import InputError
from kg.loaders.labels import Labels, folded

__all__ = ["FIELDS", "Columns"]

#: What a column can hold: what an abstract and its metadata are made of, and the number of a row.
FIELDS = (
    "id", "row", "text", "title", "year", "keywords", "language", "posted", "degree", "type", "country", "candidate",
    "identifier", "subject",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Tells the field of a column: as it was declared (field -> name), else by the names that `chrome.toml` knows."""

    labels: Labels
    declared: Mapping[str, str]

    def __post_init__(self) -> None:
        for field in self.declared:
            if field not in FIELDS:
                near = difflib.get_close_matches(field, FIELDS, n=1)
                advice = f"did you mean {near[0]}?" if near else f"one of {', '.join(FIELDS)}"
                raise InputError(f"{field!r} is nothing that a column can hold", advice=advice)

    def fields(self, names: Sequence[str]) -> list[str]:
        """Return the field of each column; two columns never hold the same, and the others are `extra`."""
        taken: set[str] = set()
        fields: list[str] = []
        for name in names:
            field = self._field(name)
            fields.append("extra" if field in taken else field)
            taken.add(field)
        return fields

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the declared columns that are not among `names`."""
        return [name for name in self.declared.values() if name not in names]

    def _field(self, name: str) -> str:
        for field, declared in self.declared.items():
            if declared == name:
                return field
        known = self.labels.columns.get(folded(name), "extra")
        return "extra" if known in self.declared else known
