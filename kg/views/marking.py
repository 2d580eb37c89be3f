"""Cuts an abstract at every boundary of its findings, so that marks which nest or cross can be shown side by side."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.evaluation.findings import PASSED, Finding, Verdict
from kg.model import Span

__all__ = ["Layer", "Numbered", "Piece", "cut", "numbered"]

#: Marks farther from the words than this would run into the next line; they share the last lane.
_LANES = 5


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its lane (0 is next to the words), and its number among those that are not right, from 1."""

    finding: Finding
    lane: int
    number: int | None

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of the finding."""
        return self.finding.verdict


@dataclass(frozen=True, slots=True)
class Layer:
    """A mark over a piece of text: it is there in both readings, or in one of them."""

    mark: Numbered
    part: Literal["both", "gold", "found"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text without a boundary inside: the marks over it, the outermost first, and those at its ends."""

    text: str
    layers: tuple[Layer, ...]
    begins: tuple[Numbered, ...]
    ends: tuple[Numbered, ...]


def numbered(findings: Sequence[Finding]) -> list[Numbered]:
    """Give each finding a lane in which no other one meets it, short ones first, and each mistake its number."""
    lanes: dict[int, int] = {}
    for place in sorted(range(len(findings)), key=lambda place: (len(findings[place].span), place)):
        taken = {lane for other, lane in lanes.items() if findings[other].span.meets(findings[place].span)}
        lanes[place] = next(lane for lane in range(_LANES + 1) if lane not in taken or lane == _LANES)
    numbers = itertools.count(1)
    return [
        Numbered(finding, lanes[place], None if finding.verdict in PASSED else next(numbers))
        for place, finding in enumerate(findings)
    ]


def cut(text: str, marks: Sequence[Numbered]) -> list[Piece]:
    """Return the pieces of a text; joined they are the text again."""
    spans = [span for mark in marks for span in mark.finding.spans]
    cuts = sorted({0, len(text), *(at for span in spans for at in (span.start, span.end))})
    return [_piece(text, Span(start, end), marks) for start, end in itertools.pairwise(cuts)]


def _piece(text: str, stretch: Span, marks: Sequence[Numbered]) -> Piece:
    over = [mark for mark in marks if mark.finding.span.covers(stretch)]
    layers = [Layer(mark, part) for mark in over if (part := _part(mark.finding, stretch))]
    return Piece(
        text=stretch.of(text),
        layers=tuple(sorted(layers, key=lambda layer: -layer.mark.lane)),
        begins=tuple(mark for mark in over if mark.finding.span.start == stretch.start),
        ends=tuple(mark for mark in over if mark.finding.span.end == stretch.end),
    )


def _part(finding: Finding, stretch: Span) -> Literal["both", "gold", "found"] | None:
    in_gold = finding.gold is not None and finding.gold.span.covers(stretch)
    in_found = finding.found is not None and finding.found.span.covers(stretch)
    if in_gold and in_found:
        return "both"
    if in_gold:
        return "gold"
    return "found" if in_found else None
