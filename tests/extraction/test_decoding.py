"""The best way to cut a text into spans is what trying all ways gives."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.tagging.decoding import PieceSpan, best_spans
from kg.extraction.tagging.graphs import Floats


def readings(length: int, labels: int) -> Iterator[list[PieceSpan]]:
    """Give every way to lay spans that do not overlap over so many pieces."""
    if length == 0:
        yield []
        return
    for rest in readings(length - 1, labels):
        yield rest
    for first, label in itertools.product(range(length), range(labels)):
        for rest in readings(first, labels):
            yield [*rest, PieceSpan(first, length, label)]


def score(spans: list[PieceSpan], scores: Floats) -> float:
    """Add up the columns that a reading takes: outside, or beginning, middle, end or whole of a label."""
    columns = [0] * len(scores)
    for first, end, label in spans:
        if end - first == 1:
            columns[first] = 4 + 4 * label
        else:
            columns[first:end] = [1 + 4 * label, *[2 + 4 * label] * (end - first - 2), 3 + 4 * label]
    return float(sum(scores[place, column] for place, column in enumerate(columns)))


def drawn(length: int, labels: int, seed: int) -> Floats:
    """Draw log-probabilities; about one piece in five is surely outside."""
    made = np.random.default_rng(seed)
    scores = made.normal(size=(length, 1 + 4 * labels), scale=2)
    scores[:, 0] = np.where(made.random(length) < 0.2, 60, scores[:, 0])
    chances: Floats = (scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))).astype(np.float32)
    return chances


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 6), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_the_best_spans_are_those_that_brute_force_finds(length: int, labels: int, seed: int) -> None:
    scores = drawn(length, labels, seed)
    found = best_spans(scores)
    best = max(score(spans, scores) for spans in readings(length, labels))
    assert score(found, scores) >= best - 1e-4


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 60), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_spans_are_in_order_and_apart(length: int, labels: int, seed: int) -> None:
    found = best_spans(drawn(length, labels, seed))
    assert all(one.end <= other.first for one, other in itertools.pairwise(found))
    assert all(0 <= span.first < span.end <= length and 0 <= span.label < labels for span in found)


def test_no_span_runs_through_a_piece_that_is_surely_outside() -> None:
    scores = np.full((3, 5), -10.0, dtype=np.float32)
    scores[0, 1] = scores[2, 3] = scores[1, 0] = 0.0  # begins, outside, ends
    scores[1, 2] = -0.0001  # nearly as good: goes on
    assert best_spans(scores) == []


def test_two_spans_of_one_label_may_touch() -> None:
    scores = np.full((4, 5), -9.0, dtype=np.float32)
    scores[[0, 1, 2, 3], [1, 3, 1, 3]] = 0.0
    assert best_spans(scores) == [PieceSpan(0, 2, 0), PieceSpan(2, 4, 0)]


def test_no_text_no_spans() -> None:
    assert best_spans(np.zeros((0, 9), dtype=np.float32)) == []
