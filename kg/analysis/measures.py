"""What may be measured, by name: an answer for each measure, and the network that it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import networkx

from kg.analysis.communities import HALF, Grouped, case_network, centrality, communities, theme_network
from kg.analysis.cooccurrence import Cooccurrence, cooccurrence
from kg.analysis.profiles import Profiles, Unit
from kg.analysis.similarity import alike, pairs
from kg.answers import Answers
from kg.errors import QueryError
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.vocabulary import Kind

if TYPE_CHECKING:
    Network = networkx.Graph[str]

__all__ = ["Measure", "Measured"]

_TOP = 10


class Measure(StrEnum):
    """What is measured."""

    SIMILARITY = "similarity"
    COOCCURRENCE = "cooccurrence"
    COMMUNITIES = "communities"
    CENTRALITY = "centrality"


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure and what it is taken of; what is `None` has the measure's own default.

    `case` is for the similarity of one case, `other_role` for co-occurrence, `of` for communities. `least` is a Jaccard
    index for similarity, and a number of cases or studies for co-occurrence.

    Raises:
        QueryError: if something is given that the measure does not know.

    """

    measure: Measure
    role: Kind | str = Kind.PROBLEM
    unit: Unit | None = None
    case: str | None = None
    other_role: str | None = None
    of: Grouped = Grouped.THEMES
    least: float | None = None
    top: int | None = None

    def __post_init__(self) -> None:
        knows = {
            "case": {Measure.SIMILARITY},
            "other_role": {Measure.COOCCURRENCE},
            "least": {Measure.SIMILARITY, Measure.COOCCURRENCE},
            "top": {Measure.SIMILARITY, Measure.COOCCURRENCE},
        }
        for name, measures in knows.items():
            if getattr(self, name) is not None and self.measure not in measures:
                raise QueryError(f"{name.replace('_', ' ')} is for {' and '.join(sorted(measures))} only")

    def answers(self, source: Store | KnowledgeGraph, language: str = "en") -> Answers:
        """Return the answer on a graph."""
        if self.measure is Measure.COOCCURRENCE:
            times = 2 if self.least is None else math.ceil(self.least)
            return cooccurrence(self._together(source), least=times, top=self.top, language=language)
        profiles = self._profiles(source)
        if self.measure is Measure.COMMUNITIES:
            return communities(profiles, self.of, language=language)
        if self.measure is Measure.CENTRALITY:
            return centrality(profiles, language=language)
        least, top = self.least or 0.0, _TOP if self.top is None else self.top
        if self.case is None:
            return pairs(profiles, least=least, top=top, language=language)
        return alike(profiles, self.case, least=least, top=top, language=language)

    def network(self, source: Store | KnowledgeGraph) -> Network:
        """Return the network that is measured, for programs that draw: of cases, or of themes."""
        if self.measure is Measure.COOCCURRENCE:
            return self._together(source).network(least=math.ceil(self.least or 1))
        profiles = self._profiles(source)
        of_cases = self.measure is Measure.SIMILARITY or (self.measure, self.of) == (Measure.COMMUNITIES, Grouped.CASES)
        if not of_cases:
            return theme_network(profiles)
        least = HALF if self.measure is Measure.COMMUNITIES else self.least or 0.0
        return case_network(profiles, least=least)

    def _together(self, source: Store | KnowledgeGraph) -> Cooccurrence:
        unit = self.unit or Unit.STUDY
        return Cooccurrence.of(source, self.role, self.other_role, unit=unit)

    def _profiles(self, source: Store | KnowledgeGraph) -> Profiles:
        of_themes = self.measure is Measure.CENTRALITY or (
            self.measure is Measure.COMMUNITIES and self.of is Grouped.THEMES
        )
        return Profiles.of(source, self.role, unit=self.unit or (Unit.STUDY if of_themes else Unit.CASE))
