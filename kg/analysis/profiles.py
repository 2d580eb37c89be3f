"""Which themes the cases report in a role, as one array that is read from the graph once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from kg import iris
from kg.errors import QueryError
from kg.graph import KnowledgeGraph
from kg.readable import Readable
from kg.triples import INFERRED
from kg.triples.terms import iri_of
from kg.vocabulary import KG, RDF, STATEMENT_KINDS, Kind

__all__ = ["Profiles", "Unit", "role_named"]

#: What has no better theme: two things in it need not be alike.
OTHER = iris.mint("theme", "other")
_EXAMINES, _MADE_BY, _HAS_THEME = (NamedNode(KG + name) for name in ("examines", "madeBy", "hasTheme"))
_TYPE = NamedNode(f"{RDF}type")


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
        cases = tuple(sorted(set(_units(store, counted))))
        return cls(kind, counted, cases, *_arrays(cases, _reported(store, kind, counted)), store)

    @property
    def reporting(self) -> int:
        """How many cases report at least one theme."""
        return int(np.count_nonzero(self.sizes))


def role_named(role: Kind | str) -> Kind:
    """Return the kind of statement of that name; raises `QueryError` if it is none."""
    if role not in STATEMENT_KINDS:
        raise QueryError(f"role is one of {', '.join(STATEMENT_KINDS)}; {str(role)!r} is none")
    return Kind(role)


def _units(store: Readable, unit: Unit) -> Iterator[str]:
    if unit is Unit.CASE:
        return (iri_of(quad.object) for quad in store.quads(predicate=_EXAMINES))
    return (iri_of(quad.subject) for quad in store.quads(predicate=_TYPE, object=NamedNode(f"{KG}Study")))


def _reported(store: Readable, role: Kind, unit: Unit) -> Iterable[tuple[str, str]]:
    """The pairs of a unit and a theme that it reports; those of cases are the shortcuts that were inferred."""
    if unit is Unit.CASE:
        shortcut = NamedNode(f"{KG}{role}Theme")
        return [(iri_of(quad.subject), iri_of(quad.object)) for quad in store.quads(INFERRED, predicate=shortcut)]
    of_role = store.quads(predicate=_TYPE, object=NamedNode(KG + role.capitalize()))
    statements = {iri_of(quad.subject) for quad in of_role}
    makers = {iri_of(quad.subject): iri_of(quad.object) for quad in store.quads(predicate=_MADE_BY)}
    themes = ((iri_of(quad.subject), iri_of(quad.object)) for quad in store.quads(predicate=_HAS_THEME))
    return [(makers[statement], theme) for statement, theme in themes if statement in statements]


def _arrays(
    cases: tuple[str, ...], reported: Iterable[tuple[str, str]]
) -> tuple[tuple[str, ...], NDArray[np.uint8], NDArray[np.int64]]:
    """The themes, which case reports which, and how many each reports."""
    row_of = {case: row for row, case in enumerate(cases)}
    pairs = [(row_of[case], theme) for case, theme in reported if case in row_of]
    found = sorted({theme for _, theme in pairs})
    column_of = {theme: column for column, theme in enumerate(found)}
    whole = np.zeros((len(cases), len(found)), dtype=np.uint8)
    whole[[row for row, _ in pairs], [column_of[theme] for _, theme in pairs]] = 1
    sizes = whole.sum(axis=1, dtype=np.int64)
    kept = [column for column, theme in enumerate(found) if theme != OTHER]
    matrix = np.ascontiguousarray(whole[:, kept])
    for array in (matrix, sizes):
        array.setflags(write=False)
    return tuple(found[column] for column in kept), matrix, sizes
