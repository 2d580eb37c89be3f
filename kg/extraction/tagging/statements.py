"""Finds the statements of a text: its pieces, labelled as a sequence, put together and freed of what brings them in."""

from __future__ import annotations

import re

from kg.extraction import cues, labelling
from kg.extraction.tagging.features import describe
from kg.extraction.tagging.pieces import pieces
from kg.model import Mention, Span
from kg.vocabulary import Kind

__all__ = ["find", "trim"]

#: The file of the weights, and what they tell apart.
WEIGHTS = "statements"

_NUMBER = re.compile(r"(?:[(（]?(?:\d{1,2}|[ivx]{1,4})[)）]|\d{1,2}[.、](?!\d)|[①-⑳]|\[[A-Za-z /]{3,24}\])\s*")
_MARKS = " \t\r\n:,;.，；：。、—–-"
#: A lead-in or a closing phrase is never longer than this.
_REACH = 80


def find(text: str) -> list[Mention]:
    """Return the problems, causes, countermeasures and achievements of a text, in order; none overlap."""
    cut = list(pieces(text))
    found = []
    for stretch in labelling.load(WEIGHTS).stretches(describe(text, cut)):
        if stretch.kind == Kind.CONTEXT:
            continue
        span = trim(text, Span(cut[stretch.first].span.start, cut[stretch.last].span.end))
        if span:
            found.append(Mention(span, Kind(stretch.kind), confidence=round(stretch.probability, 3)))
    return found


def trim(text: str, span: Span) -> Span | None:
    """Return a span without the words that bring it in or close its list; `None` if nothing is left."""
    start = _after_lead_in(text, span)
    end = _before_closing(text, start, span.end)
    return Span(start, end) if start < end else None


def _after_lead_in(text: str, span: Span) -> int:
    """Leave out ordinals ("second,"), numbers ("(2)"), articles and the like, however many there are."""
    known = cues.load().statements
    ordinal = known.beginnings["ordinal"]
    start = span.start
    while start < span.end:
        if text[start] in _MARKS:
            start += 1
            continue
        match = (
            _NUMBER.match(text, start, span.end)
            or known.before.match(text, start, span.end)
            or _counting(ordinal.match(text, start, span.end))
        )
        if not match or text[match.end() : match.end() + 1] == "-":
            break
        start = match.end()
    return start


def _counting(match: re.Match[str] | None) -> re.Match[str] | None:
    """Return a match of an ordinal unless it may be a word of the statement ("first responders are few")."""
    if match is None or match.group().lower().endswith(("ly", " is", " in", "also", "then")):
        return match
    return match if match.string[match.end() : match.end() + 2].strip()[:1] in {",", ":", "，", "："} else None


def _before_closing(text: str, start: int, end: int) -> int:
    """Leave out "etc.", "and other problems" and the marks of punctuation at the end."""
    bare = len(text[start:end].rstrip(_MARKS)) + start
    match = cues.load().statements.after.search(text, max(start, bare - _REACH), bare)
    return len(text[start : match.start()].rstrip(_MARKS)) + start if match else bare
