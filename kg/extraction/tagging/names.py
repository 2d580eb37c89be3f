"""Finds the names in a text, its words labelled as a sequence: cases, theories, methods and technologies."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction import cues, labelling
from kg.extraction.sentences import sentences
from kg.lexicon import normalise
from kg.model import Mention, Span
from kg.vocabulary import CONCEPT_KINDS, Kind, Role

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["Word", "describe", "find", "words"]

#: The file of the weights, and what they tell apart: a case is labelled by its role.
WEIGHTS = "names"

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+|[一-鿿]+|([^\sA-Za-z\d])\1*")
_LETTER = re.compile(r"[A-Za-z]")
_ENDS_NAME = frozenset(",;:()，；：（）")
_LONGEST = 6  # words of a name that the lexicon knows
_REACH = 8  # words ahead in which the head of a name is looked for
_NOTHING = "_"


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of punctuation, with the number of its sentence and whether it follows without a space."""

    span: Span
    written: str
    lower: str
    sentence: int
    glued: bool


def find(text: str, lexicon: Lexicon) -> list[Mention]:
    """Return the cases (with their role), theories, methods and technologies of a text, in order; none overlap."""
    told = words(text)
    return [
        _mention(Span(told[one.first].span.start, told[one.last].span.end), one.kind, one.probability)
        for one in labelling.load(WEIGHTS).stretches(describe(text, told, lexicon))
    ]


def words(text: str) -> list[Word]:
    """Return the words of those sentences that have a letter."""
    found = []
    for number, sentence in enumerate(sentences(text)):
        if not _LETTER.search(text, sentence.start, sentence.end):
            continue
        end = -1
        for match in _WORD.finditer(text, sentence.start, sentence.end):
            found.append(Word(Span(*match.span()), match[0], match[0].lower(), number, match.start() == end))
            end = match.end()
    return found


def describe(text: str, told: Sequence[Word], lexicon: Lexicon) -> Iterator[list[str]]:
    """Give the features of each word, in order; a feature is a name with a value (`word=theory`)."""
    ahead, behind = _parts_ahead(told), _Behind()
    known = _known(told, lexicon)
    met: Counter[tuple[str, str]] = Counter()
    for place, word in enumerate(told):
        behind.enter(word)
        yield [
            *_own(told, place),
            *_around(told, place, behind, ahead[place]),
            *_met(told, place, met),
            f"known={known[place]}",
            f"known|word={known[place]}|{word.lower}",
            f"position={5 * word.span.start // len(text)}",
        ]
        behind.leave(word)


class _Behind:
    """The nearest word before the present one, in its sentence, that brings names in or tells their part."""

    def __init__(self) -> None:
        self.lead, self.part, self._sentence = _NOTHING, _NOTHING, -1

    def enter(self, word: Word) -> None:
        if word.sentence != self._sentence:
            self.lead, self.part, self._sentence = _NOTHING, _NOTHING, word.sentence

    def leave(self, word: Word) -> None:
        known = cues.load().names
        head = known.heads.get(word.lower)
        if head in {Kind.THEORY, Kind.METHOD}:
            self.lead = str(head)
        elif word.lower in known.leads:
            self.lead = word.lower
        if word.lower in known.parts:
            self.part = word.lower


def _parts_ahead(told: Sequence[Word]) -> list[str]:
    """For each word, the next one in its sentence that tells the part of names."""
    parts = cues.load().names.parts
    found, part, sentence = [], _NOTHING, -1
    for word in reversed(told):
        if word.sentence != sentence:
            part, sentence = _NOTHING, word.sentence
        found.append(part)
        if word.lower in parts:
            part = word.lower
    return found[::-1]


def _known(told: Sequence[Word], lexicon: Lexicon) -> list[str]:
    """For each word, the kind of the longest known name that it begins or goes on with."""
    plain = [_normal(word.lower) for word in told]
    found = [_NOTHING] * len(told)
    for first in range(len(told)):
        if found[first] != _NOTHING:
            continue
        for length in range(min(_LONGEST, len(told) - first), 0, -1):
            kind = _kind(" ".join(plain[first : first + length]), lexicon)
            if kind:
                found[first] = f"{kind}:first"
                found[first + 1 : first + length] = [f"{kind}:more"] * (length - 1)
                break
    return found


def _kind(name: str, lexicon: Lexicon) -> str | None:
    if name in lexicon.place_names:
        return "place"
    for kind in CONCEPT_KINDS:
        if name in lexicon.names[kind]:
            return kind.value
    return None


@functools.lru_cache(maxsize=65536)
def _normal(word: str) -> str:
    return normalise(word)


def _own(told: Sequence[Word], place: int) -> Iterator[str]:
    """Give the features of a word and of the three on either side of it in its sentence."""
    word = told[place]
    yield from ("any", f"word={word.lower}", f"shape={_shape(word.written)}", f"tail={word.lower[-3:]}")
    yield f"glued={word.glued}"
    near = {distance: _at(told, place, distance) for distance in (-3, -2, -1, 1, 2, 3)}
    for distance, other in near.items():
        yield f"{distance}={other.lower if other else _NOTHING}"
        if other and abs(distance) < 3:
            yield f"{distance}shape={_shape(other.written)}"
    left2, left, right, right2 = (other.lower if (other := near[place]) else _NOTHING for place in (-2, -1, 1, 2))
    yield from (
        f"-1|0={left} {word.lower}",
        f"0|1={word.lower} {right}",
        f"-2|-1={left2} {left}",
        f"1|2={right} {right2}",
    )


def _around(told: Sequence[Word], place: int, behind: _Behind, part_ahead: str) -> Iterator[str]:
    """Give the features of what brings a name in, the noun it may end with, and the part it may play."""
    word = told[place]
    head, shape = _head(told, place), _shape(word.written)
    yield from (
        f"head={head}",
        f"head|word={head}|{word.lower}",
        f"lead={behind.lead}",
        f"lead|head={behind.lead}|{head}",
    )
    yield from (f"part={behind.part}", f"part|shape={behind.part}|{shape}|{head}")
    yield from (f"ahead={part_ahead}", f"ahead|shape={part_ahead}|{shape}")


def _met(told: Sequence[Word], place: int, met: Counter[tuple[str, str]]) -> Iterator[str]:
    """Give the features of how often a word, with the one after it, was met before in the text; count it."""
    following = _at(told, place, 1)
    pair = (told[place].lower, following.lower if following else _NOTHING)
    yield from (f"met={min(met[pair], 3)}", f"met|word={min(met[pair], 1)}|{pair[0]}")
    met[pair] += 1


def _head(told: Sequence[Word], place: int) -> str:
    """Return the kind of the next noun with which a name may end, before any mark, and how far it is."""
    heads = cues.load().names.heads
    for distance, word in enumerate(told[place : place + _REACH]):
        if word.sentence != told[place].sentence or word.lower in _ENDS_NAME:
            break
        if word.lower in heads:
            return f"{heads[word.lower]}{min(distance, 3)}"
    return _NOTHING


def _at(told: Sequence[Word], place: int, distance: int) -> Word | None:
    other = place + distance
    if 0 <= other < len(told) and told[other].sentence == told[place].sentence:
        return told[other]
    return None


def _shape(written: str) -> str:
    if written.isdigit():
        return "9"
    if not written[0].isalpha():
        return written[0]
    if written.isupper():
        return "X" if len(written) == 1 else "XX"
    return "Xx" if written[0].isupper() else "x"


def _mention(span: Span, kind: str, probability: float) -> Mention:
    confidence = round(probability, 3)
    if kind in set(Role):
        return Mention(span, Kind.CASE, confidence, role=Role(kind))
    return Mention(span, Kind(kind), confidence)
