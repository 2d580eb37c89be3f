"""Fits confidences: how often a mention with such signs is right, by a logistic curve (Platt, 1999)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from kg.errors import InputError
from training.recipe import Recipe

__all__ = ["NEUTRAL", "Bin", "Calibration", "Judged", "expected_error", "fit", "reliability"]

Floats = npt.NDArray[np.float64]

#: The number of signs that the extraction gives for each mention.
SIGNS = 4
_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention that was found in an abstract: its kind, the signs that speak for it, and whether it is right."""

    abstract: str
    kind: str
    signs: tuple[float, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Mentions of like confidence: the mean of what was said, the part that was right, and how many there are."""

    said: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve, as `settings.json` has it, and what it was worth on abstracts that it was not fitted on."""

    curve: dict[str, object]
    error: float
    bins: tuple[Bin, ...]


#: The curve of weights that are not calibrated: the first sign alone.
NEUTRAL: dict[str, object] = {"weights": [1.0, *[0.0] * (SIGNS - 1)], "bias": 0.0, "label": {}}


def fit(mentions: Sequence[Judged], recipe: Recipe) -> Calibration:
    """Return the curve that fits all mentions; its error is measured out of fold, abstracts being kept whole.

    Raises:
        InputError: if there are too few mentions to fit anything on.

    """
    if min(sum(one.right for one in mentions), sum(not one.right for one in mentions)) < recipe.calibration_folds:
        raise InputError("too little was found, or too little of it was right or wrong, to calibrate on")
    kinds = sorted({mention.kind for mention in mentions})
    signs, right = _design(mentions, kinds), np.array([mention.right for mention in mentions])
    abstracts = np.array([mention.abstract for mention in mentions])
    folds = GroupKFold(min(recipe.calibration_folds, len(set(abstracts))))
    chances = np.zeros(len(right))
    for rest, held in folds.split(signs, groups=abstracts):
        chances[held] = _model(recipe).fit(signs[rest], right[rest]).predict_proba(signs[held])[:, 1]
    whole = _model(recipe).fit(signs, right)
    weights = [float(one) for one in whole.coef_[0]]
    curve: dict[str, object] = {
        "weights": weights[:SIGNS],
        "bias": float(whole.intercept_[0]),
        "label": dict(zip(kinds, weights[SIGNS:], strict=True)),
    }
    return Calibration(curve, expected_error(chances, right), reliability(chances, right))


def expected_error(chances: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Return the expected calibration error: Guo et al., "On calibration of modern neural networks", ICML 2017."""
    bins = reliability(chances, right)
    return sum(abs(one.said - one.right) * one.count for one in bins) / len(chances)


def reliability(chances: Floats, right: npt.NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Return the bins of equal width that hold anything, from the lowest confidence."""
    numbers = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    inside = [numbers == number for number in range(_BINS)]
    return tuple(
        Bin(float(chances[rows].mean()), float(right[rows].mean()), int(rows.sum())) for rows in inside if rows.any()
    )


def _design(mentions: Sequence[Judged], kinds: Sequence[str]) -> Floats:
    """Return a row for each mention: its signs, then a one in the column of its kind."""
    rows = [[*one.signs, *(float(one.kind == kind) for kind in kinds)] for one in mentions]
    return np.array(rows, dtype=np.float64)


def _model(recipe: Recipe) -> LogisticRegression:
    return LogisticRegression(C=recipe.calibration_freedom, max_iter=2000)
