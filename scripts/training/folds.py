"""Cross-validates the tagger: how well it reads abstracts that it was not taught, and how much that varies."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from kg.evaluation import Scores
from kg.model import Reading

__all__ = ["Variation", "parts", "variation"]


@dataclass(frozen=True, slots=True)
class Variation:
    """The overlap F1 of each fold, their mean and their standard deviation."""

    folds: tuple[float, ...]
    mean: float
    deviation: float


def parts(readings: Sequence[Reading], folds: int, random: Random) -> list[list[Reading]]:
    """Return the readings in `folds` parts of like size, by chance."""
    shuffled = random.sample(readings, len(readings))
    return [shuffled[start::folds] for start in range(folds)]


def variation(scores: Sequence[Scores], group: str) -> Variation:
    """Return how the overlap F1 of a group of kinds (`core`, `micro`) varies over two and more folds."""
    figures = tuple(score.overlap[group].f1 for score in scores)
    return Variation(figures, statistics.mean(figures), statistics.stdev(figures))
