"""The problems, causes and countermeasures of a text as lists: what runs on, what leads to it, and what it is like."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.extraction import cues
from kg.extraction.sentences import sentence_at, sentences
from kg.model import Mention, Span
from kg.vocabulary import Kind

__all__ = ["TIED", "Item", "Outline", "outlines"]

#: What may be tied to a problem.
TIED = (Kind.CAUSE, Kind.COUNTERMEASURE)
_COMPARED = (Kind.PROBLEM, *TIED)
#: So many statements are compared with one another: more than an abstract makes, and a bound to the work on any text.
_TOGETHER = 120
#: The items of one list are no farther apart than this, in characters; those of a list with longer joints, than that.
_JOINT, _LONG_JOINT = 14, 70
_BREAKS = re.compile(r"[;；.]")


@dataclass(slots=True, eq=False)
class Item:
    """One statement: its place among the mentions, its number among the statements, and its list.

    `head` is the first item of its list, `index` its own number there and `size` (of a head) how many the list has;
    `loose_head` is the first item of the longer list that goes on over a few more words.
    """

    place: int
    number: int
    mention: Mention
    sentence: Span
    head: Item = field(init=False)
    loose_head: Item = field(init=False)
    index: int = 0
    size: int = 1

    def __post_init__(self) -> None:
        self.head = self.loose_head = self

    @property
    def span(self) -> Span:
        """Where the statement stands."""
        return self.mention.span

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.mention.kind


class Outline:
    """Some statements of a text in order, the lists that they make, and the stretches of text between them."""

    def __init__(self, text: str, items: Sequence[Item]) -> None:
        self.text, self.items = text, items
        self.problems = [item for item in items if item.kind is Kind.PROBLEM]
        self.origins = [item for item in items if item.kind in TIED]
        for before, item in itertools.pairwise(items):
            self._join(before, item)

    def _join(self, before: Item, item: Item) -> None:
        """Make an item go on with the list of the one before it, if it is like it and follows closely."""
        gap = self.text[before.span.end : item.span.start]
        if before.kind is not item.kind or _BREAKS.search(gap):
            return
        signs = cues.load().ties.signs
        if len(gap) <= _JOINT and not signs["parting"].search(gap):
            item.head, item.loose_head, item.index = before.head, before.loose_head, before.index + 1
            item.head.size = item.index + 1
        elif len(gap) <= _LONG_JOINT and not signs["reason"].search(gap) and not signs["turn"].search(gap):
            item.loose_head = before.loose_head

    def lead(self, item: Item) -> Span:
        """Return the stretch that leads to an item in its sentence, after the statement before it."""
        before = self.items[item.number - 1].span.end if item.number else 0
        return Span(min(max(item.sentence.start, before), item.span.start), item.span.start)

    def tail(self, item: Item) -> Span:
        """Return the stretch that follows an item in its sentence, up to the next statement."""
        following = self.items[item.number + 1].span.start if item.number + 1 < len(self.items) else len(self.text)
        return Span(item.span.end, max(min(item.sentence.end, following), item.span.end))


def outlines(text: str, mentions: Sequence[Mention]) -> Iterator[Outline]:
    """Give the statements among the mentions of a text, as many at a time as are compared with one another."""
    bounds = sentences(text)
    places = [place for place, mention in enumerate(mentions) if mention.kind in _COMPARED]
    places.sort(key=lambda place: mentions[place].span.start)
    for at in range(0, len(places), _TOGETHER):
        yield Outline(
            text,
            [
                Item(place, number, mentions[place], sentence_at(bounds, span.start) or span)
                for number, place in enumerate(places[at : at + _TOGETHER])
                for span in (mentions[place].span,)
            ],
        )
