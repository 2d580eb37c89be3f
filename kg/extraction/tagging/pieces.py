"""Cuts sentences into the pieces of which statements are made: list items, and the words that bring them in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extraction import cues
from kg.extraction.sentences import Clause, clauses, holds, protected, sentences
from kg.model import Span

__all__ = ["Piece", "pieces"]

_SEMICOLONS = frozenset(";；")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+|[%\"“”]|[一-鿿]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that a statement holds as a whole or not at all.

    It stands in a clause, in a part of a sentence (between semicolons) and in a sentence; its words are in lower case.
    """

    span: Span
    clause: Clause
    part: Span
    sentence: Span
    words: tuple[str, ...]


def pieces(text: str) -> Iterator[Piece]:
    """Give the pieces of a text in order. Pieces never overlap; a clause without a letter or a number gives none."""
    for sentence in sentences(text):
        whole = protected(text, sentence)
        for part, held in _parts(clauses(text, sentence)):
            for clause in held:
                for span in _cut(text, clause.span, whole):
                    words = tuple(word.lower() for word in _WORD.findall(text, span.start, span.end))
                    if words:
                        yield Piece(span, clause, part, sentence, words)


def _parts(found: Sequence[Clause]) -> Iterator[tuple[Span, list[Clause]]]:
    """Give the parts of a sentence between semicolons, with their clauses."""
    held: list[Clause] = []
    for clause in found:
        held.append(clause)
        if clause.after in _SEMICOLONS or clause is found[-1]:
            yield Span(held[0].span.start, held[-1].span.end), held
            held = []


def _cut(text: str, clause: Span, whole: tuple[Span, ...]) -> Iterator[Span]:
    """Cut a clause before joints ("and", "because") and after openings ("such as", "should"), outside quotations."""
    known = cues.load().statements
    places = {clause.start, clause.end}
    for pattern in (known.joints, known.openings):
        ends = (match.end() for match in pattern.finditer(text, clause.start, clause.end))
        places.update(place for place in ends if not holds(whole, place))
    for start, end in itertools.pairwise(sorted(places)):
        yield Span(start, end)
