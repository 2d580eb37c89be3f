"""Describes each piece of a text by its words and by the signals before it: what the tagger of statements looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.extraction import cues
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

__all__ = ["describe"]

_JOINING = frozenset({"and", "or", "as"})
_FUNCTION_WORDS = frozenset({"and", "the", "a", "an", "to", "that", "or", "by"})
#: Flags of a sentence that its neighbours see too.
_FAR_FLAGS = ("deficient", "propose", "reason", "achieve", "given", "open")
_LETTERS = re.compile(r"\w{4}")
_SEPARATORS = re.compile(r"[,;:，；：、]")


def describe(text: str, pieces: Sequence[Piece]) -> Iterator[list[str]]:
    """Give the features of each piece, in order; a feature is a name with a value (`word=lack`)."""
    context = _Context(text, pieces)
    for place, piece in enumerate(pieces):
        trail = context.move_to(place)
        own = _own_features(pieces, place)
        yield list(dict.fromkeys([*own, *_announced(context, trail, piece), *_surroundings(context, piece)]))


@dataclass(slots=True)
class _Trail:
    """What has been signalled in the sentence up to a piece: who announced what, and which words opened a list."""

    announced: str = NOTHING
    opener: str = NOTHING
    opened_at: int = 0
    names: list[str] = field(default_factory=list)

    def follow(self, signal: Signal) -> None:
        if signal.name == "announce":
            self.announced, self.opener, self.opened_at = signal.words, NOTHING, signal.end
        elif signal.name in {"propose", "reason", "find", "achieve"}:
            self.announced, self.opener, self.opened_at = signal.name, signal.words, signal.end
        else:
            self.opener, self.opened_at = signal.words if signal.name == "open" else signal.name, signal.end
        self.names.append(signal.words if signal.name == "announce" else signal.name)


class _Context:
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
        self._trail = _Trail()
        self._next_signal = 0

    def move_to(self, place: int) -> _Trail:
        """Read on up to the piece at `place`, the one after the last, and return what has been signalled before it."""
        piece = self.pieces[place]
        previous = self.pieces[place - 1] if place else None
        if previous is None or previous.sentence != piece.sentence:
            self._trail, self._next_signal = _Trail(), 0
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

    def since_opened(self, trail: _Trail, piece: Piece) -> str:
        """Tell how far the opening of the list is: right before the piece, in its clause, or before a comma."""
        if trail.announced == trail.opener == NOTHING:
            return NOTHING
        between = self.text[trail.opened_at : piece.span.start][:400]
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


def _own_features(pieces: Sequence[Piece], place: int) -> Iterator[str]:
    """Give the features of a piece's words and of its neighbours' in the sentence."""
    words = pieces[place].words
    left, right = _neighbour(pieces, place, -1), _neighbour(pieces, place, 1)
    yield "any"
    yield from (f"word={word}" for word in words)
    yield from (f"first={words[0]}", f"last={words[-1]}", f"begins={' '.join(words[:2])}")
    yield from (f"ends={' '.join(words[-2:])}", f"head={words[0][-3:]}", f"tail={words[-1][-3:]}")
    yield from (f"left={' '.join(left[-1:]) or NOTHING}", f"left2={' '.join(left[-2:]) or NOTHING}")
    yield from (f"leftfirst={' '.join(left[:1]) or NOTHING}", f"right={' '.join(right[:1]) or NOTHING}")
    yield f"right2={' '.join(right[:2]) or NOTHING}"
    yield from (f"leftword={word}" for word in (*left, *_neighbour(pieces, place, -2)))
    yield from (f"rightword={word}" for word in (*right, *_neighbour(pieces, place, 2)))
    yield f"length={min(len(words), 9)}"


def _announced(context: _Context, trail: _Trail, piece: Piece) -> Iterator[str]:
    """Give the features of what was announced, in the sentence and before it, with what the piece looks like."""
    number = context.number[piece.sentence]
    kind, ago = context.before[number]
    coming = context.after[number]
    here, opener, since = trail.announced, trail.opener, context.since_opened(trail, piece)
    both = f"{here}/{kind if ago <= 1 else f'{kind}+' if ago <= 4 else NOTHING}"
    first, looks = piece.words[0], _looks(piece)
    before, after = _marks(piece)
    deficient = _is_deficient(context.text, piece)
    zone = context.zone(number)
    yield from (f"before={before}", f"after={after}", f"between={before}{after}", f"looks={looks}")
    yield from (f"looks|before={looks}|{before}", f"deficient={deficient}", f"tight|{context.tight}|{before}|{looks}")
    yield from (f"here={here}", f"kind={kind}{min(ago, 3)}", f"both={both}", f"coming={coming}")
    yield from (
        f"seen={context.seen[number]}",
        f"here|coming={here}|{coming}",
        f"kind|here|coming={kind}|{here}|{coming}",
    )
    yield from (f"opener={opener}", f"since={since}", f"here|since={here}|{since}", f"opener|since={opener}|{since}")
    yield from (f"here|opener={here}|{opener}", f"here|opener|since={here}|{opener}|{since}")
    yield from (f"both|looks={both}|{looks}", f"both|before={both}|{before}", f"both|deficient={both}|{deficient}")
    yield from (f"here|first={here}|{first}", f"kind|first={kind}|{first}")
    yield from (f"zone={zone}", f"zone|both={zone}|{both}", f"zone|looks={zone}|{looks}|{deficient}")
    if piece.span.start != piece.clause.span.start and first in _JOINING:
        yield from _joined(context, piece)
    if trail.names:
        yield f"trail={'>'.join(trail.names[-3:])}"
    for flag in sorted(context.clause.flags):
        yield from (f"clause={flag}", f"clause|before={flag}|{before}", f"clause|both={flag}|{both}")


def _joined(context: _Context, piece: Piece) -> Iterator[str]:
    """Give the features of a piece that "and" joins to the clause before it: whether the two are alike."""
    place = context.clause_starts_at
    left = context.pieces[place]
    alike = f"{_looks(left)}|{_looks(piece)}"
    lacks = f"{_is_deficient(context.text, left)}|{_is_deficient(context.text, piece)}"
    listed = left.clause.before in {",", "，", "、"}
    yield from (
        f"joins={alike}",
        f"joins|lacks={lacks}",
        f"joins|listed={alike}|{listed}",
        f"joins|both={lacks}|{listed}",
    )
    yield f"joins|words={min(context.in_clause, 3)}|{min(len(piece.words), 6)}|{listed}"


def _surroundings(context: _Context, piece: Piece) -> Iterator[str]:
    """Give the features of the piece's clause and sentence, and of the sentences beside it."""
    number = context.number[piece.sentence]
    sentence = context.sentences[number]
    words = context.clause.words
    yield from (f"position={6 * piece.span.start // len(context.text)}", f"tight={context.tight}")
    yield from (f"ordinal={sentence.ordinal}", f"sentence={sentence.first}", f"inclause={min(context.in_clause, 4)}")
    yield from (f"has={flag}" for flag in sorted(sentence.flags))
    part = context.parts[piece.part]
    yield from (f"part={part.first}", f"part|ordinal={part.ordinal}", f"part|announces={part.announces}")
    yield from (f"part|has={flag}" for flag in sorted(part.flags))
    yield f"has|here={'+'.join(sorted(sentence.flags & set(_FAR_FLAGS)))}|{sentence.announces}"
    if not context.in_clause:
        yield f"clausebegins={' '.join(words[:3])}"
    yield from (f"clause2={' '.join(words[:2])}", f"clause1={' '.join(words[:1])}")
    yield from (f"clauseword={word}" for word in words[:10])
    for side, other in (("previous", number - 1), ("next", number + 1)):
        if 0 <= other < len(context.sentences):
            yield from _of_sentence(side, context.sentences[other])


def _of_sentence(side: str, sentence: SentenceSignals) -> Iterator[str]:
    yield from (f"{side}has={flag}" for flag in _FAR_FLAGS if flag in sentence.flags)
    yield from (
        f"{side}announces={sentence.announces}",
        f"{side}ordinal={sentence.ordinal}",
        f"{side}end={sentence.last}",
    )


def _neighbour(pieces: Sequence[Piece], place: int, distance: int) -> tuple[str, ...]:
    """Return the words of a piece nearby, or none where it stands in another sentence."""
    other = place + distance
    if 0 <= other < len(pieces) and pieces[other].sentence == pieces[place].sentence:
        return pieces[other].words
    return ()


def _marks(piece: Piece) -> tuple[str, str]:
    """Return the punctuation before and after a piece: "~" where it goes on within its clause."""
    before = piece.clause.before or "^" if piece.span.start == piece.clause.span.start else "~"
    after = piece.clause.after or "$" if piece.span.end == piece.clause.span.end else "~"
    return before, after


def _looks(piece: Piece) -> str:
    """Tell what the first telling word of a piece looks like: a gerund, a verb of proposals, a deficiency."""
    known = cues.load().statements
    head = next((word for word in piece.words if word not in _FUNCTION_WORDS), "")
    if head.endswith("ing") and len(head) > 5:
        return "gerund"
    if head in known.proposing:
        return "verb"
    return "deficient" if known.deficient.fullmatch(head) else "other"


def _is_deficient(text: str, piece: Piece) -> bool:
    return cues.load().statements.deficient.search(text, piece.span.start, piece.span.end) is not None
