"""Pairs what was found in one abstract with what the gold marks there: the rules by which everything is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.errors import InputError
from kg.model import Abstract, Reading, Span
from kg.vocabulary import Kind

__all__ = ["HALF", "KINDS", "Matching", "match", "one_to_one", "pairs", "shared", "trimmed"]

#: The kinds that are scored, in the order in which they are shown.
KINDS = tuple(kind for kind in Kind if kind is not Kind.CONTEXT)
#: The share of their stretch from which two marks are taken for one.
HALF = 0.5
#: The kinds whose first mention only is marked.
_NAMED_ONCE = (Kind.TECHNOLOGY, Kind.CASE)
_IN_CONTEXT = 0.3
_AROUND = "\"'“”‘’,.;:"
_BEFORE = re.compile(rf"[\s{_AROUND}]*(?:(?:the|a|an)\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matching:
    """Places in the gold's and in the found mentions of one abstract, those that are scored.

    `paired` maps a place in the gold to one in the found mentions; `exact` are the places in the gold that pair with
    the very same words; `missed` are the gold's others, `wrong` and `uncounted` those of the found mentions.
    """

    paired: Mapping[int, int]
    exact: frozenset[int]
    missed: tuple[int, ...]
    wrong: tuple[int, ...]
    uncounted: tuple[int, ...]


def match(gold: Reading, found: Reading) -> Matching:
    """Return which mentions of two readings of an abstract are one.

    Raises:
        InputError: if `found` is a reading of another text than the gold's, so that its spans mean nothing here.

    """
    _refuse_other_text(gold.abstract, found)
    text = gold.abstract.text
    context = [trimmed(text, mention.span) for mention in gold.mentions if mention.kind is Kind.CONTEXT]
    by_kind = [_of_kind(text, kind, _spans(gold, text, kind), _spans(found, text, kind), context) for kind in KINDS]
    return Matching(
        paired={one: other for part in by_kind for one, other in part.paired.items()},
        exact=frozenset(place for part in by_kind for place in part.exact),
        missed=tuple(place for part in by_kind for place in part.missed),
        wrong=tuple(place for part in by_kind for place in part.wrong),
        uncounted=tuple(place for part in by_kind for place in part.uncounted),
    )


def trimmed(text: str, span: Span) -> Span:
    """Return the span without a leading article, and without quotation marks, white space and punctuation around."""
    article = _BEFORE.match(text, span.start, span.end)
    start, end = article.end() if article else span.start, span.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in _AROUND):
        end -= 1
    return Span(start, end)


def shared(one: Span, other: Span) -> float:
    """Return what two spans share, as a part of what they cover together (0 to 1)."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / (max(one.end, other.end) - min(one.start, other.start)) if both > 0 else 0.0


def pairs(gold: Mapping[int, Span], found: Mapping[int, Span]) -> Iterator[tuple[int, int]]:
    """Give pairs of places whose spans share half or more, the best first; of equals, the later ones."""
    shares = ((shared(a, b), one, other) for one, a in gold.items() for other, b in found.items())
    likest = sorted((share for share in shares if share[0] >= HALF), reverse=True)
    return one_to_one((one, other) for _, one, other in likest)


def one_to_one(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the pairs of which neither part was in a pair before."""
    ones: set[int] = set()
    others: set[int] = set()
    for one, other in pairs:
        if one not in ones and other not in others:
            ones.add(one)
            others.add(other)
            yield one, other


def _of_kind(
    text: str, kind: Kind, gold: Mapping[int, Span], found: Mapping[int, Span], context: list[Span]
) -> Matching:
    paired = dict(pairs(gold, found))
    hits = set(paired.values())
    names = {span.of(text).lower() for span in gold.values()} if kind in _NAMED_ONCE else set()
    unpaired = [place for place in found if place not in hits]
    uncounted = {
        place
        for place in unpaired
        if found[place].of(text).lower() in names or any(shared(found[place], span) > _IN_CONTEXT for span in context)
    }
    return Matching(
        paired=paired,
        exact=frozenset(one for one, other in paired.items() if gold[one] == found[other]),
        missed=tuple(place for place in gold if place not in paired),
        wrong=tuple(place for place in unpaired if place not in uncounted),
        uncounted=tuple(sorted(uncounted)),
    )


def _spans(reading: Reading, text: str, kind: Kind) -> dict[int, Span]:
    return {
        place: trimmed(text, mention.span) for place, mention in enumerate(reading.mentions) if mention.kind is kind
    }


def _refuse_other_text(gold: Abstract, found: Reading) -> None:
    """Refuse what was read in another text; a record without its text may only have spans that lie in the gold's."""
    text = found.abstract.text
    outside = any(mention.span.end > len(gold.text) for mention in found.mentions)
    if outside or (text and text != gold.text):
        source = found.abstract.source
        raise InputError(
            f"{gold.id!r} was read in another text than that of the gold",
            path=source.path if source else None,
            line=source.line if source else None,
            advice="extract the annotated files themselves",
        )
