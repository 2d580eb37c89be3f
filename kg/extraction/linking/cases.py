"""Joins the mentions of a case: later names to the first one, and places where it is named once more."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections.abc import Iterator, Sequence

from kg.lexicon import normalise
from kg.model import Mention, Span
from kg.vocabulary import STATEMENT_KINDS, Kind

__all__ = ["join_cases"]

_FIRST_WORD = re.compile(r"\w+")


def join_cases(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions in the order of the text, with each later name of a case joined to the first.

    A name is a later one if it repeats an earlier one or the beginning of it ("Linhai City" after "Linhai City,Zhejiang
    Province"); other places in the text where a case is named are added. A later name has the role of the first.
    """
    found = sorted([*mentions, *_further(text, mentions)], key=lambda mention: (mention.span.start, -mention.span.end))
    first: dict[tuple[str, ...], int] = {}
    for place, mention in enumerate(found):
        if mention.kind is not Kind.CASE:
            continue
        name = tuple(normalise(mention.span.of(text)).split())
        head = first.get(name, place)
        if head != place:
            found[place] = dataclasses.replace(mention, same=head, role=found[head].role)
        for length in range(len(name), 0, -1):
            first.setdefault(name[:length], head)
    return found


def _further(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Give the other places where the text has the very name of a case, outside the names found already."""
    taken = sorted(mention.span for mention in mentions if mention.kind not in STATEMENT_KINDS)
    named = {mention.span.of(text): mention for mention in mentions if mention.kind is Kind.CASE}
    by_word: dict[str, list[str]] = {}
    for name in sorted(named, key=len, reverse=True):
        if word := _FIRST_WORD.match(name):
            by_word.setdefault(word.group(), []).append(name)
    end = 0
    for match in _FIRST_WORD.finditer(text):
        for name in by_word.get(match.group(), ()) if match.start() >= end else ():
            span = Span(match.start(), match.start() + len(name))
            if _stands(text, name, span) and not _meets(taken, span):
                end = span.end
                yield dataclasses.replace(named[name], span=span)
                break


def _stands(text: str, name: str, span: Span) -> bool:
    """Tell whether the text has a name there, as whole words."""
    return text.startswith(name, span.start) and not text[span.end : span.end + 1].isalnum()


def _meets(spans: Sequence[Span], span: Span) -> bool:
    """Tell whether `span` meets one of `spans`, which are in order and apart."""
    place = bisect.bisect_left(spans, span.end, key=lambda other: other.start)
    return place > 0 and spans[place - 1].meets(span)
