"""Describes each piece of a text by its words and by the signals before it: what the tagger of statements looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extraction import cues
from kg.extraction.tagging.context import Context, Trail
from kg.extraction.tagging.pieces import Piece
from kg.extraction.tagging.signals import NOTHING, SentenceSignals

__all__ = ["describe"]

_JOINING = frozenset({"and", "or", "as"})
_FUNCTION_WORDS = frozenset({"and", "the", "a", "an", "to", "that", "or", "by"})
#: Flags of a sentence that its neighbours see too.
_FAR_FLAGS = ("deficient", "propose", "reason", "achieve", "given", "open")


def describe(text: str, pieces: Sequence[Piece]) -> Iterator[list[str]]:
    """Give the features of each piece, in order; a feature is a name with a value (`word=lack`)."""
    context = Context(text, pieces)
    for place, piece in enumerate(pieces):
        trail = context.move_to(place)
        told = (
            *_own_features(pieces, place),
            *_announced(context, trail, piece),
            *_appearance(context, trail, piece),
            *_surroundings(context, piece),
        )
        yield list(dict.fromkeys(told))


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


def _announced(context: Context, trail: Trail, piece: Piece) -> Iterator[str]:
    """Give the features of what was announced, in the sentence (`here`), before it (`kind`) and after it (`coming`)."""
    number = context.number[piece.sentence]
    (kind, ago), coming = context.before[number], context.after[number]
    here, opener, since = trail.announced, trail.opener, context.since_opened(trail, piece)
    first = piece.words[0]
    yield from (f"here={here}", f"kind={kind}{min(ago, 3)}", f"both={_both(context, trail, piece)}", f"coming={coming}")
    yield from (f"seen={context.seen[number]}", f"here|coming={here}|{coming}")
    yield from (f"kind|here|coming={kind}|{here}|{coming}", f"opener={opener}", f"since={since}")
    yield from (f"here|since={here}|{since}", f"opener|since={opener}|{since}", f"here|opener={here}|{opener}")
    yield from (
        f"here|opener|since={here}|{opener}|{since}",
        f"here|first={here}|{first}",
        f"kind|first={kind}|{first}",
    )
    if trail.names:
        yield f"trail={'>'.join(trail.names[-3:])}"


def _appearance(context: Context, trail: Trail, piece: Piece) -> Iterator[str]:
    """Give the features of how a piece looks and what marks stand around it, with what was announced."""
    both, zone = _both(context, trail, piece), context.zone(context.number[piece.sentence])
    looks, (before, after), lacks = _looks(piece), _marks(piece), _is_deficient(context.text, piece)
    yield from (f"before={before}", f"after={after}", f"between={before}{after}", f"looks={looks}")
    yield from (f"looks|before={looks}|{before}", f"deficient={lacks}", f"tight|{context.tight}|{before}|{looks}")
    yield from (f"both|looks={both}|{looks}", f"both|before={both}|{before}", f"both|deficient={both}|{lacks}")
    yield from (f"zone={zone}", f"zone|both={zone}|{both}", f"zone|looks={zone}|{looks}|{lacks}")
    if piece.span.start != piece.clause.span.start and piece.words[0] in _JOINING:
        yield from _joined(context, piece)
    for flag in sorted(context.clause.flags):
        yield from (f"clause={flag}", f"clause|before={flag}|{before}", f"clause|both={flag}|{both}")


def _both(context: Context, trail: Trail, piece: Piece) -> str:
    """Return what was announced in the sentence and, unless long ago ("+": a while ago), before it."""
    kind, ago = context.before[context.number[piece.sentence]]
    return f"{trail.announced}/{kind if ago <= 1 else f'{kind}+' if ago <= 4 else NOTHING}"


def _joined(context: Context, piece: Piece) -> Iterator[str]:
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


def _surroundings(context: Context, piece: Piece) -> Iterator[str]:
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
