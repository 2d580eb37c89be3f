"""Lays found readings beside gold ones, by the rules of `kg.evaluation`: what is tied, and what is right."""

from __future__ import annotations

from kg.evaluation.matching import match
from kg.model import Reading

__all__ = ["tied", "verdicts"]


def tied(gold: Reading, found: Reading) -> set[tuple[int, int]]:
    """Return the pairs of found mentions (origin, target) that pair with gold mentions which are tied."""
    paired = match(gold, found).paired
    return {
        (paired[tie.origin], paired[tie.target]) for tie in gold.ties if tie.origin in paired and tie.target in paired
    }


def verdicts(gold: Reading, found: Reading) -> list[bool | None]:
    """Tell of each found mention whether it is right, or `None` where the evaluation looks away."""
    matching = match(gold, found)
    right = set(matching.paired.values())
    return [None if place in matching.uncounted else place in right for place in range(len(found.mentions))]
