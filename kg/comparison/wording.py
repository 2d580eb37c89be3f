"""What the comparison says beside the studies' own words, by language: read from `ontology/comparison.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from kg import resources
from kg.errors import QueryError

__all__ = ["languages", "say", "texts"]


def languages() -> tuple[str, ...]:
    """Return the languages in which a matrix can be written."""
    return tuple(_tables())


@functools.cache
def texts(language: str) -> Mapping[str, str]:
    """Return the texts of a language by their dotted names (`state.comparator`).

    Raises:
        QueryError: if there are none in that language.

    """
    if language not in languages():
        raise QueryError(f"there is no comparison in {language!r}; the languages are {' and '.join(languages())}")
    return dict(_flat(_tables()[language]))


@functools.lru_cache(maxsize=4096)
def say(language: str, name: str, **values: int | str) -> str:
    """Return a text with its values filled in; `name.one` is taken where `n` is 1 and it exists."""
    said = texts(language)
    text = said.get(f"{name}.one") if values.get("n") == 1 else None
    return (text or said.get(f"{name}.other") or said[name]).format(**values)


@functools.cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(resources.text(resources.ontology("comparison.toml")))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _flat(value, f"{prefix}{name}.")
