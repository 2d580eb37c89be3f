"""Numbers in eight bits, and the smaller vocabulary."""

from __future__ import annotations

import numpy as np
from training import int8, wordpieces

MATRIX = np.random.default_rng(0).normal(size=(40, 30)).astype(np.float32) * np.linspace(0.1, 5, 30, dtype=np.float32)


def test_rows_come_back_to_within_half_a_step() -> None:
    rows, scales = int8.by_rows(MATRIX)
    assert rows.dtype == np.int8
    assert scales.shape == (40, 1)
    step = np.abs(MATRIX).max(axis=1, keepdims=True) / 127
    assert (np.abs(rows * scales.astype(np.float32) - MATRIX) <= 0.6 * step).all()


def test_columns_come_back_to_within_half_a_step() -> None:
    columns, scales = int8.by_columns(MATRIX)
    assert scales.shape == (30,)
    assert (np.abs(columns * scales - MATRIX) <= 0.51 * scales).all()


def test_zeros_stay_zeros() -> None:
    for stored, _ in (int8.by_rows(np.zeros((2, 3), np.float32)), int8.by_columns(np.zeros((2, 3), np.float32))):
        assert not stored.any()


def spec(words: int) -> wordpieces.Spec:
    """Return a tokenizer in which everything from number 1996 on is a word of more than one character but two."""
    vocabulary = {f"[unused{number}]": number for number in range(1996)}
    vocabulary |= {f"word{number}": 1996 + number for number in range(words)}
    return {
        "version": "1.0",
        "model": {"type": "WordPiece", "vocab": vocabulary | {"##q": 1996 + words, "é": 1997 + words}},
    }


def test_what_was_seen_and_single_characters_are_kept_then_the_more_frequent() -> None:
    kept = wordpieces.kept(spec(10), {2005}, 2001)
    assert kept == [*range(1996), 1996, 1997, 2005, 2006, 2007]


def test_what_must_be_kept_is_kept_though_it_is_too_much() -> None:
    assert len(wordpieces.kept(spec(10), {2004, 2005}, 5)) == 1996 + 4


def test_pieces_are_numbered_anew_in_their_order() -> None:
    whole = spec(3)
    smaller = wordpieces.pruned(whole, [*range(1996), 1998, 2000])
    assert list(smaller["model"]["vocab"].items())[-2:] == [("word2", 1996), ("é", 1997)]
    assert smaller["model"]["type"] == "WordPiece"
    assert len(whole["model"]["vocab"]) == 2001
