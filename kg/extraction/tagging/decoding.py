"""The most probable way to cut a text into marked spans, given the probabilities of its word pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from kg.extraction.tagging.graphs import Floats

__all__ = ["PieceSpan", "best_spans"]

#: Above this log-probability of being outside (0.998), a piece belongs to no span. That parts the text into short
#: stretches, each of which is cut on its own, and makes whatever says nothing free of cost.
_SURELY_OUTSIDE = -0.002
_NEVER = -1e9


class PieceSpan(NamedTuple):
    """The word pieces `first` to `end` (excluded) bear the label of that number."""

    first: int
    end: int
    label: int


def best_spans(scores: Floats) -> list[PieceSpan]:
    """Return the spans of the most probable legal reading, in order; none overlap.

    `scores` [L, 1 + 4 K] are log-probabilities: of being outside, then for each of the K labels of being the beginning,
    the middle, the end and the whole of a span. Time grows with L times K.
    """
    return [
        PieceSpan(start + first, start + end, label)
        for start, stop in _open_stretches(scores)
        for first, end, label in _cut(scores[start:stop].tolist())
    ]


def _open_stretches(scores: Floats) -> list[tuple[int, int]]:
    """Return where stretches of pieces that may belong to a span begin and end."""
    is_open = np.concatenate([[False], scores[:, 0] <= _SURELY_OUTSIDE, [False]])
    edges = np.flatnonzero(is_open[1:] != is_open[:-1])
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _cut(rows: Sequence[Sequence[float]]) -> list[PieceSpan]:
    """Cut one stretch by dynamic programming.

    Between two pieces only this has to be known: the best score with no span open, and with a span of each label open.
    """
    labels = range((len(rows[0]) - 1) // 4)
    closed, within, begun = 0.0, [_NEVER] * len(labels), [0] * len(labels)
    closing: list[PieceSpan | None] = []
    for place, row in enumerate(rows):
        best, span = closed + row[0], None
        opened = closed
        for label in labels:
            begins, goes_on, ends, whole = row[1 + 4 * label : 5 + 4 * label]
            if within[label] + ends > best:
                best, span = within[label] + ends, PieceSpan(begun[label], place + 1, label)
            if opened + whole > best:
                best, span = opened + whole, PieceSpan(place, place + 1, label)
            within[label] += goes_on
            if opened + begins > within[label]:
                within[label], begun[label] = opened + begins, place
        closed = best
        closing.append(span)
    return list(_traced(closing))[::-1]


def _traced(closing: Sequence[PieceSpan | None]) -> Iterator[PieceSpan]:
    """Go back from the end, from each span to what was best before it."""
    place = len(closing) - 1
    while place >= 0:
        span = closing[place]
        if span is None:
            place -= 1
        else:
            yield span
            place = span.first - 1
