"""Groups a study's causes and countermeasures around the problems that the text ties them to, for drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.views.site.told import Tie
from kg.vocabulary import Relation

__all__ = ["Chain", "chains"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Problems to which the text ties the same causes and the same countermeasures."""

    causes: tuple[Tie, ...]
    problems: tuple[Tie, ...]
    countermeasures: tuple[Tie, ...]


def chains(ties: Iterable[Tie]) -> list[Chain]:
    """Return the chains in the order of their first problem; each tie is in one of them.

    A chain's `problems` hold one tie for each problem, and its other two one tie for each cause or countermeasure.
    """
    around: dict[str, list[Tie]] = {}
    for tie in ties:
        around.setdefault(tie.target.code, []).append(tie)
    groups: dict[frozenset[tuple[str, str]], list[list[Tie]]] = {}
    for found in sorted(around.values(), key=lambda found: found[0].target.span):
        groups.setdefault(frozenset((tie.relation, tie.origin.code) for tie in found), []).append(found)
    return [_chain(found) for found in groups.values()]


def _chain(found: list[list[Tie]]) -> Chain:
    first = sorted(found[0], key=lambda tie: tie.origin.span)
    return Chain(
        causes=tuple(tie for tie in first if tie.relation == Relation.CAUSES),
        problems=tuple(ties[0] for ties in found),
        countermeasures=tuple(tie for tie in first if tie.relation == Relation.ADDRESSES),
    )
