"""Links mentions: later names of a case to its first one, and statements to their themes."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extraction import labelling
from kg.lexicon import normalise
from kg.model import Mention, Span
from kg.vocabulary import STATEMENT_KINDS, Kind

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["describe", "give_themes", "join_cases"]

#: The file of the weights, and what they tell apart.
WEIGHTS = "themes"

_WORD = re.compile(r"[a-z0-9]+")
_FIRST_WORD = re.compile(r"\w+")
_SIZES = (3, 4, 5)  # of the parts of words
_REACH = 40  # characters before a statement that may say what it is about
_LONGEST_LABEL = 4  # words
#: A second theme is given only where it is nearly as probable as the first.
_SECOND = 0.4


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


def give_themes(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with one theme, or two, for each statement, the more probable first."""
    labeller = labelling.load(WEIGHTS)
    return [
        dataclasses.replace(mention, themes=_themes(labeller.classify(describe(text, mention, lexicon))))
        if mention.kind in STATEMENT_KINDS
        else mention
        for mention in mentions
    ]


def describe(text: str, statement: Mention, lexicon: Lexicon) -> list[str]:
    """Return the features that tell the theme of a statement: its words, their parts, the themes that they name."""
    phrase = statement.span.of(text)
    words = _WORD.findall(phrase.lower())
    before = _WORD.findall(text[max(0, statement.span.start - _REACH) : statement.span.start].lower())
    return [
        f"kind={statement.kind}",
        *_of_words(words),
        *(f"before={word}" for word in before[-4:]),
        *dict.fromkeys(_named(normalise(phrase).split(), lexicon)),
    ]


def _themes(ranked: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    (theme, _), (second, chance), *_ = ranked
    return (theme, second) if chance >= _SECOND else (theme,)


def _named(words: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Give the themes of which a label stands among the words, with the length of the label."""
    labels = lexicon.names["theme"]
    for length in range(1, _LONGEST_LABEL + 1):
        for first in range(len(words) - length + 1):
            theme = labels.get(" ".join(words[first : first + length]))
            if theme:
                yield f"label={theme.notation}"
                yield f"label{length}={theme.notation}"


def _of_words(words: Sequence[str]) -> Iterator[str]:
    yield from (f"word={word}" for word in words)
    yield from (f"pair={left} {right}" for left, right in itertools.pairwise(words))
    for word in words:
        padded = f" {word} "
        for size in _SIZES:
            yield from (f"part={padded[at : at + size]}" for at in range(len(padded) - size + 1))


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
