"""How alike cases are: the themes that both report in a role, out of those that either reports (Jaccard).

A case whose abstract reports nothing is like no other: it is counted, not left out in silence. The theme `other` is
never shared, since two things in it need not be alike; it counts among the themes of each case that reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.analysis import naming
from kg.analysis.naming import Names
from kg.analysis.profiles import Profiles
from kg.analysis.wording import counted, role, say
from kg.answers import Answers
from kg.model import Value

__all__ = ["COLUMNS", "Likeness", "Profiles", "alike", "best_pairs", "counts", "pairs"]

#: The columns of the answers. A row is a theme that the two share, with the words of each.
COLUMNS = (
    "case",
    "study",
    "other",
    "other_study",
    "jaccard",
    "shared",
    "in_either",
    "same_place",
    "theme",
    "quote",
    "other_quote",
)
#: So many pairs are compared at a time: some 50 MB, however many cases there are.
_BLOCK = 1 << 21
#: A pair is looked at closely if it comes that near to being among the best: single precision tells no more.
_SLACK = 0.9999


class Compared(NamedTuple):
    """Pairs of cases by their rows in the profiles, and how many themes they share and either has; int64 columns."""

    case: NDArray[np.int64]
    other: NDArray[np.int64]
    shared: NDArray[np.int64]
    in_either: NDArray[np.int64]


class Likeness(NamedTuple):
    """Two cases by their rows in the profiles, and how many themes they share and how many either reports."""

    case: int
    other: int
    shared: int
    in_either: int

    @property
    def jaccard(self) -> float:
        """The share of the themes of either that both report, with three digits, a half rounded up."""
        return (2000 * self.shared + self.in_either) // (2 * self.in_either) / 1000


def alike(profiles: Profiles, case: str, *, least: float = 0.0, top: int | None = 10, language: str = "en") -> Answers:
    """Return which cases are most alike one case, and why: a row for each shared theme and each pair of its quotes.

    `case` is an IRI or its end, a name as the abstract writes it, which several cases may have, or the name of a place
    in which it lies. Of each, the `top` cases are given whose Jaccard index is `least` or more (all, if `top` is
    `None`); those that are equally alike come in the order of their IRIs. A case is never found alike because it bears
    the same name: `same_place` names the real place in which both lie.

    Raises:
        QueryError: if there are no answers in the `language`.

    """
    rows = naming.found(profiles, case)
    likenesses: list[Likeness] = []
    sharing = 0
    for row in rows:
        shared, in_either = counts(profiles, row)
        sharing += int(np.count_nonzero(shared))
        others = np.arange(len(profiles.cases))
        likenesses += _ranked(Compared(np.full_like(others, row), others, shared, in_either), least, top)
    note = _why_not(profiles, rows, language) if not likenesses else ""
    return _answers(profiles, likenesses, note, language, alike=sharing)


def pairs(profiles: Profiles, *, least: float = 0.0, top: int = 10, language: str = "en") -> Answers:
    """Return the `top` pairs of cases that are most alike, with a Jaccard index of `least` or more, and why.

    A pair comes once, and its rows are those of `alike`; pairs that are equally alike come by how many themes they
    share, then in the order of their IRIs.

    Raises:
        QueryError: if there are no answers in the `language`.

    """
    likenesses, sharing = best_pairs(profiles, least=least, top=top)
    note = "" if likenesses else _say(profiles, "few" if profiles.reporting < 2 else "none", language)
    return _answers(profiles, likenesses, note, language, sharing=sharing)


def counts(profiles: Profiles, row: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many themes the case in `row` shares with each case, and how many either reports (int64, by row).

    A case shares nothing with itself here.
    """
    own = np.flatnonzero(profiles.matrix[row])
    shared = profiles.matrix[:, own].sum(axis=1, dtype=np.int64)
    shared[row] = 0
    return shared, profiles.sizes + profiles.sizes[row] - shared


def best_pairs(profiles: Profiles, *, least: float = 0.0, top: int = 10) -> tuple[list[Likeness], int]:
    """Return the `top` pairs that are most alike, best first, and how many pairs share a theme at all.

    All pairs are compared, a block of rows at a time, so that the memory does not grow with their number.
    """
    matrix = profiles.matrix.astype(np.float32)  # which numpy multiplies fast, and which is exact for counts
    sizes = profiles.sizes.astype(np.float32)
    height = max(1, _BLOCK // max(1, len(sizes)))
    best: list[Likeness] = []
    sharing = 0
    for start in range(0, len(sizes), height):
        shared = np.triu(matrix[start : start + height] @ matrix[start:].T, 1)
        sharing += int(np.count_nonzero(shared))
        in_either = sizes[start : start + height, None] + sizes[None, start:] - shared
        needed = best[-1].shared / best[-1].in_either if len(best) == top else least
        hopeful = (shared > 0) & (shared >= np.float32(needed * _SLACK) * in_either)
        first, second = (found + start for found in np.nonzero(hopeful))
        common = shared[hopeful].astype(np.int64)
        either = profiles.sizes[first] + profiles.sizes[second] - common
        best += _ranked(Compared(first, second, common, either), least, top)
        best = sorted(best, key=_order)[:top]
    return best, sharing


def _ranked(compared: Compared, least: float, top: int | None) -> list[Likeness]:
    """The best of some pairs, best first; pairs that share nothing are none."""
    jaccard = compared.shared / np.maximum(compared.in_either, 1)
    kept = np.flatnonzero((compared.shared > 0) & (jaccard >= least))
    if top is not None and 0 < top < len(kept):
        worst = -np.partition(-jaccard[kept], top - 1)[top - 1]
        kept = kept[jaccard[kept] >= worst]
    first, second, shared, in_either = (column[kept] for column in compared)
    order = np.lexsort((second, first, -shared, -jaccard[kept]))[:top]
    columns = (column[order].tolist() for column in (first, second, shared, in_either))
    return [Likeness(*row) for row in zip(*columns, strict=True)]


def _order(likeness: Likeness) -> tuple[float, int, int, int]:
    return -likeness.shared / likeness.in_either, -likeness.shared, likeness.case, likeness.other


def _why(profiles: Profiles, likeness: Likeness, names: Names) -> Iterator[tuple[Value, ...]]:
    """The rows of a pair: a theme that they share with each pair of quotes about it."""
    case, other = profiles.cases[likeness.case], profiles.cases[likeness.other]
    place = names.place(case)
    same = names(place) if place and place == names.place(other) else None
    told = (names(case), names.study(case), names(other), names.study(other))
    figures = (likeness.jaccard, likeness.shared, likeness.in_either)
    common = np.flatnonzero(profiles.matrix[likeness.case] & profiles.matrix[likeness.other])
    for theme in sorted((profiles.themes[column] for column in common), key=lambda iri: (names(iri), iri)):
        for _, quote in names.quotes(case).get(theme, ()):
            for _, other_quote in names.quotes(other).get(theme, ()):
                yield *told, *figures, same, names(theme), quote, other_quote


def _why_not(profiles: Profiles, rows: list[int], language: str) -> str:
    """Why no case is alike the cases in `rows`."""
    if not rows:
        return say("similarity.unknown", language)
    if not profiles.sizes[rows].any():
        return _say(profiles, "silent", language)
    return _say(profiles, "alone" if profiles.reporting < 2 else "none", language)


def _say(profiles: Profiles, name: str, language: str) -> str:
    return say(f"similarity.{name}", language, role=role(profiles, language))


def _answers(profiles: Profiles, likenesses: Iterable[Likeness], note: str, language: str, **more: int) -> Answers:
    """The rows of the pairs, with what they are counted of; `more` is what only one of the measures counts."""
    names = Names(profiles, language)
    rows = tuple(row for likeness in likenesses for row in _why(profiles, likeness, names))
    return Answers(COLUMNS, rows, counted(profiles, language, **more), note)
