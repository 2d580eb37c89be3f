"""Makes the weights of the extraction (`kg/extraction/weights/`) from the annotated corpus.

Only features that occur in several abstracts (or phrases) of the training set are learned, so that none rests on the
words of a seed, even where the seeds are learned from too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import chain
import corpus

from kg import lexicon
from kg.extraction import linking
from kg.extraction.tagging import names, statements
from kg.model import Reading
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind, Role

CHECKOUT = Path(__file__).resolve().parents[2]
WEIGHTS = CHECKOUT / "kg" / "extraction" / "weights"
ANNOTATED = CHECKOUT / "seeds" / "annotated"


@dataclass(frozen=True, slots=True)
class Setting:
    """How one model is learned, as cross-validation on the training set and the development set advised.

    A feature must occur in `least` examples; `penalty` and `steps` are those of `chain.fit`; `lean` is taken off the
    weight of finding nothing, so that as much is found too much as is missed.
    """

    least: int
    penalty: float
    steps: int
    lean: float = 0.0


SETTINGS = {
    statements.WEIGHTS: Setting(least=3, penalty=4.0, steps=150, lean=0.4),
    names.WEIGHTS: Setting(least=3, penalty=2.0, steps=120),
    linking.WEIGHTS: Setting(least=3, penalty=4.0, steps=100),
}


def main() -> int:
    """Learn what the command line asks for."""
    parser = argparse.ArgumentParser(prog="scripts/train", description=__doc__)
    parser.add_argument("--without-seeds", action="store_true", help="learn from train/ and phrases/ only")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the folder to write to")
    parser.add_argument("models", nargs="*", help=f"which of {', '.join(SETTINGS)}; all if none is named")
    given = parser.parse_args()
    train = corpus.readings(ANNOTATED / "train")
    seeds = [] if given.without_seeds else corpus.readings(ANNOTATED / "seeds")
    for model in given.models or SETTINGS:
        learn(model, train, seeds, given.out / f"{model}.npz")
    return 0


def learn(model: str, train: Sequence[Reading], seeds: Sequence[Reading], path: Path) -> None:
    """Learn one model and write it."""
    setting = SETTINGS[model]
    general = [*examples(model, train), *extra_examples(model)]
    features = chain.vocabulary(general, setting.least)
    everything = [*general, *examples(model, seeds)]
    labeller = chain.fit(everything, features, labels(model, general), penalty=setting.penalty, steps=setting.steps)
    kept = chain.store(chain.lean(labeller, setting.lean), path)
    sys.stderr.write(f"{path.name}: {kept} features from {len(everything)} examples\n")


def examples(model: str, readings: Sequence[Reading]) -> Iterable[chain.Example]:
    """Return what a model learns from these readings."""
    if model == statements.WEIGHTS:
        return map(corpus.of_statements, readings)
    if model == names.WEIGHTS:
        return (corpus.of_names(reading, lexicon.load()) for reading in readings)
    return corpus.of_themes(readings, lexicon.load())


def extra_examples(model: str) -> Iterable[chain.Example]:
    """Return what a model learns from beside annotated abstracts."""
    return corpus.of_phrases(ANNOTATED / "phrases", lexicon.load()) if model == linking.WEIGHTS else ()


def labels(model: str, examples: Sequence[chain.Example]) -> list[str]:
    """Return the labels that a model tells apart."""
    if model == statements.WEIGHTS:
        return chain.tags([*STATEMENT_KINDS, Kind.CONTEXT])
    if model == names.WEIGHTS:
        return chain.tags([*Role, *CONCEPT_KINDS])
    return sorted({label for example in examples for label in example.labels})


if __name__ == "__main__":
    sys.exit(main())
