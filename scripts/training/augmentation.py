"""Makes a new annotated abstract out of another: what it says changes, what its marks mean does not.

Mentions are swapped for others of their kind and grammatical form, which Dai and Adel ("An analysis of simple data
augmentation for named entity recognition", COLING 2020) found to help most where little is annotated. The other changes
imitate what abstracts differ in: their openings, the length of their lists, section headings, and slips of translation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

from kg.vocabulary import STATEMENT_KINDS, Kind, Role
from training import layout, noise
from training.corpus import Phrase
from training.documents import Document, Mark, Piece

__all__ = ["Augmenter", "form_of"]

Change = Callable[[list[Piece], Random], list[Piece]]

#: Fewer phrases than this are no choice: the same few would be read too often.
_LEAST_CHOICE = 20
_CASES = tuple(f"{Kind.CASE}:{role}" for role in Role)
_NAMES = (Kind.THEORY, Kind.METHOD)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|should|can|cannot|do|does|must|be|need|needs|lacks?)\b")


def form_of(text: str) -> str:
    """Return the rough grammatical form of a phrase, so that it is only swapped for one that fits in its place."""
    words = text.split()
    is_gerund = bool(words) and words[0].endswith("ing")
    if len(words) <= 3:
        return "short gerund" if is_gerund else "short"
    if _FINITE.search(text):
        return "clause"
    return "gerund" if is_gerund else "phrase"


class Augmenter:
    """Changes documents with the words of others; it gives the same for the same state of the random numbers."""

    def __init__(self, documents: Sequence[Document], phrases: Iterable[Phrase]) -> None:
        self._documents = documents
        self._statements: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            for piece in document.pieces:
                if piece.mark is not None:
                    self._learn(piece.text, piece.mark)
        for phrase in phrases:
            self._statements[phrase.kind, form_of(phrase.text)].append((phrase.text, phrase.themes))
        #: Each change, and how often it is made.
        self._changes: tuple[tuple[float, Change], ...] = (
            (0.15, self._swap_opening),
            (0.3, self._swap_cases),
            (0.6, self._swap_mentions),
            (0.3, layout.edit_lists),
            (0.2, layout.drop_sentences),
            (0.2, layout.head_sections),
            (0.3, noise.disturb),
        )

    def __call__(self, document: Document, random: Random) -> Document:
        """Return the document, changed."""
        pieces = list(document.pieces)
        for chance, change in self._changes:
            if random.random() < chance:
                pieces = change(pieces, random)
        return Document(document.id, tuple(piece for piece in pieces if piece.text))

    def _learn(self, text: str, mark: Mark) -> None:
        if mark.type in STATEMENT_KINDS:
            self._statements[mark.type, form_of(text)].append((text, mark.themes))
        elif mark.type in _NAMES or mark.type in _CASES:
            self._names[mark.type].append(text)

    def _swap_mentions(self, pieces: list[Piece], random: Random) -> list[Piece]:
        """Put other statements, theories and methods in the place of some."""
        share = random.choice((0.15, 0.3, 0.6))
        return [
            self._other(piece, piece.mark, random) if piece.mark is not None and random.random() < share else piece
            for piece in pieces
        ]

    def _other(self, piece: Piece, mark: Mark, random: Random) -> Piece:
        if mark.type in STATEMENT_KINDS:
            choice = self._statements[mark.type, form_of(piece.text)]
            if len(choice) > _LEAST_CHOICE:
                text, themes = random.choice(choice)
                return Piece(text, Mark(mark.type, themes))
        elif mark.type in _NAMES:
            return Piece(random.choice(self._names[mark.type]), mark)
        return piece

    def _swap_cases(self, pieces: list[Piece], random: Random) -> list[Piece]:
        """Call each case otherwise, wherever it is named outside the other marks."""
        types = {piece.text: piece.mark.type for piece in pieces if piece.mark and piece.mark.type in _CASES}
        for old in sorted(types, key=lambda name: (-len(name), name)):
            choice = self._names[types[old]]
            if len(old) < 3 or not choice:
                continue  # a single letter stands in every other word
            new = random.choice(choice)
            pieces = [_renamed(piece, old, new) for piece in pieces]
        return pieces

    def _swap_opening(self, pieces: list[Piece], random: Random) -> list[Piece]:
        """Put the opening of another abstract in the place of this one's."""
        other = random.choice(self._documents).pieces
        mine, theirs = layout.end_of_opening(pieces), layout.end_of_opening(other)
        if mine is None or theirs is None:
            return pieces
        opening = [*other[: theirs.piece], Piece(other[theirs.piece].text[: theirs.at])]
        return [*opening, Piece(pieces[mine.piece].text[mine.at :]), *pieces[mine.piece + 1 :]]


def _renamed(piece: Piece, old: str, new: str) -> Piece:
    if piece.mark is None:
        return replace(piece, text=piece.text.replace(old, new))
    is_it = piece.mark.type in _CASES and piece.text == old
    return replace(piece, text=new) if is_it else piece
