"""An annotated abstract as pieces of text, each with at most one mark: the form in which it can be changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.model import Mention, Reading, Span
from kg.vocabulary import Kind
from training.labels import type_of

__all__ = ["Document", "Mark", "Piece", "document"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a piece was marked as: one of `labels.TYPES` or `technology`, and its themes.

    `technologies` are the technologies named inside the mark, counted from its beginning.
    """

    type: str
    themes: tuple[str, ...] = ()
    technologies: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is one mark, or lies outside all of them."""

    text: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An annotated abstract, as printed or changed."""

    id: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)

    def marks(self) -> Iterator[tuple[Span, Mark]]:
        """Give the marks of the pieces and where they stand in the text."""
        at = 0
        for piece in self.pieces:
            if piece.mark is not None:
                yield Span(at, at + len(piece.text)), piece.mark
            at += len(piece.text)


def document(reading: Reading) -> Document:
    """Return a reading as pieces. Of marks inside another mark only technologies are kept."""
    text, at, pieces = reading.abstract.text, 0, []
    for mention in _outermost(reading.mentions):
        pieces.append(Piece(text[at : mention.span.start]))
        pieces.append(Piece(mention.span.of(text), _mark(mention, reading.mentions)))
        at = mention.span.end
    pieces.append(Piece(text[at:]))
    return Document(reading.abstract.id, tuple(piece for piece in pieces if piece.text))


def _outermost(mentions: Iterable[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in sorted(mentions, key=lambda one: (one.span.start, -one.span.end)):
        if mention.span.start >= end:
            yield mention
            end = mention.span.end


def _mark(mention: Mention, mentions: Iterable[Mention]) -> Mark:
    inside = (
        Span(other.span.start - mention.span.start, other.span.end - mention.span.start)
        for other in mentions
        if other.kind is Kind.TECHNOLOGY and other is not mention and mention.span.covers(other.span)
    )
    return Mark(type_of(mention), mention.themes, tuple(inside))
