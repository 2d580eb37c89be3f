"""Reads what stands around each piece of a text: what was announced before it, and what its sentences signal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extraction.tagging.pieces import Piece
from kg.extraction.tagging.signals import (
    NOTHING,
    ClauseSignals,
    SentenceSignals,
    Signal,
    read_clause,
    read_sentence,
)
from kg.model import Span

__all__ = ["Context", "Trail"]

_LETTERS = re.compile(r"\w{4}")
_SEPARATORS = re.compile(r"[,;:，；：、]")
_FARTHEST = 400  # characters back to the opening of a list that are looked at


@dataclass(slots=True)
class Trail:
    """What has been signalled in the sentence up to a piece: who announced what, and which words opened a list."""

    announced: str = NOTHING
    opener: str = NOTHING
    opened_at: int = 0
    names: list[str] = field(default_factory=list)

    def follow(self, signal: Signal) -> None:
        """Take note of the next signal."""
        if signal.name == "announce":
            self.announced, self.opener, self.opened_at = signal.words, NOTHING, signal.end
        elif signal.name in {"propose", "reason", "find", "achieve"}:
            self.announced, self.opener, self.opened_at = signal.name, signal.words, signal.end
        else:
            self.opener, self.opened_at = signal.words if signal.name == "open" else signal.name, signal.end
        self.names.append(signal.words if signal.name == "announce" else signal.name)


class Context:
    """Everything around the pieces of one text, read once."""

    def __init__(self, text: str, pieces: Sequence[Piece]) -> None:
        self.text, self.pieces = text, pieces
        bounds: dict[Span, int] = {}
        for piece in pieces:
            bounds.setdefault(piece.sentence, len(bounds))
        self.number = bounds
        self.sentences: list[SentenceSignals] = [read_sentence(text, sentence) for sentence in bounds]
        self.parts = dict(zip(bounds, self.sentences, strict=True))
        for piece in pieces:
            if piece.part not in self.parts:
                self.parts[piece.part] = read_sentence(text, piece.part)
        self.before = _last_announcements(self.sentences)
        self.after = _next_announcements(self.sentences)
        self.seen = _kinds_so_far(self.sentences)
        self.body = next((n for n, one in enumerate(self.sentences) if "own" in one.flags), None)
        commas = text.count(",")
        self.tight = len(re.findall(r",(?=\S)", text)) > commas / 2
        self.clause: ClauseSignals = ClauseSignals(frozenset(), ())
        self.in_clause = self.clause_starts_at = 0
        self._trail = Trail()
        self._next_signal = 0

    def move_to(self, place: int) -> Trail:
        """Read on up to the piece at `place`, the one after the last, and return what has been signalled before it."""
        piece = self.pieces[place]
        previous = self.pieces[place - 1] if place else None
        if previous is None or previous.sentence != piece.sentence:
            self._trail, self._next_signal = Trail(), 0
        if previous is None or previous.clause != piece.clause:
            self.clause, self.in_clause = read_clause(self.text, piece.clause), 0
            self.clause_starts_at = place
        else:
            self.in_clause += 1
        signals = self.sentences[self.number[piece.sentence]].signals
        while self._next_signal < len(signals) and signals[self._next_signal].end <= piece.span.start:
            self._trail.follow(signals[self._next_signal])
            self._next_signal += 1
        return self._trail

    def since_opened(self, trail: Trail, piece: Piece) -> str:
        """Tell how far the opening of the list is: right before the piece, in its clause, or before a comma."""
        if trail.announced == trail.opener == NOTHING:
            return NOTHING
        between = self.text[trail.opened_at : piece.span.start][:_FARTHEST]
        if not _LETTERS.search(between):
            return "here"
        return "far" if _SEPARATORS.search(between) else "near"

    def zone(self, number: int) -> str:
        """Tell whether a sentence stands before, at or after the first in which the study speaks of itself."""
        if self.body is None:
            return "none"
        return "before" if number < self.body else "at" if number == self.body else "after"


def _last_announcements(sentences: Sequence[SentenceSignals]) -> list[tuple[str, int]]:
    """For each sentence, the kind that was announced last before it, and how many sentences ago."""
    found, kind, ago = [], NOTHING, 9
    for sentence in sentences:
        found.append((kind, ago))
        if sentence.announces != NOTHING:
            kind, ago = sentence.announces, 0
        ago += 1
    return found


def _next_announcements(sentences: Sequence[SentenceSignals]) -> list[str]:
    found, kind = [], NOTHING
    for sentence in reversed(sentences):
        found.append(kind)
        kind = sentence.announces if sentence.announces != NOTHING else kind
    return found[::-1]


def _kinds_so_far(sentences: Sequence[SentenceSignals]) -> list[str]:
    found: list[str] = []
    kinds: set[str] = set()
    for sentence in sentences:
        found.append("+".join(sorted(kinds)))
        kinds.update(signal.words for signal in sentence.signals if signal.name == "announce")
    return found
