"""Confidences: what is measured of them is right, and fitted ones say how often something is right."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs the extra [train]")

from training import calibration
from training.calibration import Bin, Judged
from training.recipe import Recipe

from kg.extraction import settings
from kg.vocabulary import Kind


def test_bins_hold_what_was_said_and_what_was_right() -> None:
    chances, right = np.array([0.95, 0.85, 0.81, 1.0]), np.array([True, True, False, True])
    lower, upper = calibration.reliability(chances, right)
    assert lower == Bin(pytest.approx(0.83), 0.5, 2)  # type: ignore[arg-type]
    assert upper == Bin(pytest.approx(0.975), 1.0, 2)  # type: ignore[arg-type]
    assert calibration.expected_error(chances, right) == pytest.approx((2 * 0.33 + 2 * 0.025) / 4)


def judged(count: int) -> list[Judged]:
    """Return mentions of two kinds that are right as often as the logistic curve of their first sign says."""
    random = np.random.default_rng(0)
    signs = random.uniform(-4, 0, size=count)
    chances = 1 / (1 + np.exp(-(3 + 1.5 * signs)))
    right = random.uniform(size=count) < chances
    return [
        Judged(f"a{number % 40}", "cause" if number % 2 else "problem", (sign, 0.0, 0.0, 0.0), bool(truth))
        for number, (sign, truth) in enumerate(zip(signs.tolist(), right, strict=True))
    ]


def test_a_curve_is_found_again_and_is_the_one_that_the_extraction_reads() -> None:
    fitted = calibration.fit(judged(4000), Recipe())
    weights, labels = fitted.curve["weights"], fitted.curve["label"]
    assert isinstance(weights, list)
    assert isinstance(labels, dict)
    assert fitted.error < 0.03
    assert sum(one.count for one in fitted.bins) == 4000
    read = settings.Calibration(tuple(weights), float(str(fitted.curve["bias"])), labels)
    assert read.confidence((-2.0, 0.0, 0.0, 0.0), Kind.CAUSE) == pytest.approx(0.5, abs=0.05)
    assert read.confidence((0.0, 0.0, 0.0, 0.0), Kind.PROBLEM) == pytest.approx(0.95, abs=0.02)


def test_the_neutral_curve_orders_by_the_first_sign() -> None:
    neutral = settings.Calibration(tuple(calibration.NEUTRAL["weights"]), 0.0, {})  # type: ignore[arg-type]
    assert neutral.confidence((-1.0, -9.0, -9.0, -9.0), Kind.CAUSE) > neutral.confidence((-2.0, 0, 0, 0), Kind.CAUSE)
