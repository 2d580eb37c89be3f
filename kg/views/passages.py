"""Cuts the words that a statement rests on, with what stands around them, from the abstract."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extraction.sentences import sentence_at, sentences
from kg.model import Span

__all__ = ["Passage", "Reader", "marked"]

#: How many characters of a long sentence are shown before and after the mark.
_REACH = 180


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an abstract, with what its sentence says before and after them; `…` stands where the sentence is cut."""

    before: str
    words: str
    after: str

    def within(self, reach: int) -> Passage:
        """Return the passage with at most so many characters before and after the words."""
        return Passage(_last(self.before, reach), self.words, _first(self.after, reach))


class Reader:
    """Reads passages from one abstract, whose sentences are found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = sentences(text)

    def passage(self, span: Span) -> Passage | None:
        """Return the words of `span` within their sentence, or `None` where the text has no such stretch."""
        if span.end > len(self.text) or not len(span):
            return None
        sentence = sentence_at(self._sentences, span.start) or span
        before = self.text[min(sentence.start, span.start) : span.start]
        after = self.text[span.end : max(sentence.end, span.end)]
        return Passage(before, span.of(self.text), after).within(_REACH)


def marked(text: str, marks: Sequence[tuple[Span, str]]) -> list[tuple[str, str | None]]:
    """Return the text cut into stretches, each with the id of the mark that it lies in, or `None`.

    Where marks lie within one another, the shortest has the stretch.
    """
    inside = [(span, name) for span, name in marks if span.end <= len(text) and len(span)]
    cuts = sorted({0, len(text), *(cut for span, _ in inside for cut in (span.start, span.end))})
    pieces = []
    for start, end in itertools.pairwise(cuts):
        around = [(len(span), name) for span, name in inside if span.covers(Span(start, end))]
        pieces.append((text[start:end], min(around)[1] if around else None))
    return pieces


def _last(text: str, reach: int) -> str:
    if len(text) <= reach:
        return text
    kept = text[-reach:]
    return "…" + (kept.partition(" ")[2] or kept)


def _first(text: str, reach: int) -> str:
    if len(text) <= reach:
        return text
    kept = text[:reach]
    return (kept.rpartition(" ")[0] or kept) + "…"
