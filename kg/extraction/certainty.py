"""Parts what was read with confidence from what is only a candidate: more likely wrong than right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from kg.model import Link, Statement, Study, Use

__all__ = ["LEAST", "part"]

#: A statement, use or link below this confidence is a candidate: confidences are calibrated, so that it is more likely
#: wrong than right.
LEAST = 0.5

Claim = TypeVar("Claim", Statement, Use, Link)


def part(study: Study, least: float = LEAST) -> tuple[Study, Study]:
    """Return what is certain enough of a study, and its candidates: the statements, uses and links below `least`.

    A link is as uncertain as the least certain of itself and its two ends. Codes stay as they are, so that a candidate
    has one IRI whatever the threshold. All cases stay with the study, since its statements are about them.
    """
    doubtful = {statement.id for statement in study.statements if statement.confidence < least}
    statements = _parted(study.statements, lambda statement: statement.id in doubtful)
    uses = _parted(study.uses, lambda use: use.confidence < least)
    links = _parted(study.links, lambda link: link.confidence < least or not doubtful.isdisjoint(_ends(link)))
    certain = replace(study, statements=statements[0], uses=uses[0], links=links[0])
    candidates = replace(study, cases=(), localities=(), statements=statements[1], uses=uses[1], links=links[1])
    return certain, candidates


def _ends(link: Link) -> tuple[str, str]:
    return link.origin, link.target


def _parted(
    claims: Iterable[Claim], is_doubtful: Callable[[Claim], bool]
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    certain: list[Claim] = []
    doubtful: list[Claim] = []
    for claim in claims:
        (doubtful if is_doubtful(claim) else certain).append(claim)
    return tuple(certain), tuple(doubtful)
