"""Writes an evaluation as one HTML page: the figures, what was taken for what, and every mark in its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import files
from kg.evaluation import Comparison, Figures, Scores, compare, evaluate
from kg.evaluation.findings import Tied, Verdict, confusions
from kg.evaluation.matching import KINDS
from kg.evaluation.scoring import side_by_side
from kg.model import Reading
from kg.views import embedding
from kg.views.marking import Numbered, Piece, cut, numbered
from kg.views.templating import environment
from kg.vocabulary import Kind

__all__ = ["page", "write"]

#: From which share of its row on a confusion is shown stronger.
_HEAT = (0.25, 0.1, 0.0)


@dataclass(frozen=True, slots=True)
class _Page:
    """One abstract as the page shows it: `place` counts from 1, the abstract with most mistakes first."""

    place: int
    compared: Comparison
    figures: Figures
    marks: list[Numbered]
    pieces: list[Piece]

    @property
    def counts(self) -> Counter[Verdict]:
        return self.compared.counts

    @property
    def mistakes(self) -> list[Numbered]:
        return [mark for mark in self.marks if mark.number is not None]

    @property
    def bad_ties(self) -> list[Tied]:
        return [tie for tie in self.compared.ties if tie.verdict is not Verdict.RIGHT]


@dataclass(frozen=True, slots=True)
class _Row:
    """One kind of the gold (`None`: not in the gold), what its marks were found as, and how many there are."""

    kind: Kind | None
    cells: Sequence[tuple[Kind | None, int, str]]
    total: int


def write(gold: Sequence[Reading], found: Sequence[Reading], scores: Scores, path: Path) -> None:
    """Write the page of an evaluation to `path`.

    Raises:
        InputError: if a found reading is of another text than the gold's.
        OutputError: if the file cannot be written.

    """
    files.write_text(path, page(gold, found, scores))


def page(gold: Sequence[Reading], found: Sequence[Reading], scores: Scores) -> str:
    """Return the page of an evaluation: one file that fetches nothing and needs no script.

    `scores` are those of `found` against `gold`. The same readings give the same bytes.
    """
    abstracts = list(_abstracts(gold, found))
    compared = [one.compared for one in abstracts]
    styles = [embedding.style("evaluation.css")]
    return (
        environment()
        .get_template("evaluation.html")
        .render(
            policy=embedding.content_policy([], styles),
            styles=styles,
            scores=scores,
            kinds=KINDS,
            matrix=_matrix(compared),
            counts=sum((one.counts for one in compared), Counter[Verdict]()),
            abstracts=abstracts,
        )
    )


def _abstracts(gold: Sequence[Reading], found: Sequence[Reading]) -> Iterator[_Page]:
    compared = [(compare(one, other), one, other) for one, other in side_by_side(gold, found)]
    compared.sort(key=lambda each: (-each[0].mistakes, each[0].abstract.id))
    for place, (comparison, one, other) in enumerate(compared, 1):
        marks = numbered(comparison.findings)
        figures = evaluate([one], [other]).overlap["micro"]
        yield _Page(place, comparison, figures, marks, cut(comparison.abstract.text, marks))


def _matrix(compared: Iterable[Comparison]) -> list[_Row]:
    counts = confusions(compared)
    return [_row(kind, counts) for kind in (*KINDS, None)]


def _row(kind: Kind | None, counts: Counter[tuple[Kind | None, Kind | None]]) -> _Row:
    total = sum(counts[kind, other] for other in (*KINDS, None))
    cells = [(other, counts[kind, other], _heat(kind, other, counts[kind, other], total)) for other in (*KINDS, None)]
    return _Row(kind, cells, total)


def _heat(kind: Kind | None, other: Kind | None, count: int, total: int) -> str:
    """The class of a cell: what is right, and how large a part of its row a confusion is."""
    if kind is None and other is None:
        return "void"
    if kind is other:
        return "same"
    if not count:
        return "none"
    return f"heat-{next(step for step, least in enumerate(_HEAT) if count / total > least)}"
