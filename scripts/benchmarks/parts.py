"""Annotated abstracts as parts of text that can be exchanged, and put together again with every mark at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.extraction.sentences import sentence_at, sentences
from kg.model import Mention, Reading, Span, Tie
from kg.vocabulary import Kind

__all__ = ["Mark", "Part", "joined", "parts"]

#: What an abstract says before it comes to its own study may be marked as these.
_GENERAL = frozenset({Kind.CONTEXT, Kind.TECHNOLOGY})


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention at its place within a part; `key` is its place in the reading that it comes from."""

    span: Span
    mention: Mention
    key: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that is marked as a whole, with any marks inside it (the outermost first), or not at all."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def only(self) -> Mention | None:
        """The mention, if the part has just one."""
        return self.marks[0].mention if len(self.marks) == 1 else None

    def saying(self, text: str, themes: tuple[str, ...] | None = None) -> Part:
        """Return a part of one mark with other words, and with other themes if any are given."""
        mark = self.marks[0]
        mention = mark.mention if themes is None else replace(mark.mention, themes=themes)
        return Part(text, (Mark(Span(0, len(text)), mention, mark.key),))


def parts(reading: Reading) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Cut an abstract into the parts of its opening, before it comes to its own study, and all the others."""
    cut, at = _end_of_opening(reading), 0
    opening: list[Part] = []
    own: list[Part] = []
    for part in _cut(reading, cut):
        (opening if at < cut else own).append(part)
        at += len(part.text)
    return tuple(opening), tuple(own)


def joined(opening: Iterable[Part], own: Iterable[Part], origin: Reading) -> tuple[str, list[Mention], list[Tie]]:
    """Return the text of the parts, its mentions at their new places, and the ties of `origin`, whose parts `own` are.

    What ties two mentions is the text from the one to the other.
    """
    text = ""
    found: list[Mention] = []
    for part in opening:
        found += [replace(mark.mention, span=_moved(mark.span, len(text))) for mark in part.marks]
        text += part.text
    places: dict[int, int] = {}
    for part in own:
        for mark in part.marks:
            places[mark.key] = len(found)
            found.append(replace(mark.mention, span=_moved(mark.span, len(text))))
        text += part.text
    found = [one if one.same is None else replace(one, same=places[one.same]) for one in found]
    return text, found, [_tie(tie, places, found) for tie in origin.ties]


def _tie(tie: Tie, places: dict[int, int], found: Sequence[Mention]) -> Tie:
    origin, target = places[tie.origin], places[tie.target]
    ends = found[origin].span, found[target].span
    evidence = Span(min(span.start for span in ends), max(span.end for span in ends))
    return replace(tie, origin=origin, target=target, evidence=evidence)


def _end_of_opening(reading: Reading) -> int:
    """Where the sentence begins in which the first mention stands that is the study's own."""
    starts = [mention.span.start for mention in reading.mentions if mention.kind not in _GENERAL]
    sentence = sentence_at(sentences(reading.abstract.text), min(starts)) if starts else None
    return sentence.start if sentence else 0


def _cut(reading: Reading, cut: int) -> Iterator[Part]:
    """Cut a text at the ends of its outermost marks, and at `cut` where that is in no mark."""
    text, at = reading.abstract.text, 0
    for outer, marks in _outermost(reading.mentions):
        borders = sorted({at, outer.start, *({cut} if at < cut < outer.start else ())})
        yield from (Part(text[start:end]) for start, end in pairwise(borders))
        yield Part(outer.of(text), marks)
        at = outer.end
    yield Part(text[at:])


def _outermost(mentions: Sequence[Mention]) -> Iterator[tuple[Span, tuple[Mark, ...]]]:
    """Give each outermost span with the marks in it, at their places within it."""
    groups: list[list[int]] = []
    for key in sorted(range(len(mentions)), key=lambda key: (mentions[key].span.start, -mentions[key].span.end)):
        if groups and mentions[groups[-1][0]].span.covers(mentions[key].span):
            groups[-1].append(key)
        else:
            groups.append([key])
    for group in groups:
        outer = mentions[group[0]].span
        yield outer, tuple(Mark(_moved(mentions[key].span, -outer.start), mentions[key], key) for key in group)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
