"""Ties causes and countermeasures to problems, only where the text does: two lists side by side tie nothing."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extraction import settings
from kg.extraction.relations import forest
from kg.extraction.relations.columns import FEATURES
from kg.extraction.relations.pairs import features
from kg.model import Mention, Span, Tie
from kg.vocabulary import Kind, Relation

__all__ = ["FEATURES", "features", "find"]

_RELATIONS = {Kind.CAUSE: Relation.CAUSES, Kind.COUNTERMEASURE: Relation.ADDRESSES}


def find(text: str, mentions: Sequence[Mention]) -> list[Tie]:
    """Return the stated ties among the mentions of a text, in the order of their origins.

    Raises:
        ResourceError: if the weights are missing or malformed.

    """
    pairs, described = features(text, mentions)
    chances = forest.load(FEATURES).chances(described)
    least = settings.load().link_at
    return [
        _tie(mentions, origin, target, float(chance))
        for (origin, target), chance in zip(pairs, chances, strict=True)
        if chance >= least
    ]


def _tie(mentions: Sequence[Mention], origin: int, target: int, chance: float) -> Tie:
    one, other = mentions[origin], mentions[target]
    evidence = Span(min(one.span.start, other.span.start), max(one.span.end, other.span.end))
    confidence = round(chance * min(one.confidence, other.confidence), 4)
    return Tie(_RELATIONS[one.kind], origin, target, evidence, confidence)
