"""What the comparison says beside the studies' own words, by language: read from `ontology/comparison.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from kg import phrases, resources
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
    return phrases.flat(_tables()[language])


@functools.lru_cache(maxsize=4096)
def say(language: str, name: str, **values: int | str) -> str:
    """Return a text with its values filled in; `name.one` is taken where `n` is 1 and it exists."""
    return phrases.said(texts(language), name, values)


@functools.cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(resources.text(resources.ontology("comparison.toml")))
