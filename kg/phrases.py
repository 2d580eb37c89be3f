"""Texts of the interface as tables have them: by dotted names, and in the number of what they are said of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["flat", "said"]


def flat(table: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of nested tables by their dotted names (`state.comparator`)."""
    return dict(_leaves(table, ""))


def said(texts: Mapping[str, str], name: str, values: Mapping[str, int | str]) -> str:
    """Return a text with its values filled in; `name.one` is taken where `n` is 1 and it exists.

    Raises:
        KeyError: if there is no such text, or it needs a value that is not given.

    """
    text = texts.get(f"{name}.one") if values.get("n") == 1 else None
    return (text or texts.get(f"{name}.other") or texts[name]).format(**values)


def _leaves(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _leaves(value, f"{prefix}{name}.")
