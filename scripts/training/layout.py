"""Changes to how an abstract is laid out: the length and order of its lists, its sentences, its section headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from kg.vocabulary import STATEMENT_KINDS, Kind, Role
from training.documents import Piece

__all__ = ["Place", "drop_sentences", "edit_lists", "end_of_opening", "head_sections"]

#: The longest separator between two items of one list, in characters.
_SEPARATOR = 8
_FULL_STOP = re.compile(r"(?<!\d)\.(?!\d)|\.(?=\s)")
_SENTENCE = re.compile(r"(?<=\D\.)(?!\d)")
_HEADING = re.compile(r"\[[^\]]{3,30}\] ?")
_HEADING_STYLES = ("[{}]", "[{}] ", "{}: ", "【{}】")
_HEADINGS = (
    ("Purpose", "Methods", "Results"),
    ("Purpose/significance", "Method/process", "Result/conclusion"),
    ("Objective", "Method", "Result/Conclusion"),
    ("Objectives", "Methods", "Results"),
)
#: What stands in the sections after the first.
_SECTIONS = (frozenset({Kind.THEORY, Kind.METHOD, f"{Kind.CASE}:{Role.SUBJECT}"}), frozenset(STATEMENT_KINDS))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a document: the number of a piece, and that of a character in it."""

    piece: int
    at: int


def end_of_opening(pieces: Sequence[Piece]) -> Place | None:
    """Return where the opening ends: after the last full stop before the first finding or name."""
    for number, piece in enumerate(pieces):
        if piece.mark is not None and piece.mark.type not in (Kind.CONTEXT, Kind.TECHNOLOGY):
            return _sentence_start(pieces, number)
    return None


def edit_lists(pieces: list[Piece], random: Random) -> list[Piece]:
    """Shuffle the items of some lists, and drop an item of others."""
    changed = list(pieces)
    for items in _lists(pieces):
        choice = random.random()
        if choice < 0.35:
            shuffled = random.sample(items, len(items))
            for place, item in zip(items, shuffled, strict=True):
                changed[place] = pieces[item]
        elif choice < 0.65:
            dropped = random.choice(items[:-1])
            changed[dropped] = changed[dropped + 1] = Piece("")
    return changed


def drop_sentences(pieces: list[Piece], random: Random) -> list[Piece]:
    """Drop some of the sentences that hold no mark."""
    return [piece if piece.mark else replace(piece, text=_thinned(piece.text, random)) for piece in pieces]


def head_sections(pieces: list[Piece], random: Random) -> list[Piece]:
    """Set headings before the sections of an abstract, or take away those that it has."""
    style, words = random.choice(_HEADING_STYLES), random.choice(_HEADINGS)
    beginning = "".join(piece.text for piece in pieces)[:40]
    if "urpose" in beginning or "bjective" in beginning:
        return [piece if piece.mark else replace(piece, text=_HEADING.sub("", piece.text)) for piece in pieces]
    changed = list(pieces)
    for place, word in zip(_section_starts(pieces), words[1:], strict=False):
        _insert(changed, place, style.format(word))
    if changed and changed[0].mark is None:
        _insert(changed, Place(0, 0), style.format(words[0]))
    return changed


def _section_starts(pieces: Sequence[Piece]) -> Iterator[Place]:
    """Give where the sections after the first begin, each in another piece than the one before it."""
    done = -1
    for types in _SECTIONS:
        first = next((n for n, piece in enumerate(pieces) if piece.mark and piece.mark.type in types), None)
        place = None if first is None else _sentence_start(pieces, first)
        if place is not None and place.piece > done:
            yield place
            done = place.piece


def _insert(pieces: list[Piece], place: Place, heading: str) -> None:
    text = pieces[place.piece].text
    pieces[place.piece] = Piece(text[: place.at] + heading + text[place.at :].lstrip())


def _lists(pieces: Sequence[Piece]) -> Iterator[list[int]]:
    """Give the lists of three and more marks of one type, as the numbers of their pieces."""
    marked = [number for number, piece in enumerate(pieces) if piece.mark is not None]
    run: list[int] = []
    for number in marked:
        if run and _goes_on(pieces, run[-1], number):
            run.append(number)
            continue
        if len(run) > 2:
            yield run
        run = [number]
    if len(run) > 2:
        yield run


def _goes_on(pieces: Sequence[Piece], last: int, number: int) -> bool:
    one, other = pieces[last].mark, pieces[number].mark
    if one is None or other is None or one.type != other.type or one.type == Kind.CONTEXT:
        return False
    return number - last == 2 and len(pieces[last + 1].text) <= _SEPARATOR


def _thinned(text: str, random: Random) -> str:
    """Return the text without some of its inner sentences; the first and the last touch marks."""
    sentences = _SENTENCE.split(text)
    if len(sentences) < 3:
        return text
    inner = (sentence for sentence in sentences[1:-1] if random.random() > 0.4)
    return "".join([sentences[0], *inner, sentences[-1]])


def _sentence_start(pieces: Sequence[Piece], number: int) -> Place | None:
    """Return where the sentence of a piece begins: after the last full stop outside the marks before it."""
    for before in range(number - 1, -1, -1):
        stops = [] if pieces[before].mark else [match.end() for match in _FULL_STOP.finditer(pieces[before].text)]
        if stops:
            return Place(before, stops[-1])
    return None
