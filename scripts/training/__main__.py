"""Makes the weights of the extraction (`kg/extraction/weights/`) and their card from the annotated corpus.

The stages run in order and leave what they made in `build/training/`; with --stage the training goes on from there.
"""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import replace
from pathlib import Path

import torch

from kg.errors import KgError
from training import card, corpus, pretrained
from training.recipe import Recipe
from training.stages import STAGES
from training.workspace import Run

CHECKOUT = Path(__file__).resolve().parents[2]
ANNOTATED = CHECKOUT / "seeds" / "annotated"
WEIGHTS = CHECKOUT / "kg" / "extraction" / "weights"
CARD = CHECKOUT / "docs" / "model-card.md"
WORKSPACE = CHECKOUT / "build" / "training"


def main() -> int:
    """Run the stages that the command line asks for."""
    given = _parser().parse_args()
    logging.basicConfig(level=logging.ERROR)  # the quantiser warns of operators that are fused on purpose
    torch.set_num_threads(given.threads)
    torch.use_deterministic_algorithms(mode=True)
    recipe = Recipe()
    recipe = replace(recipe, epochs=given.epochs or recipe.epochs, seed=given.seed or recipe.seed)
    try:
        if given.unseeded is not None:
            card.refuse_seeded(given.unseeded)
        run = Run(
            corpus=corpus.read(ANNOTATED, with_seeds=not given.without_seeds, limit=given.limit),
            recipe=recipe,
            pretrained=pretrained.find(),
            workspace=given.workspace,
            out=given.out,
            card=CARD if given.out.resolve() == WEIGHTS else given.out / CARD.name,
            folds=given.folds,
            unseeded=given.unseeded,
            say=_say,
        )
        names = list(STAGES)
        for name in names[names.index(given.stage) :]:
            _say(f"{name}: {STAGES[name].__doc__}")
            STAGES[name](run)
    except KgError as error:
        _say(str(error))
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without-seeds", action="store_true", help="do not learn from the seeds")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="the folder to write the weights to")
    parser.add_argument("--stage", choices=STAGES, default=next(iter(STAGES)), help="go on from this stage")
    parser.add_argument("--folds", type=_folds, default=2, help="cross-validate with so many folds (2; 0: not)")
    parser.add_argument("--unseeded", type=Path, help="weights made with --without-seeds, to be measured on the seeds")
    parser.add_argument("--epochs", type=int, help=f"epochs of the tagger ({Recipe().epochs})")
    parser.add_argument("--seed", type=int, help=f"the seed of all random numbers ({Recipe().seed})")
    parser.add_argument("--threads", type=int, default=1, help="processor threads (1: the published weights' sums)")
    parser.add_argument("--workspace", type=Path, default=WORKSPACE, help=argparse.SUPPRESS)
    parser.add_argument("--limit", type=int, help=argparse.SUPPRESS)  # so many of each part, for a trial
    return parser


def _folds(words: str) -> int:
    """Return a number of folds; one fold is none."""
    number = int(words)
    if number != 0 and number < 2:
        raise argparse.ArgumentTypeError("name two folds or more")
    return number


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
