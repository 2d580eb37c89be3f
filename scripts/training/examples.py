"""Documents -> what the tagger learns from: tokens with their tags, spans with their types and themes, in batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from kg.vocabulary import Kind
from training.documents import Document
from training.labels import NO_MARK, TYPES

__all__ = ["Encoding", "Example", "TokenSpan", "Tokenizer", "batches", "cut", "encode", "hide", "refuse"]

#: Numbers of BERT's vocabulary: padding, the mask, and the first and last of the words that may stand for another.
PADDING, MASK, FIRST_WORD, LAST_WORD = 0, 103, 1996, 28_999
#: Where a clause ends.
_STOPS = ",.;:()[]"
#: Tokens in a clause that is long enough to be taken for a statement, and short enough.
_CLAUSE = range(2, 26)
#: Lengths are blurred by up to this many tokens before sorting, so that an epoch's batches are not the last one's.
_BLUR = 60


class Encoding(Protocol):
    """The tokens of a text, those that frame it included, and the stretch of characters of each."""

    @property
    def ids(self) -> list[int]:
        """The numbers of the tokens."""
        ...

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Where each token begins and ends, in characters."""
        ...


class Tokenizer(Protocol):
    """What cuts a text into tokens."""

    def encode(self, text: str, /) -> Encoding:
        """Return the tokens of a text."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class TokenSpan:
    """Tokens `first` to `end` (exclusive) with the number of their type (`NO_MARK` for none) and of their themes."""

    first: int
    end: int
    type: int
    themes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One abstract as numbers; all lists are as long as `ids`.

    `tags` and `technologies` are BIES tags. `ahead` is the type of the mark that a token lies in or comes before
    (`NO_MARK` after the last): learning to expect it makes the tokens of a lead-in tell what they announce.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]
    tags: list[int]
    technologies: list[int]
    ahead: list[int]
    spans: tuple[TokenSpan, ...]

    def __len__(self) -> int:
        return len(self.ids)


def encode(document: Document, tokenizer: Tokenizer, themes: Mapping[str, int]) -> Example:
    """Return a document as an example; `themes` numbers the themes. A mark that no token lies in is left out."""
    encoding = tokenizer.encode(document.text)
    offsets = list(encoding.offsets)
    tags, technologies = [0] * len(offsets), [0] * len(offsets)
    spans: list[TokenSpan] = []
    for place, mark in document.marks():
        is_technology = mark.type == Kind.TECHNOLOGY
        inside = [(place.start + one.start, place.start + one.end) for one in mark.technologies]
        for start, end in [(place.start, place.end)] if is_technology else inside:
            if named := _tokens(offsets, start, end):
                _write(technologies, *named, 0)
        tokens = None if is_technology else _tokens(offsets, place.start, place.end)
        if tokens is not None:
            spans.append(TokenSpan(*tokens, TYPES.index(mark.type), tuple(themes[theme] for theme in mark.themes)))
            _write(tags, *tokens, spans[-1].type)
    return Example(list(encoding.ids), offsets, tags, technologies, _ahead(spans, len(offsets)), tuple(spans))


def refuse(example: Example, text: str, random: Random, *, chance: float, most: int) -> Example:
    """Return the example with some clauses without a mark among its spans: the span heads learn to refuse them."""
    found: list[TokenSpan] = []
    first = 1
    for place in range(1, len(example)):
        start, end = example.offsets[place]
        if start < end and text[start:end] not in _STOPS:
            continue
        if place - first in _CLAUSE and not any(example.tags[first:place]) and random.random() < chance:
            found.append(TokenSpan(first, place, NO_MARK))
        first = place + 1
    return replace(example, spans=tuple(sorted((*example.spans, *found[:most]))))


def hide(example: Example, rate: float, random: Random) -> Example:
    """Return the example with about `rate` of its tokens hidden: most behind the mask, the rest behind another word."""
    ids = list(example.ids)
    for place in range(1, len(ids) - 1):
        drawn = random.random()
        if drawn < rate:
            ids[place] = MASK if drawn < 0.7 * rate else random.randint(FIRST_WORD, LAST_WORD)
    return replace(example, ids=ids)


def cut(example: Example, length: int) -> Example:
    """Return the example with at most `length` tokens, and the spans that lie in them."""
    if len(example) <= length:
        return example
    return Example(
        example.ids[:length],
        example.offsets[:length],
        example.tags[:length],
        example.technologies[:length],
        example.ahead[:length],
        tuple(span for span in example.spans if span.end <= length),
    )


def batches(examples: Iterable[Example], tokens: int, random: Random) -> list[list[Example]]:
    """Return the examples in batches of about `tokens` tokens, padding included; like lengths stand together."""
    made: list[list[Example]] = []
    for example in sorted(examples, key=lambda one: len(one) + random.random() * _BLUR):
        longest = max(len(example), *map(len, made[-1])) if made else 0
        if made and (len(made[-1]) + 1) * longest <= tokens:
            made[-1].append(example)
        else:
            made.append([example])
    random.shuffle(made)
    return made


def _tokens(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Return the first token and the one after the last that share characters with [start, end), if there are any."""
    inside = [place for place, (a, b) in enumerate(offsets) if a < end and b > start and a < b]
    return (inside[0], inside[-1] + 1) if inside else None


def _write(tags: list[int], first: int, end: int, kind: int) -> None:
    """Write the BIES tags of one span."""
    begin, inside, last, single = range(1 + 4 * kind, 5 + 4 * kind)
    if end - first == 1:
        tags[first] = single
        return
    tags[first:end] = [begin, *[inside] * (end - first - 2), last]


def _ahead(spans: Sequence[TokenSpan], length: int) -> list[int]:
    types = [NO_MARK] * length
    at = 0
    for span in spans:
        types[at : span.end] = [span.type] * (span.end - at)
        at = span.end
    return types
