"""A forest decides as its trees do, one question after another; what is no forest is refused."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kg import resources
from kg.errors import ResourceError
from kg.extraction import relations
from kg.extraction.relations import forest
from kg.extraction.relations.forest import Forest

Stored = dict[str, Any]


def stored() -> Stored:
    """Return two trees.

    The first asks whether `b` is above 2; the second whether `a` is above 0.5, and if not, whether `b` is above -1.
    """
    return {
        "left": np.array([1, -1, -1, 1, 2, -1, -1, -1]),
        "right": np.array([2, -1, -1, 4, 3, -1, -1, -1]),
        "feature": np.array([1, -2, -2, 0, 1, -2, -2, -2]),
        "threshold": np.array([2.0, -2, -2, 0.5, -1.0, -2, -2, -2]),
        "value": np.array([0.0, -1.0, 1.0, 0.0, 0.0, 10.0, 20.0, 40.0]),
        "sizes": np.array([3, 5]),
        "base": np.array(0.25),
        "rate": np.array(0.5),
        "names": np.array(["a", "b"]),
    }


@pytest.fixture
def save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Stored], None]]:
    def write(content: Stored) -> None:
        np.savez(tmp_path / "relations.npz", **content)
        forest.load.cache_clear()

    monkeypatch.setattr(resources, "weights", tmp_path.joinpath)
    yield write
    forest.load.cache_clear()


def small(save: Callable[[Stored], None]) -> Forest:
    save(stored())
    return forest.load(("a", "b"))


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ((0.0, 3.0), 1.0 + 20.0),
        ((0.0, 2.0), -1.0 + 20.0),  # what equals the threshold goes left
        ((0.5, -1.0), -1.0 + 10.0),
        ((0.6, -1.0), -1.0 + 40.0),
        ((9.0, 9.0), 1.0 + 40.0),
    ],
)
def test_a_row_goes_to_its_leaves(save: Callable[[Stored], None], row: tuple[float, float], total: float) -> None:
    (chance,) = small(save).chances(np.array([row], dtype=np.float32))
    assert chance == pytest.approx(1 / (1 + math.exp(-(0.25 + 0.5 * total))))


def test_rows_are_decided_each_by_itself(save: Callable[[Stored], None]) -> None:
    grown = small(save)
    rows = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    together = grown.chances(rows)
    assert [float(grown.chances(row[None])[0]) for row in rows] == together.tolist()
    assert grown.chances(rows[:0]).shape == (0,)


def test_a_tree_that_is_one_leaf_says_its_value(save: Callable[[Stored], None]) -> None:
    leaf = np.array([-1])
    save(
        stored()
        | {
            "left": leaf,
            "right": leaf,
            "feature": leaf,
            "threshold": leaf,
            "value": np.array([2.0]),
            "sizes": np.array([1]),
        }
    )
    assert forest.load(("a", "b")).chances(np.zeros((1, 2), dtype=np.float32))[0] == pytest.approx(
        1 / (1 + math.exp(-1.25))
    )


def test_a_forest_of_other_features_is_refused(save: Callable[[Stored], None]) -> None:
    save(stored())
    with pytest.raises(ResourceError, match=r"relations\.npz: .*other features"):
        forest.load(("a", "c"))


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        ({"left": np.array([1, -1, -1, 1, 0, -1, -1, -1])}, "no end"),
        ({"right": np.array([2, -1, -1, 9, 3, -1, -1, -1])}, "outside"),
        ({"feature": np.array([1, -2, -2, 2, 1, -2, -2, -2])}, "outside"),
    ],
)
def test_a_tree_that_leads_nowhere_is_refused(save: Callable[[Stored], None], spoiled: Stored, reason: str) -> None:
    save(stored() | spoiled)
    with pytest.raises(ResourceError, match=reason):
        forest.load(("a", "b"))


@pytest.mark.parametrize("missing", ["left", "sizes", "names", "base"])
def test_a_forest_that_lacks_something_is_refused(save: Callable[[Stored], None], missing: str) -> None:
    content = stored()
    del content[missing]
    save(content)
    with pytest.raises(ResourceError, match=missing):
        forest.load(("a", "b"))


def test_the_packaged_forest_fits_the_features() -> None:
    grown = forest.load(relations.FEATURES)
    assert grown.feature.max() < len(relations.FEATURES)
    assert len(set(relations.FEATURES)) == len(relations.FEATURES)
