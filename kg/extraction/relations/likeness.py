"""How alike two stretches of words are: by the beginnings of their telling words, and by short runs of letters."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.extraction import cues

__all__ = ["Traits", "likeness", "traits"]

_WORD = re.compile(r"[a-z0-9]{2,}")
_LETTERS = re.compile(r"[a-z]+")
_STEM = 5  # letters by which two words are compared
_RUN = 4  # letters and spaces that make a run


@dataclass(frozen=True, slots=True)
class Traits:
    """What a stretch of words is compared by."""

    stems: frozenset[str]
    runs: frozenset[str]


@functools.lru_cache(maxsize=1024)
def traits(words: str) -> Traits:
    """Return what some words are compared by; words that say nothing about a problem do not count."""
    lower, empty = words.lower(), cues.load().ties.empty
    letters = " ".join(_LETTERS.findall(lower))
    return Traits(
        stems=frozenset(word[:_STEM] for word in _WORD.findall(lower) if word not in empty),
        runs=frozenset(letters[at : at + _RUN] for at in range(len(letters) - _RUN + 1)),
    )


def likeness(one: Traits, other: Traits) -> float:
    """Return how alike two stretches are: 0 where they share nothing, 2 where they share all."""
    return _cosine(one.stems, other.stems) + _cosine(one.runs, other.runs)


def _cosine(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return float(shared / (len(one) * len(other)) ** 0.5) if shared else 0.0
