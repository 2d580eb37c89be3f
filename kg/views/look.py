"""How each kind and relation looks, and what the interface says: read from `look.toml` and `strings.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg import phrases, resources
from kg.errors import ResourceError

__all__ = ["KindLook", "RelationLook", "kind", "kinds", "languages", "relation", "say", "strings"]


@dataclass(frozen=True, slots=True)
class KindLook:
    """How one kind of node is drawn; `look.toml` says what each field means."""

    name: str
    group: str
    glyph: str
    size: int
    rank: int
    room: tuple[int, int]
    far: tuple[int, int] | None = None
    hollow: bool = False
    pill: bool = False


@dataclass(frozen=True, slots=True)
class RelationLook:
    """How one relation is drawn; `look.toml` says what each field means."""

    name: str
    strength: float
    ink: str = "line"
    arrow: bool = False


@functools.cache
def kinds() -> Mapping[str, KindLook]:
    """Return the look of every kind, in the order of the legend."""
    return {name: KindLook(name, **_paired(fields)) for name, fields in _toml("look.toml")["kinds"].items()}


def kind(name: str) -> KindLook:
    """Return the look of a kind, and that of `other` where the kind has none of its own."""
    return kinds().get(name, kinds()["other"])


def relation(name: str) -> RelationLook:
    """Return the look of a relation, and that of `other` where the relation has none of its own."""
    return _relations().get(name, _relations()["other"])


def languages() -> tuple[str, ...]:
    """Return the languages that the interface speaks."""
    return tuple(_toml("strings.toml"))


@functools.cache
def strings(language: str) -> Mapping[str, str]:
    """Return the texts of the interface by their dotted names (`kind.problem`).

    Raises:
        ValueError: if the interface does not speak that language.

    """
    if language not in languages():
        raise ValueError(f"the interface speaks {' and '.join(languages())}, not {language!r}")
    return phrases.flat(_toml("strings.toml")[language])


def say(language: str, name: str, **values: int | str) -> str:
    """Return a text of the interface with its values filled in; `name.one` is taken when `n` is 1 and it exists."""
    return phrases.said(strings(language), name, values)


@functools.cache
def _relations() -> Mapping[str, RelationLook]:
    return {name: RelationLook(name, **fields) for name, fields in _toml("look.toml")["relations"].items()}


def _paired(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


@functools.cache
def _toml(name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(resources.text(resources.static(name)))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"{name} is malformed: {error}") from error
