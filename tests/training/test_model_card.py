"""The model card says what was measured, and nothing where nothing was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from training import card, corpus
from training.recipe import Recipe

from kg.errors import InputError
from kg.evaluation import evaluate
from kg.model import Reading


@pytest.fixture
def content(seed_readings: tuple[Reading, ...], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(card, "_PACKAGES", ("numpy", "lxml"))
    known = corpus.Corpus(seed_readings, seed_readings, (), seed_readings, with_seeds=True, digests={"train": "ab12"})
    same = evaluate(seed_readings, seed_readings)
    none = evaluate(seed_readings, [])
    noted = {
        "calibration": {"error": 0.0457, "bins": [{"said": 0.931, "right": 0.962, "count": 526}]},
        "relations": {"train_gold": 0.71, "train_found": 0.61, "found_by_other_folds": True, "dev_gold": 0.79},
        "folds": {
            "core": {"folds": [0.87, 0.89], "mean": 0.88, "deviation": 0.0141},
            "micro": {"folds": [0.86, 0.88], "mean": 0.87, "deviation": 0.0142},
            "seeds": {
                "core": {"folds": [0.85, 0.87], "mean": 0.86, "deviation": 0.0141},
                "micro": {"folds": [0.91, 0.93], "mean": 0.92, "deviation": 0.0141},
            },
        },
    }
    sizes = {"encoder.onnx": 9_850_000, "words.npy": 10_150_000}
    seeds = {"learned": same, "unseen": none}
    return card.content(known, Recipe(), dev=same, seeds=seeds, sizes=sizes, noted=noted)


def test_the_card_says_what_was_measured(content: dict[str, Any]) -> None:
    text = card.render(content)
    for said in (
        "20.0 MB",
        "| `train` | `ab12` |",
        "| 0.931 | 0.962 | 526 |",
        "| core | 1.000 | 1.000 | 58 |",
        "0.046",
    ):
        assert said in text
    assert "standard deviation of 0.014" in text
    assert "| not learned from | 0.000 |" in text
    assert "(mean) | 0.860 | | 0.920 |" in text
    assert "10 abstracts" not in text


def test_the_diagram_has_a_point_for_each_bin() -> None:
    bins = [{"said": 0.25, "right": 0.5, "count": 4}, {"said": 0.9, "right": 0.8, "count": 100}]
    root = ElementTree.fromstring(card.diagram(bins, 0.1))  # noqa: S314 - our own
    circles = root.findall(".//{http://www.w3.org/2000/svg}circle")
    assert [(float(one.attrib["cx"]), float(one.attrib["cy"])) for one in circles] == [(150, 200), (384, 92)]
    assert float(circles[0].attrib["r"]) < float(circles[1].attrib["r"])


def test_the_card_is_silent_on_what_was_not(content: dict[str, Any]) -> None:
    text = card.render(content | {"noted": dict.fromkeys(("calibration", "relations", "folds"))})
    for unsaid in ("Cross-validated", "calibration error", "Between gold"):
        assert unsaid not in text


def test_weights_that_learned_from_the_seeds_are_no_unseeded_ones(content: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / card.FILE).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="from the seeds"):
        card.refuse_seeded(tmp_path)
    content["data"]["with_seeds"] = False
    (tmp_path / card.FILE).write_text(json.dumps(content), encoding="utf-8")
    card.refuse_seeded(tmp_path)


def test_the_card_holds_every_number_of_the_recipe(content: dict[str, Any]) -> None:
    assert content["recipe"]["epochs"] == Recipe().epochs
    assert content["recipe"].keys() == set(Recipe.__dataclass_fields__)
