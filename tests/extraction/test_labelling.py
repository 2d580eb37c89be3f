"""A linear chain labels what it is given: checked against counting every labelling by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from kg import resources
from kg.errors import ResourceError
from kg.extraction import labelling
from kg.extraction.labelling import Labeller, Stretch

LABELS = ("O", "B-x", "I-x")


@pytest.fixture
def chain() -> Labeller:
    random = np.random.default_rng(1)
    moves = random.normal(size=(3, 3)).astype(np.float32)
    moves[0, 2] = -1e4
    starts = np.array([0.2, 0.1, -1e4], dtype=np.float32)
    weights = np.vstack([random.normal(size=(4, 3)), np.zeros((1, 3))]).astype(np.float32)
    return Labeller(LABELS, {"a": 0, "b": 1, "c": 2, "d": 3}, weights, moves, starts)


THINGS = [["a"], ["b", "c"], ["d", "unheard of"], ["a", "b"]]


def weigh(chain: Labeller, path: tuple[int, ...]) -> float:
    scores = chain.scores(THINGS)
    total = chain.starts[path[0]] + sum(scores[place, label] for place, label in enumerate(path))
    return float(total + sum(chain.moves[one, other] for one, other in itertools.pairwise(path)))


def test_the_best_labelling_and_its_probability_are_those_of_all_labellings(chain: Labeller) -> None:
    paths = list(itertools.product(range(3), repeat=len(THINGS)))
    odds = np.exp([weigh(chain, path) for path in paths])
    best = paths[int(odds.argmax())]
    marginals = [
        sum(odd for path, odd in zip(paths, odds, strict=True) if path[place] == label) / odds.sum()
        for place, label in enumerate(best)
    ]
    found = chain.stretches(THINGS)
    labels = ["O"] * len(THINGS)
    for stretch in found:
        labels[stretch.first : stretch.last + 1] = ["B-x"] + ["I-x"] * (stretch.last - stretch.first)
    assert labels == [LABELS[label] for label in best]
    for stretch in found:
        assert stretch.probability == pytest.approx(min(marginals[stretch.first : stretch.last + 1]), abs=1e-4)


def test_stretches_end_where_another_begins(chain: Labeller) -> None:
    path = [1, 2, 1, 0, 1]
    chances = np.array([0.9, 0.5, 0.8, 1.0, 0.7])
    assert list(chain._stretches(path, chances)) == [
        Stretch(0, 1, "x", 0.5),
        Stretch(2, 2, "x", 0.8),
        Stretch(4, 4, "x", 0.7),
    ]


def test_nothing_gives_nothing(chain: Labeller) -> None:
    assert chain.stretches([]) == ()


def test_one_thing_alone_is_classified_by_its_features(chain: Labeller) -> None:
    ranked = chain.classify(["a", "c"])
    scores = chain.scores([["a", "c"]])[0] + chain.starts
    assert ranked[0][0] == LABELS[int(scores.argmax())]
    assert sum(chance for _, chance in ranked) == pytest.approx(1)
    assert [chance for _, chance in ranked] == sorted((chance for _, chance in ranked), reverse=True)


@pytest.mark.parametrize("name", ["names", "statements", "themes"])
def test_the_stored_weights_are_sound(name: str) -> None:
    stored = labelling.load(name)
    assert stored.weights.shape == (len(stored.features) + 1, len(stored.labels))
    assert stored.moves.shape == (len(stored.labels), len(stored.labels))
    assert np.isfinite(stored.weights).all()


def test_weights_that_are_broken_are_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "x.npz"
    broken.write_bytes(b"not an archive")
    monkeypatch.setattr(resources, "weights", lambda _name: broken)
    with pytest.raises(ResourceError, match=r"weights/x\.npz"):
        labelling.load("x")
