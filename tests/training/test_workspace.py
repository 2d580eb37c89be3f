"""What stages leave: found again only by a run on the same data with the same options."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from training.corpus import Corpus
from training.pretrained import Pretrained
from training.recipe import Recipe
from training.workspace import Run

from kg.errors import InputError


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(
        corpus=Corpus((), (), (), (), with_seeds=False, digests={"train": "ab"}),
        recipe=Recipe(),
        pretrained=Pretrained(Path("weights"), Path("tokenizer")),
        workspace=tmp_path / "training",
        out=tmp_path / "out",
        card=tmp_path / "card.md",
        folds=0,
        unseeded=None,
        say=lambda _: None,
    )


def test_what_was_noted_is_found_again(run: Run) -> None:
    assert run.noted("relations") is None
    run.note("relations", {"f1": 0.5})
    assert run.noted("relations") == {"f1": 0.5}
    run.require("relations")


def test_what_other_data_or_options_left_is_not_taken(run: Run) -> None:
    run.note("tagger", {})
    other_data = replace(run, corpus=replace(run.corpus, digests={"train": "cd"}))
    for other in (other_data, replace(run, recipe=Recipe(seed=2)), replace(run, recipe=Recipe(epochs=1))):
        with pytest.raises(InputError, match="--stage tagger"):
            other.require("tagger")


def test_a_fold_has_a_tagger_of_its_own(run: Run) -> None:
    assert len({run.tagger, run.tagger_without(1), run.tagger_without(2)}) == 3
