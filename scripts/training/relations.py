"""Trains what ties causes and countermeasures to problems: boosted trees over the features of `kg.extraction`.

The trees see gold mentions and found ones: with gold ones alone they learn a neatness that no extraction has. Friedman,
"Greedy function approximation: a gradient boosting machine", Annals of Statistics, 2001.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier

from kg.extraction import relations
from kg.model import Reading
from training.alignment import tied
from training.recipe import Recipe

__all__ = ["Arrays", "Pairs", "arrays", "chances", "describe", "f1", "fit", "out_of_fold"]

#: What `relations.npz` holds, by name.
Arrays = dict[str, npt.NDArray[Any]]
Floats = npt.NDArray[np.float64]
Model: TypeAlias = GradientBoostingClassifier

_FOLDS = 4
#: The log-odds of a tie where nothing was learned.
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of an origin and a problem: their features [P, F], whether the text ties them, and whose they are.

    `missed` counts the ties that no pair stands for, since one of their ends was not found.
    """

    features: npt.NDArray[np.float32]
    tied: npt.NDArray[np.bool_]
    abstracts: tuple[str, ...]
    missed: int = 0


def describe(gold: Iterable[Reading], found: Iterable[Reading]) -> Pairs:
    """Return the pairs of found mentions, judged by the gold; gold readings may stand for themselves."""
    rows: list[npt.NDArray[np.float32]] = [np.zeros((0, len(relations.FEATURES)), dtype=np.float32)]
    truth: list[bool] = []
    abstracts: list[str] = []
    missed = 0
    for one, other in zip(gold, found, strict=True):
        pairs, matrix = relations.features(one.abstract.text, other.mentions)
        right = tied(one, other)
        rows.append(matrix)
        truth += [pair in right for pair in pairs]
        abstracts += [one.abstract.id] * len(pairs)
        missed += len(one.ties) - len(right.intersection(pairs))
    return Pairs(np.concatenate(rows), np.array(truth, dtype=np.bool_), tuple(abstracts), missed)


def fit(samples: Sequence[Pairs], recipe: Recipe) -> Model | None:
    """Return the trees that tell tied pairs from others, or `None` if there are not both."""
    features = np.concatenate([sample.features for sample in samples])
    truth = np.concatenate([sample.tied for sample in samples])
    return _model(recipe).fit(features, truth) if truth.any() and not truth.all() else None


def arrays(model: Model | None, recipe: Recipe) -> Arrays:
    """Return trees as they are stored; without a model, one leaf that ties nothing."""
    if model is None:
        leaf, base = np.full(1, -1, dtype=np.int32), _NEVER
        nodes: Arrays = {"left": leaf, "right": leaf, "feature": leaf, "sizes": np.ones(1, dtype=np.int32)}
        nodes |= {"threshold": np.zeros(1, dtype=np.float32), "value": np.zeros(1)}
    else:
        nodes, base = _nodes([tree.tree_ for tree in model.estimators_[:, 0]]), _log_odds(model.init_.class_prior_[1])
    return nodes | {"base": np.array(base), "rate": np.array(recipe.tree_rate), "names": np.array(relations.FEATURES)}


def chances(model: Model | None, features: npt.NDArray[np.float32]) -> Floats:
    """Return how likely each pair is tied."""
    if model is None or not len(features):
        return np.zeros(len(features))
    found: Floats = model.predict_proba(features)[:, 1]
    return found


def out_of_fold(samples: Sequence[Pairs], recipe: Recipe) -> list[Floats]:
    """Return how likely the pairs of each sample are tied, by trees fitted on the pairs of other abstracts."""
    found = [np.zeros(len(sample.tied)) for sample in samples]
    abstracts = sorted({abstract for sample in samples for abstract in sample.abstracts})
    for number in range(_FOLDS):
        held = set(abstracts[number::_FOLDS])
        model = fit([_without(sample, held) for sample in samples], recipe)
        for likely, sample in zip(found, samples, strict=True):
            rows = np.array([abstract in held for abstract in sample.abstracts], dtype=np.bool_)
            likely[rows] = chances(model, sample.features[rows])
    return found


def f1(likely: Floats, pairs: Pairs, least: float) -> float:
    """Return the F1 of the ties that are at least so likely; ties that no pair stands for are missed."""
    given = likely >= least
    right = int((given & pairs.tied).sum())
    return 2 * right / max(1, int(given.sum()) + int(pairs.tied.sum()) + pairs.missed)


def _without(pairs: Pairs, abstracts: Collection[str]) -> Pairs:
    kept = np.array([one not in abstracts for one in pairs.abstracts], dtype=np.bool_)
    others = tuple(one for one in pairs.abstracts if one not in abstracts)
    return Pairs(pairs.features[kept], pairs.tied[kept], others)


def _model(recipe: Recipe) -> Model:
    return GradientBoostingClassifier(
        n_estimators=recipe.trees,
        max_depth=recipe.tree_depth,
        learning_rate=recipe.tree_rate,
        subsample=recipe.tree_sample,
        min_samples_leaf=recipe.leaf,
        random_state=recipe.seed,
    )


def _nodes(trees: Sequence[Any]) -> Arrays:
    """Return the nodes of scikit-learn's trees, one tree after another."""
    return {
        "left": np.concatenate([tree.children_left for tree in trees]).astype(np.int32),
        "right": np.concatenate([tree.children_right for tree in trees]).astype(np.int32),
        "feature": np.concatenate([tree.feature for tree in trees]).astype(np.int32),
        "threshold": _floor(np.concatenate([tree.threshold for tree in trees])),
        "value": np.concatenate([tree.value[:, 0, 0] for tree in trees]),
        "sizes": np.array([tree.node_count for tree in trees], dtype=np.int32),
    }


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _floor(thresholds: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Return the greatest numbers of half the width that are not above: a comparison with them comes out the same."""
    near = thresholds.astype(np.float32)
    return np.where(near > thresholds, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)
