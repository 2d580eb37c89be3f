"""Texts with marks, as the tests write them: `the [P lack of means] caused by [C weak ties]`."""

from __future__ import annotations

import re

from kg.model import Mention, Span
from kg.vocabulary import Kind, Role

__all__ = ["marked"]

_KINDS = {
    "P": Kind.PROBLEM,
    "C": Kind.CAUSE,
    "M": Kind.COUNTERMEASURE,
    "A": Kind.ACHIEVEMENT,
    "K": Kind.CASE,
    "R": Kind.CASE,
    "T": Kind.THEORY,
    "D": Kind.METHOD,
}


def marked(source: str) -> tuple[str, list[Mention]]:
    """Return the text without its marks, and the mentions; `[K ...]` is a subject case, `[R ...]` a reference."""
    text, mentions, at = "", [], 0
    for match in re.finditer(r"\[([A-Z]) ([^\]]*)\]", source):
        text += source[at : match.start()]
        letter, words = match.groups()
        role = {"K": Role.SUBJECT, "R": Role.REFERENCE}.get(letter)
        mentions.append(Mention(Span(len(text), len(text) + len(words)), _KINDS[letter], role=role))
        text, at = text + words, match.end()
    return text + source[at:], mentions
