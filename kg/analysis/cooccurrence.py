"""Which themes stand together in one abstract, and whether more often than by chance.

That two themes stand together is no link: it says nothing of what leads to what. Only the text ties one statement to
another, and `chain_causes` and `chain_countermeasures` tell where it does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import networkx
import numpy as np
from numpy.typing import NDArray

from kg.analysis import naming
from kg.analysis.profiles import Profiles, Unit
from kg.analysis.wording import say
from kg.answers import Answers
from kg.graph import KnowledgeGraph
from kg.model import Value
from kg.readable import Readable
from kg.vocabulary import Kind

if TYPE_CHECKING:
    Network = networkx.Graph[str]

__all__ = ["COLUMNS", "FEWEST", "Cooccurrence", "Together", "cooccurrence"]

#: With fewer cases or studies than this, what goes beyond counting is not said.
FEWEST = 10
COLUMNS = ("theme", "role", "other_theme", "other_role", "together", "with_theme", "with_other", "lift", "npmi")
_LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Together:
    """Two themes by their IRIs, and in how many of `all` cases or studies each stands, and both.

    `all` are those that report both roles, since an abstract that is silent about causes, say, tells nothing of theirs.
    """

    theme: str
    other: str
    together: int
    with_theme: int
    with_other: int
    all: int

    @property
    def lift(self) -> float | None:
        """How many times as often they stand together as they would by chance; nothing where there are too few."""
        if self.all < FEWEST:
            return None
        return self.together * self.all / (self.with_theme * self.with_other)

    @property
    def npmi(self) -> float | None:
        """The normalised pointwise mutual information: 0 by chance, 1 if neither stands without the other."""
        lift = self.lift
        if lift is None or self.together == self.all:  # what stands everywhere tells nothing
            return None
        return math.log(lift) / -math.log(self.together / self.all)


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """The themes of two roles, read from the same cases or studies; both may be the same role."""

    first: Profiles
    second: Profiles

    @classmethod
    def of(
        cls,
        source: Readable | KnowledgeGraph,
        role: Kind | str = Kind.PROBLEM,
        other_role: Kind | str | None = None,
        *,
        unit: Unit | str = Unit.STUDY,
    ) -> Self:
        """Read the themes in a role, and in another one (the same, if none is given), from a graph.

        A study is the unit unless cases are asked for: a study that names no case still says what stands in it.

        Raises:
            QueryError: if there is no such role.

        """
        first = Profiles.of(source, role, unit=unit)
        return cls(first, first if other_role in {None, role} else Profiles.of(source, other_role or role, unit=unit))

    @property
    def is_one_role(self) -> bool:
        """Whether both roles are the same."""
        return self.first is self.second

    @property
    def both(self) -> NDArray[np.bool_]:
        """Which cases or studies report both roles, by row."""
        reported: NDArray[np.bool_] = (self.first.sizes > 0) & (self.second.sizes > 0)
        return reported

    def pairs(self, *, least: int = 1) -> list[Together]:
        """Return the pairs of themes that stand together in `least` cases or studies, the most frequent first."""
        rows = self.both
        one, two = (profiles.matrix[rows].astype(np.int64) for profiles in (self.first, self.second))
        counts, with_one, with_two = one.T @ two, one.sum(axis=0), two.sum(axis=0)
        if self.is_one_role:
            counts = np.triu(counts, 1)
        found = [
            Together(
                self.first.themes[i],
                self.second.themes[j],
                int(counts[i, j]),
                int(with_one[i]),
                int(with_two[j]),
                len(one),
            )
            for i, j in np.argwhere(counts >= max(1, least)).tolist()
        ]
        return sorted(found, key=lambda pair: (-pair.together, pair.theme, pair.other))

    def network(self, *, least: int = 1) -> Network:
        """Return the themes as a network: an edge where two stand together, whose `weight` says how often.

        Nodes are the themes of each role, with `label` (English), `label_zh`, `kind` (`theme`), `role` and `count`, the
        number of cases or studies. Edges have `kind` (`stands together`), and `lift` and `npmi` where there are enough.
        """
        drawn: Network = networkx.Graph()
        for profiles in (self.first,) if self.is_one_role else (self.first, self.second):
            frequencies = profiles.frequencies
            for theme in profiles.themes:
                drawn.add_node(self._node(theme, profiles), **_described(profiles, theme), count=frequencies[theme])
        for pair in self.pairs(least=least):
            ends = self._node(pair.theme, self.first), self._node(pair.other, self.second)
            drawn.add_edge(*ends, kind="stands together", weight=pair.together)
            for name, value in (("lift", pair.lift), ("npmi", pair.npmi)):
                if value is not None:
                    drawn.edges[ends][name] = round(value, 3)
        return drawn

    def _node(self, theme: str, profiles: Profiles) -> str:
        return theme if self.is_one_role else f"{theme}#{profiles.role}"


def cooccurrence(found: Cooccurrence, *, least: int = 2, top: int | None = None, language: str = "en") -> Answers:
    """Return the pairs of themes that stand together in `least` cases or studies, the `top` most frequent if given.

    Raises:
        QueryError: if there are no answers in the `language`.

    """
    everything = found.pairs()
    shown = [pair for pair in everything if pair.together >= least][:top]
    both = int(np.count_nonzero(found.both))
    note = ""
    if not shown:
        note = say("cooccurrence.none", language)
    elif both < FEWEST:
        note = say("cooccurrence.few", language, n=both, fewest=FEWEST)
    unit = found.first.unit
    denominators = (
        (say(f"{unit}.all", language), len(found.first.cases)),
        (say(f"cooccurrence.{unit}_both", language), both),
        (say("cooccurrence.pairs", language), len(everything)),
    )
    return Answers(COLUMNS, tuple(_rows(found, shown, language)), denominators, note)


def _rows(found: Cooccurrence, shown: list[Together], language: str) -> Iterator[tuple[Value, ...]]:
    store = found.first.store
    for pair in shown:
        names = (naming.label(store, iri, language) for iri in (pair.theme, pair.other))
        theme, other = names
        counts = (pair.together, pair.with_theme, pair.with_other)
        yield (
            theme,
            str(found.first.role),
            other,
            str(found.second.role),
            *counts,
            _rounded(pair.lift),
            _rounded(pair.npmi),
        )


def _described(profiles: Profiles, theme: str) -> dict[str, str]:
    english, chinese = (naming.label(profiles.store, theme, language) for language in _LANGUAGES)
    return {"label": english, "label_zh": chinese, "kind": "theme", "role": str(profiles.role)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
