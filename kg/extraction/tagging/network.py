"""Reads a text with the encoder: for each word piece, what it may belong to, and what it means where it stands."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kg.extraction import settings
from kg.extraction.tagging import graphs
from kg.extraction.tagging.graphs import Floats, Integers
from kg.model import Span

__all__ = ["Encoded", "Window", "encode", "in_blocks", "windows"]

#: A window with a smaller share of Latin words than this holds nothing that could be found.
_LEAST_LATIN = 0.1
#: The log-probability that a window which is not read gives to anything but "nothing".
_UNLIKELY = -20.0


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A text of L word pieces as the encoder reads it; the first and the last piece are marks of its own.

    `starts` and `ends` [L] are where the pieces stand in the text. `tags` [L, 1 + 4 labels] and `technologies` [L, 5]
    are log-probabilities: of nothing, then of beginning, middle, end and whole of each label. `last` and `early`
    [rows, 384] are the states of two layers, and `rows` [L] says which row is a piece's.
    """

    pieces: Integers
    starts: Integers
    ends: Integers
    tags: Floats
    technologies: Floats
    last: Floats
    early: Floats
    rows: Integers

    def span(self, first: int, end: int) -> Span:
        """Return the stretch of the text that the pieces `first` to `end` (excluded) cover."""
        return Span(int(self.starts[first]), max(int(self.starts[first]), int(self.ends[end - 1])))

    def within(self, span: Span) -> tuple[int, int]:
        """Return the first piece of a stretch of the text and the one after its last; at least one piece is given."""
        first = int(np.searchsorted(self.ends, span.start, "right"))
        end = int(np.searchsorted(self.starts, span.end, "left"))
        first = min(first, len(self.pieces) - 1)
        return first, max(end, first + 1)


@dataclass(frozen=True, slots=True)
class Window:
    """The pieces `start` to `end` are read together; the answers for `first` to `last` (excluded) are kept."""

    start: int
    end: int
    first: int
    last: int


def windows(length: int, size: int) -> Iterator[Window]:
    """Give windows of `size` pieces over `length`, each half over the one before it; they keep every piece once.

    A piece is kept from the window in which it stands farther from the edge, so the work grows with the length only.
    """
    step = size // 2
    start = kept = 0
    while start + size < length:
        end = start + step + step // 2
        yield Window(start, start + size, kept, end)
        start, kept = start + step, end
    yield Window(start, length, kept, length)


@functools.lru_cache(maxsize=1)
def encode(text: str) -> Encoded:
    """Return the text as the encoder reads it; the last text is remembered, since several stages look at it.

    Raises:
        ResourceError: if the weights are missing or malformed.

    """
    encoding = graphs.tokenizer().encode(text)
    pieces = np.array(encoding.ids, dtype=np.int64)
    places = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    places[-1] = len(text)  # the mark that closes the text stands at its end, not at its beginning
    return Encoded(pieces, places[:, 0], places[:, 1], *_answers(pieces))


def _answers(pieces: Integers) -> tuple[Floats, Floats, Floats, Floats, Integers]:
    """Read the windows one by one; the last row of the states is zero, for the pieces of windows that are not read."""
    known = settings.load()
    tags = _nothing(len(pieces), 1 + 4 * len(known.labels))
    technologies = _nothing(len(pieces), 5)
    rows = np.full(len(pieces), -1, dtype=np.int64)
    states: list[list[Floats]] = [[], []]
    count = 0
    for window in windows(len(pieces), known.window):
        inside = pieces[window.start : window.end]
        if graphs.words().latin[inside].mean() < _LEAST_LATIN:
            continue
        kept = slice(window.first - window.start, window.last - window.start)
        tag, technology, last, early = (answer[0, kept] for answer in _read(inside, known.block))
        tags[window.first : window.last] = tag
        technologies[window.first : window.last] = technology
        rows[window.first : window.last] = np.arange(count, count + len(last))
        states[0].append(last)
        states[1].append(early)
        count += len(last)
    blank = np.zeros((1, 384), dtype=np.float32)
    last, early = (np.concatenate([*parts, blank]) for parts in states)
    return tags, technologies, last, early, rows


def in_blocks(length: int, least: int) -> tuple[Integers, Integers]:
    """Return how the lower layers of the encoder read a window of so many pieces: in blocks of `least` or more.

    The first answer [blocks, width] holds the places of the pieces in the window, block by block; all blocks are of one
    width, so that the last one begins where the one before has not ended yet. The second [length] says where in the
    blocks, one after the other, each piece of the window is to be taken from.
    """
    count = max(1, length // least)
    width = -(-length // count)
    starts = np.minimum(np.arange(count) * width, length - width)
    places = starts[:, None] + np.arange(width)
    block = np.minimum(np.arange(length) // width, count - 1)
    return places, block * width + np.arange(length) - starts[block]


def _read(pieces: Integers, block: int) -> list[Floats]:
    """Return the encoder's answers for one window."""
    places, kept = in_blocks(len(pieces), block)
    words = graphs.words().embed(pieces[places])
    return graphs.run("encoder", ["tag", "tech", "last", "early"], {"words": words, "places": places, "kept": kept})


def _nothing(length: int, columns: int) -> Floats:
    chances = np.full((length, columns), _UNLIKELY, dtype=np.float32)
    chances[:, 0] = 0
    return chances
