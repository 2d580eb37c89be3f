"""The cues of `ontology/cues.toml`, read once and compiled: what the genre says, kept apart from how it is read."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg import resources
from kg.errors import ResourceError

__all__ = ["AreaCues", "Cues", "SentenceCues", "TieCues", "compiled", "load", "raw"]

_FILE = "cues.toml"
_NUMBER = re.compile(r"\(\d+\)")  # of an item


@dataclass(frozen=True, slots=True)
class AreaCues:
    """How names of places are taken apart: words for areas, the pattern of a Chinese area, and of a placeholder."""

    words: frozenset[str]
    characters: str
    chinese: re.Pattern[str]
    placeholder: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SentenceCues:
    """Words (lower case, without their last full stop) after which a full stop ends no sentence."""

    abbreviations: frozenset[str]


@dataclass(frozen=True, slots=True)
class TieCues:
    """What ties a cause or a countermeasure to a problem, before, between and behind them.

    `ordinals` maps a word that names a place in a list to that place, from 0; `counting` finds such words. `signs` are
    weaker cues, keyed as in the file.
    """

    backward: re.Pattern[str]
    forward: re.Pattern[str]
    opening: re.Pattern[str]
    given: re.Pattern[str]
    empty: frozenset[str]
    ordinals: Mapping[str, int]
    counting: re.Pattern[str]
    signs: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Cues:
    """Everything in `ontology/cues.toml`."""

    areas: AreaCues
    sentences: SentenceCues
    ties: TieCues


@functools.cache
def load() -> Cues:
    """Return the cues.

    Raises:
        ResourceError: if the file is missing or malformed; the message says what is wrong.

    """
    content = raw()
    try:
        return Cues(
            areas=_areas(content["areas"]),
            sentences=SentenceCues(abbreviations=frozenset(content["sentences"]["abbreviations"])),
            ties=_ties(content["ties"]),
        )
    except (KeyError, re.error) as error:
        raise ResourceError(f"ontology/{_FILE}: {error!r}") from error


def raw() -> dict[str, Any]:
    """Return the file as it is written.

    Raises:
        ResourceError: if the file is missing or is not TOML.

    """
    try:
        return tomllib.loads(resources.text(resources.ontology(_FILE)))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"ontology/{_FILE}: {error}") from error


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches any of the phrases of the file: whole words, any case, any white space."""
    return _compiled(_any(phrases))


def _areas(content: Mapping[str, Any]) -> AreaCues:
    characters = re.escape(content["characters"])
    return AreaCues(
        words=frozenset(content["words"]),
        characters=content["characters"],
        chinese=re.compile(f"[^{characters}]{{1,12}}[{characters}]"),
        placeholder=re.compile(content["placeholder"]),
    )


def _ties(content: Mapping[str, Any]) -> TieCues:
    ordinals = {word: int(place) - 1 for place, words in content["ordinals"].items() for word in words}
    return TieCues(
        backward=compiled(content["backward"]),
        forward=compiled(content["forward"]),
        opening=compiled(content["opening"]),
        given=compiled(content["given"]),
        empty=frozenset(content["empty"]),
        ordinals=ordinals,
        counting=compiled(ordinals),
        signs={name: compiled(phrases) for name, phrases in content["signs"].items()},
    )


def _any(phrases: Iterable[str]) -> str:
    """Return one pattern that matches any of the phrases, as whole words."""
    parts = (_phrase(phrase) for phrase in phrases)
    return f"(?:{'|'.join(parts)})"


def _phrase(phrase: str) -> str:
    if _NUMBER.fullmatch(phrase):
        return re.escape(phrase)
    spaced = re.sub(r"(?<!\\)\((?!\?)", "(?:", phrase).replace(" ", r"\s+")
    left = r"\b" if phrase[0].isalnum() or phrase[0] == "(" else ""
    right = "" if phrase.endswith(",") else r"(?!\w)"
    return left + spaced + right


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
