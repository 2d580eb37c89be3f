"""Where the sentences and clauses of an abstract begin and end, in text that often lacks the space after a stop."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction import cues
from kg.model import Span

__all__ = ["Clause", "clauses", "holds", "protected", "sentence_at", "sentences"]

_STOP = re.compile(r"[.!?。！？…]+[\"'”’)\]）」』]*|\n\s*\n")
#: What is kept whole: quotations, and what stands in brackets. The length is bounded, so that a lone mark costs little.
_WHOLE = re.compile(r"\"[^\"\n]{1,120}\"|“[^”\n]{1,160}”|\([^()\n]{1,160}\)|（[^（）\n]{1,160}）")
_NUMBER_OF_ITEM = r"[①-⑳]|[(（](?:\d{1,2}|[ivx]{1,4})[)）]"
_BREAK = re.compile(rf"[,;:，；：、]|\s[—–-]{{1,2}}\s|—+|(?={_NUMBER_OF_ITEM})")
_CLOSING = ".。!！?？…"
_DECIMAL = re.compile(r"\d\.")
_GOES_ON = frozenset(",;:，；：、")
_LAST_WORD = re.compile(r"(?:\b[A-Za-z]\.[A-Za-z]|\w{1,12})\Z")


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in order, without the white space around them; they never overlap."""
    pieces = (_trim(text, *piece) for piece in _pieces(text))
    return tuple(piece for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two marks of punctuation; `before` and `after` are the marks ("" at the sentence's ends)."""

    span: Span
    before: str
    after: str


def clauses(text: str, sentence: Span) -> tuple[Clause, ...]:
    """Return the clauses of a sentence in order, without white space around them.

    Commas, semicolons, colons, dashes and the numbers of items part clauses, but not inside quotation marks or
    brackets, nor inside a number ("3,000", "18:00").
    """
    whole = protected(text, sentence)
    found: list[Clause] = []
    start, before = sentence.start, ""
    for mark in _BREAK.finditer(text, sentence.start, sentence.end):
        if _in_number(text, mark) or (mark.group() and holds(whole, mark.start())):
            continue
        after = mark.group().strip()
        part = _trim(text, start, mark.start())
        if part:
            found.append(Clause(part, before, after))
        before = after or ("" if part else before)
        start = mark.end()
    last = _trim(text, start, sentence.end, _CLOSING)
    return (*found, Clause(last, before, "")) if last else tuple(found)


def protected(text: str, sentence: Span) -> tuple[Span, ...]:
    """Return the quotations and bracketed parts of a sentence, which are never taken apart."""
    return tuple(Span(*match.span()) for match in _WHOLE.finditer(text, sentence.start, sentence.end))


def sentence_at(spans: tuple[Span, ...], place: int) -> Span | None:
    """Return the sentence that holds the character at `place`, or `None` where none does."""
    nearest = bisect.bisect_right(spans, place, key=_start) - 1
    return spans[nearest] if nearest >= 0 and place < spans[nearest].end else None


def holds(spans: tuple[Span, ...], place: int) -> bool:
    """Tell whether one of `spans`, which are in order and apart, holds the character at `place`."""
    nearest = bisect.bisect_right(spans, place, key=_start) - 1
    return nearest >= 0 and place < spans[nearest].end


def _start(span: Span) -> int:
    return span.start


def _in_number(text: str, mark: re.Match[str]) -> bool:
    around = text[max(0, mark.start() - 1) : mark.end() + 1]
    return len(around) == 3 and around[1] in ",:" and around[0].isdigit() and around[2].isdigit()


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _STOP.finditer(text):
        if _ends_sentence(text, stop):
            yield start, stop.end()
            start = stop.end()
    yield start, len(text)


def _trim(text: str, start: int, end: int, closing: str = "") -> Span | None:
    """Return `text[start:end]` without the white space around it and the `closing` marks; `None` if nothing is left."""
    words = text[start:end]
    bare = words.rstrip() if not closing else words.rstrip(closing + " \t\r\n")
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(bare)
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
