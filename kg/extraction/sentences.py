"""Where the sentences of an abstract begin and end, in text that often lacks the space after a stop."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from kg.extraction import cues
from kg.model import Span

__all__ = ["sentence_at", "sentences"]

_STOP = re.compile(r"[.!?。！？…]+[\"'”’)\]）」』]*|\n\s*\n")
_DECIMAL = re.compile(r"\d\.")
_GOES_ON = frozenset(",;:，；：、")
_LAST_WORD = re.compile(r"(?:\b[A-Za-z]\.[A-Za-z]|\w{1,12})\Z")


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in order, without the white space around them; they never overlap."""
    pieces = (_trim(text, *piece) for piece in _pieces(text))
    return tuple(piece for piece in pieces if piece)


def sentence_at(spans: tuple[Span, ...], place: int) -> Span | None:
    """Return the sentence that holds the character at `place`, or `None` where none does."""
    nearest = bisect.bisect_right(spans, place, key=_start) - 1
    return spans[nearest] if nearest >= 0 and place < spans[nearest].end else None


def _start(span: Span) -> int:
    return span.start


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _STOP.finditer(text):
        if _ends_sentence(text, stop):
            yield start, stop.end()
            start = stop.end()
    yield start, len(text)


def _trim(text: str, start: int, end: int) -> Span | None:
    """Return `text[start:end]` without the white space around it; `None` if nothing is left."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span(start, end) if start < end else None


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    if stop.group()[0] != ".":
        return True
    following = text[stop.end() : stop.end() + 2]
    before = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start())
    word = before.group().lower() if before else ""
    if word[-1:].isdigit() and (following[:1].isdigit() or _numbers_item(text, stop.start(), word)):
        return False
    if following.strip()[:1] in _GOES_ON or (following[:1].islower() and following[:1].isalpha()):
        return False
    knowledge = cues.load().sentences
    return word not in knowledge.abbreviations and not (word == "etc" and following.strip()[:1].islower())


def _numbers_item(text: str, end: int, word: str) -> bool:
    """Tell whether a stop follows the number of a list's item ("results:1.From the point of types")."""
    before = text[max(0, end - len(word) - 2) : end - len(word)]
    if not word.isdigit() or len(word) > 2 or _DECIMAL.fullmatch(before):
        return False
    return not before.strip() or before.rstrip()[-1] in ".:;。：；"
