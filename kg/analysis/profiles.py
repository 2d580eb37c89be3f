"""Which themes the cases report in a role, as one array that is read from the graph once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from kg import binding, iris, resources
from kg.answers import Answers
from kg.errors import QueryError
from kg.graph import KnowledgeGraph
from kg.readable import Readable
from kg.vocabulary import KG, STATEMENT_KINDS, Kind

__all__ = ["Profiles", "Unit", "role_named"]

#: What has no better theme: two things in it need not be alike.
OTHER = iris.mint("theme", "other")


class Unit(StrEnum):
    """What reports a theme: a case that is examined, or a study taken whole, with what it says about no one case."""

    CASE = "case"
    STUDY = "study"


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Which themes each case reports in one role.

    `cases` are the IRIs of the cases that studies examine (no comparators), sorted, or of the studies where that is the
    `unit`. `themes` are the IRIs of the themes that occur, sorted, without `other`. `matrix` has a row a case and a
    column a theme, 1 where it is reported (uint8, read-only). `sizes` says how many themes each case reports, `other`
    among them (int64, read-only): 0 where its abstract is silent.
    """

    role: Kind
    unit: Unit
    cases: tuple[str, ...]
    themes: tuple[str, ...]
    matrix: NDArray[np.uint8]
    sizes: NDArray[np.int64]
    store: Readable = field(repr=False)

    @classmethod
    def of(
        cls, source: Readable | KnowledgeGraph, role: Kind | str = Kind.PROBLEM, *, unit: Unit | str = Unit.CASE
    ) -> Self:
        """Read the profiles in a role (`problem`, `cause`, `countermeasure` or `achievement`) from a graph.

        Raises:
            QueryError: if there is no such role.

        """
        store = source.store if isinstance(source, KnowledgeGraph) else source
        kind, counted = role_named(role), Unit(unit)
        cases = tuple(sorted(str(case) for (case,) in _asked(store, counted, kind).rows))
        reported = {str(case): str(themes).split() for case, themes in _asked(store, f"{counted}_themes", kind).rows}
        return cls(kind, counted, cases, *_arrays(cases, reported), store)

    @property
    def reporting(self) -> int:
        """How many cases report at least one theme."""
        return int(np.count_nonzero(self.sizes))

    @property
    def frequencies(self) -> dict[str, int]:
        """How many cases report each theme, by its IRI; `other` is the last one, where any reports it."""
        found = dict(zip(self.themes, self.matrix.sum(axis=0, dtype=np.int64).tolist(), strict=True))
        beside = int(self.sizes.sum()) - sum(found.values())
        return found | {OTHER: beside} if beside else found


def role_named(role: Kind | str) -> Kind:
    """Return the kind of statement of that name; raises `QueryError` if it is none."""
    if role not in STATEMENT_KINDS:
        raise QueryError(f"role is one of {', '.join(STATEMENT_KINDS)}; {str(role)!r} is none")
    return Kind(role)


def _asked(store: Readable, name: str, role: Kind) -> Answers:
    """The answer to a query of `ontology/profiles`, with the role and its shortcut in their places."""
    terms = {"role": NamedNode(KG + role.capitalize()), "shortcut": NamedNode(f"{KG}{role}Theme")}
    return store.query(binding.written(resources.queries("profiles")[name], terms))


def _arrays(
    cases: tuple[str, ...], reported: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, ...], NDArray[np.uint8], NDArray[np.int64]]:
    """The themes, which case reports which, and how many each reports."""
    found = sorted({theme for case in cases for theme in reported.get(case, ())})
    column_of = {theme: column for column, theme in enumerate(found)}
    whole = np.zeros((len(cases), len(found)), dtype=np.uint8)
    for row, case in enumerate(cases):
        whole[row, [column_of[theme] for theme in reported.get(case, ())]] = 1
    sizes = whole.sum(axis=1, dtype=np.int64)
    kept = [column for column, theme in enumerate(found) if theme != OTHER]
    matrix = np.ascontiguousarray(whole[:, kept])
    for array in (matrix, sizes):
        array.setflags(write=False)
    return tuple(found[column] for column in kept), matrix, sizes
