"""Which themes, or which cases, form groups, and which themes hold the others together.

Any network can be cut into groups, and a small one looks grouped by chance alone. Groups are shown only if they are
clearer than those of every trial in which the themes are dealt out to the cases at random, so that each case has as
many as before and each theme occurs as often (the curveball algorithm of Strona et al. 2014).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

import networkx
import numpy as np

from kg.analysis import naming
from kg.analysis.cooccurrence import FEWEST, Cooccurrence
from kg.analysis.naming import Names
from kg.analysis.profiles import Profiles
from kg.analysis.similarity import best_pairs
from kg.analysis.wording import counted, role, say
from kg.answers import Answers
from kg.model import Value

if TYPE_CHECKING:
    Network = networkx.Graph[str]

__all__ = ["Grouped", "Groups", "case_network", "centrality", "communities", "grouped", "theme_network"]

#: As many trials as make it one in twenty that chance alone is never clearer.
SHUFFLES = 19
#: The most pairs of cases that a network holds: what a drawing and a grouping can bear.
PAIRS = 5000
#: How alike two cases are at the least to be tied in a network: half of their themes are shared.
HALF = 0.5
_SEED = 1
#: How many times a case trades before a trial, on the average: enough that nothing of the order before is left.
_TRADES = 5


class Grouped(StrEnum):
    """What is put in groups."""

    THEMES = "themes"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Groups:
    """The communities of a network, the largest first, each sorted; their modularity, and the most that chance gave."""

    members: tuple[tuple[str, ...], ...]
    modularity: float
    chance: float

    @property
    def is_clearer_than_chance(self) -> bool:
        """Whether there are several, and no trial gave any as clear."""
        return len(self.members) > 1 and self.modularity > self.chance


def theme_network(profiles: Profiles) -> Network:
    """Return the themes of a role as a network: an edge where two stand together, whose `weight` says how often."""
    return Cooccurrence(profiles, profiles).network()


def case_network(profiles: Profiles, *, least: float = HALF, top: int = PAIRS) -> Network:
    """Return the cases as a network: an edge for each pair whose Jaccard index is `least` or more, at most the `top`.

    Nodes are the cases that report a theme, with `label`, `kind`, `study` and `count`, the number of their themes;
    edges have `kind` (`alike`), `weight` (the index), `shared` and `in_either`.
    """
    names = Names(profiles, "en")
    drawn: Network = networkx.Graph()
    for place in np.flatnonzero(profiles.sizes).tolist():
        case = profiles.cases[place]
        about = {"label": names(case), "kind": str(profiles.unit), "study": names.study(case)}
        drawn.add_node(case, **about, count=int(profiles.sizes[place]))
    for pair in best_pairs(profiles, least=least, top=top)[0]:
        ends = profiles.cases[pair.case], profiles.cases[pair.other]
        drawn.add_edge(*ends, kind="alike", weight=pair.jaccard, shared=pair.shared, in_either=pair.in_either)
    return drawn


def grouped(profiles: Profiles, what: Grouped | str = Grouped.THEMES) -> Groups:
    """Return the communities of themes or cases by Louvain's method, with the modularity that chance gives.

    What has no edge is in none. The same profiles give the same groups.
    """
    drawn = _bare_network(profiles, Grouped(what))
    members = _communities(drawn)
    chance = max(_modularity(network, _communities(network)) for network in _shuffled(profiles, Grouped(what)))
    return Groups(members, _modularity(drawn, members), chance)


def communities(profiles: Profiles, what: Grouped | str = Grouped.THEMES, *, language: str = "en") -> Answers:
    """Return which themes stand together, or which cases are alike, more among themselves than with others.

    There is no row, and the note says why, where there are too few cases, or the groups are no clearer than by chance.

    Raises:
        QueryError: if there are no answers in the `language`.

    """
    columns = ("community", "members", "theme" if what == Grouped.THEMES else "case", "iri", "weight_inside", "weight")
    if profiles.reporting < FEWEST:
        note = _note(profiles, "communities.few", language)
        return Answers(columns, (), counted(profiles, language), note)
    if what == Grouped.CASES and len(best_pairs(profiles, least=HALF, top=PAIRS + 1)[0]) > PAIRS:
        return Answers(columns, (), counted(profiles, language), say("communities.many", language, most=PAIRS))
    drawn, groups = _bare_network(profiles, Grouped(what)), grouped(profiles, what)
    sizes = {"nodes": len(drawn), "edges": drawn.number_of_edges(), "communities": len(groups.members)}
    of = tuple((say(f"communities.{name}", language), count) for name, count in sizes.items())
    figures = {"modularity": round(groups.modularity, 3), "chance": round(groups.chance, 3), "shuffles": SHUFFLES}
    shown = groups.is_clearer_than_chance
    rows = tuple(_members(profiles, drawn, groups, language)) if shown else ()
    note = say("communities.shown" if shown else "communities.none", language, **figures)
    return Answers(columns, rows, counted(profiles, language) + of, note)


def centrality(profiles: Profiles, *, language: str = "en") -> Answers:
    """Return for each theme how many report it, with how many themes it stands together and how often in all.

    `between` is its betweenness in the network of themes: the share of the shortest paths between others that lead
    through it, each pair of themes that stand together being one step apart. It is left out where there are too few.

    Raises:
        QueryError: if there are no answers in the `language`.

    """
    columns = ("theme", f"{profiles.unit}_count", "themes_beside", "times_together", "between")
    drawn = theme_network(profiles)
    few = profiles.reporting < FEWEST
    between = {} if few else networkx.betweenness_centrality(drawn)
    rows = [
        (
            naming.label(profiles.store, theme, language),
            drawn.nodes[theme]["count"],
            drawn.degree(theme),
            drawn.degree(theme, weight="weight"),
            round(between[theme], 3) if theme in between else None,
        )
        for theme in sorted(drawn, key=lambda theme: (-drawn.degree(theme, weight="weight"), theme))
    ]
    note = _note(profiles, "centrality.few", language) if few else ""
    if not drawn.number_of_edges():
        note = say("centrality.none", language)
    return Answers(columns, tuple(rows), counted(profiles, language), note)


def _note(profiles: Profiles, name: str, language: str) -> str:
    return say(name, language, n=profiles.reporting, fewest=FEWEST, role=role(profiles, language))


def _members(profiles: Profiles, drawn: Network, groups: Groups, language: str) -> Iterator[tuple[Value, ...]]:
    for place, members in enumerate(groups.members, start=1):
        inside = drawn.subgraph(members)
        for iri in members:
            name = naming.label(profiles.store, iri, language)
            weights = (round(network.degree(iri, weight="weight"), 3) for network in (inside, drawn))
            yield place, len(members), name, iri, *weights


def _bare_network(profiles: Profiles, what: Grouped) -> Network:
    """The edges and their weights alone."""
    drawn: Network = networkx.Graph()
    if what is Grouped.THEMES:
        drawn.add_nodes_from(profiles.themes)
        pairs = Cooccurrence(profiles, profiles).pairs()
        drawn.add_weighted_edges_from((pair.theme, pair.other, pair.together) for pair in pairs)
    else:
        drawn.add_nodes_from(profiles.cases[row] for row in np.flatnonzero(profiles.sizes).tolist())
        alike = best_pairs(profiles, least=HALF, top=PAIRS)[0]
        drawn.add_weighted_edges_from((profiles.cases[p.case], profiles.cases[p.other], p.jaccard) for p in alike)
    return drawn


def _communities(drawn: Network) -> tuple[tuple[str, ...], ...]:
    """The communities of those that have an edge."""
    tied: Network = networkx.Graph()  # in an order that depends on nothing else
    edges = [(min(edge), max(edge), float(drawn.edges[edge]["weight"])) for edge in drawn.edges]
    tied.add_weighted_edges_from(sorted(edges))
    if not tied:
        return ()
    found = networkx.community.louvain_communities(tied, weight="weight", seed=_SEED)
    return tuple(sorted((tuple(sorted(members)) for members in found), key=lambda members: (-len(members), members)))


def _modularity(drawn: Network, members: tuple[tuple[str, ...], ...]) -> float:
    if not members:
        return 0.0
    sets = [set(group) for group in members]
    return float(networkx.community.modularity(drawn.subgraph(set().union(*sets)), sets, weight="weight"))


def _shuffled(profiles: Profiles, what: Grouped) -> Iterator[Network]:
    """Networks of profiles whose themes are dealt out anew; each trial begins where the last one ended."""
    chance = Random(_SEED)  # noqa: S311 - nothing is kept secret by it
    hands = [set(np.flatnonzero(row).tolist()) for row in profiles.matrix]
    held = [place for place, hand in enumerate(hands) if hand]
    for _ in range(SHUFFLES):
        for _ in range(_TRADES * len(held)):
            one, two = chance.sample(held, 2)
            _trade(hands, one, two, chance)
        matrix = np.zeros_like(profiles.matrix)
        for place in held:
            matrix[place, sorted(hands[place])] = 1
        yield _bare_network(replace(profiles, matrix=matrix), what)


def _trade(hands: list[set[int]], one: int, two: int, chance: Random) -> None:
    """Deal the themes that only one of two has anew, each keeping as many as it had."""
    mine, its = sorted(hands[one] - hands[two]), sorted(hands[two] - hands[one])
    if mine and its:
        common, pool = hands[one] & hands[two], mine + its
        chance.shuffle(pool)
        hands[one] = common | set(pool[: len(mine)])
        hands[two] = common | set(pool[len(mine) :])
