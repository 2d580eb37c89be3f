"""The settings name what the networks tell apart; a confidence is a probability whatever speaks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon, resources
from kg.errors import ResourceError
from kg.extraction import settings
from kg.extraction.settings import Calibration, Label
from kg.vocabulary import Kind, Role

SIGN = st.floats(-1e6, 1e6)


@given(SIGN, SIGN, SIGN, st.sampled_from(Kind))
def test_a_confidence_is_a_probability(one: float, other: float, bias: float, kind: Kind) -> None:
    confidence = Calibration((1.5, 0.5), bias, {"problem": -0.3}).confidence([one, other], kind)
    assert 0 < confidence < 1
    assert confidence == round(confidence, 4)


def test_a_confidence_is_the_logistic_of_the_weighted_signs() -> None:
    calibration = Calibration((2.0, 1.0), 0.5, {"cause": 1.0})
    assert calibration.confidence([-1.0, 0.5], Kind.CAUSE) == 0.5
    assert calibration.confidence([-1.0, 0.5], Kind.PROBLEM) == 0.2689


def test_signs_must_be_as_many_as_weights() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Calibration((2.0, 1.0), 0.5, {}).confidence([1.0], Kind.CAUSE)


def test_labels_and_themes_are_known() -> None:
    known = settings.load()
    assert Label(Kind.CASE, Role.REFERENCE) in known.labels
    assert {label.kind for label in known.labels} == set(Kind) - {Kind.TECHNOLOGY}
    assert all((label.role is not None) == (label.kind is Kind.CASE) for label in known.labels)
    assert set(known.themes) <= {*lexicon.load().themes, "other"}


def spoiled(key: str, value: object) -> str:
    content: dict[str, Any] = json.loads(resources.text(resources.weights("settings.json")))
    if value is None:
        del content[key]
    else:
        content[key] = value
    return json.dumps(content)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        spoiled("types", None),
        spoiled("types", ["case:nobody"]),
        spoiled("window", "wide"),
        spoiled("calibration", {}),
    ],
)
def test_malformed_settings_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    monkeypatch.setattr(resources, "weights", tmp_path.joinpath)
    settings.load.cache_clear()
    with pytest.raises(ResourceError, match=r"weights/settings\.json"):
        settings.load()
    monkeypatch.undo()
    settings.load.cache_clear()
    assert settings.load()
