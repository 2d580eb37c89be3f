"""Trees that tie: what is stored answers as what was fitted, and learns from found mentions too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs the extra [train]")

from training import relations
from training.recipe import Recipe

from kg import resources
from kg.extraction.relations import FEATURES, forest
from kg.model import Reading

RECIPE = Recipe(trees=12, leaf=2)


def pairs(seed: int, ties: bool = True) -> relations.Pairs:
    """Return pairs that are tied where the first feature is above the second."""
    features = np.random.default_rng(seed).normal(size=(300, len(FEATURES))).astype(np.float32)
    tied = (features[:, 0] > features[:, 1]) & ties
    return relations.Pairs(features, tied, tuple(f"a{row % 20}" for row in range(300)))


def stored(tmp_path: Path, arrays: relations.Arrays, monkeypatch: pytest.MonkeyPatch) -> forest.Forest:
    np.savez_compressed(tmp_path / "relations.npz", allow_pickle=False, **arrays)
    monkeypatch.setattr(resources, "weights", tmp_path.joinpath)
    forest.load.cache_clear()
    try:
        return forest.load(tuple(FEATURES))
    finally:
        forest.load.cache_clear()


def test_stored_trees_answer_as_they_were_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = relations.fit([pairs(1)], RECIPE)
    read = stored(tmp_path, relations.arrays(model, RECIPE), monkeypatch)
    features = pairs(2).features
    assert np.abs(read.chances(features) - relations.chances(model, features)).max() < 1e-6


def test_without_ties_nothing_is_tied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = relations.fit([pairs(1, ties=False)], RECIPE)
    assert model is None
    read = stored(tmp_path, relations.arrays(model, RECIPE), monkeypatch)
    assert read.chances(pairs(2).features).max() < 1e-9


def test_a_tie_without_its_pair_counts_as_missed() -> None:
    one = pairs(1)
    right = one.tied.astype(float)
    assert relations.f1(right, one, 0.5) == 1.0
    missing = relations.Pairs(one.features, one.tied, one.abstracts, missed=int(one.tied.sum()))
    assert relations.f1(right, missing, 0.5) == pytest.approx(2 / 3)


def test_out_of_fold_chances_are_better_than_none_and_worse_than_fitted_ones() -> None:
    one = pairs(3)
    held_out = relations.f1(relations.out_of_fold([one], RECIPE)[0], one, 0.5)
    fitted = relations.f1(relations.chances(relations.fit([one], RECIPE), one.features), one, 0.5)
    assert 0.6 < held_out < fitted


def test_the_gold_stands_for_itself(seed_readings: tuple[Reading, ...]) -> None:
    described = relations.describe(seed_readings, seed_readings)
    assert described.features.shape == (len(described.tied), len(FEATURES))
    assert int(described.tied.sum()) == sum(len(reading.ties) for reading in seed_readings)
    assert described.missed == 0


def test_ties_of_mentions_that_were_not_found_are_missed(seed_readings: tuple[Reading, ...]) -> None:
    nothing = [Reading(reading.abstract) for reading in seed_readings]
    described = relations.describe(seed_readings, nothing)
    assert len(described.tied) == 0
    assert described.missed == sum(len(reading.ties) for reading in seed_readings)
