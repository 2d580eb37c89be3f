"""What `scripts/train` does: the gradient is right, what can be learned is learned, and the gold is labelled well."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from kg import resources
from kg.extraction import labelling
from kg.loaders import annotated

ROOT = Path(__file__).parents[2]
pytest.importorskip("scipy", reason="training needs the extra [train]")


@pytest.fixture(scope="module")
def training() -> Iterator[dict[str, ModuleType]]:
    sys.path.insert(0, str(ROOT / "scripts" / "training"))
    yield {name: importlib.import_module(name) for name in ("chain", "corpus")}
    sys.path.pop(0)


def toy(chain: ModuleType) -> list[object]:
    """Return sequences in which `x` opens a stretch that goes on through `y`."""
    sequences = ["xyaxa", "axyya", "aa", "xx", "yay"]
    labels = {"xyaxa": "BIOBO", "axyya": "OBIIO", "aa": "OO", "xx": "BB", "yay": "OOO"}
    return [
        chain.Example(
            [["any", f"letter={letter}"] for letter in one],
            [label if label == "O" else f"{label}-s" for label in labels[one]],
        )
        for one in sequences
    ]


def test_the_gradient_is_that_of_the_loss(training: dict[str, ModuleType]) -> None:
    chain = training["chain"]
    examples = toy(chain)
    problem = chain._Problem(examples, chain.vocabulary(examples, 1), chain.tags(["s"]), 0.5)
    at = np.random.default_rng(0).normal(size=problem.size)
    _, gradient = problem(at)
    for place in range(0, problem.size, 3):
        step = np.zeros(problem.size)
        step[place] = 1e-5
        slope = (problem(at + step)[0] - problem(at - step)[0]) / 2e-5
        assert gradient[place] == pytest.approx(slope, abs=1e-4)


def test_what_is_learned_is_stored_and_found_again(
    training: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = training["chain"]
    examples = toy(chain)
    learned = chain.fit(examples, chain.vocabulary(examples, 1), chain.tags(["s"]), penalty=0.01, steps=200)
    chain.store(learned, tmp_path / "toy.npz")
    monkeypatch.setattr(resources, "weights", lambda name: tmp_path / Path(name).name)
    stored = labelling.load("toy")
    found = [
        (one.first, one.last, one.kind)
        for one in stored.stretches([[f"letter={letter}", "any"] for letter in "axyaxx"])
    ]
    assert found == [(1, 2, "s"), (4, 4, "s"), (5, 5, "s")]


def test_a_lean_finds_more(training: dict[str, ModuleType]) -> None:
    chain = training["chain"]
    examples = toy(chain)
    learned = chain.fit(examples, chain.vocabulary(examples, 1), chain.tags(["s"]), penalty=1.0, steps=50)
    leaning = chain.lean(learned, 2.0)
    before, after = learned.scores([["any"]])[0], leaning.scores([["any"]])[0]
    assert after[0] == pytest.approx(before[0] - 2.0, abs=1e-5)
    assert list(after[1:]) == list(before[1:])


def test_rare_features_are_left_out(training: dict[str, ModuleType]) -> None:
    chain = training["chain"]
    assert set(chain.vocabulary(toy(chain), 4)) == {"any", "letter=a"}


def test_the_marks_of_an_abstract_can_be_written_in_pieces_and_words(training: dict[str, ModuleType]) -> None:
    corpus = training["corpus"]
    reading = annotated.parse_file(ROOT / "seeds" / "annotated" / "train" / "t001.xml")
    labels = corpus.of_statements(reading).labels
    assert [labels.count(f"B-{kind}") for kind in ("problem", "cause", "countermeasure", "achievement")] == [
        6,
        4,
        10,
        3,
    ]
    from kg import lexicon

    named = corpus.of_names(reading, lexicon.load()).labels
    assert [named.count(f"B-{kind}") for kind in ("subject", "reference", "theory", "method")] == [5, 1, 3, 3]
