"""Counts a corpus: its themes, cases and statements, which of them belong together, and where each is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.views.discs import Disc, arranged
from kg.views.scene import Node, Scene
from kg.vocabulary import STATEMENT_KINDS, Kind

__all__ = ["MOST", "Census", "Row", "rank"]

#: Above this number of marks statements are counted, but not drawn one by one.
MOST = 20_000
_Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A theme or a case with the number of its statements by kind, and the number of cases or themes they are of."""

    node: Node
    counts: _Counts
    others: int


@dataclass(frozen=True, slots=True)
class Census:
    """The themes, cases and statements of a scene; the themes and cases of a statement are places in those lists.

    `homes` is the disc in which each case is drawn: that of the theme of most of its statements, or the last of all.
    `compared` are the ids of the cases that no study examines, but some compare with.
    """

    themes: tuple[Node, ...]
    cases: tuple[Node, ...]
    statements: tuple[Node, ...]
    about: tuple[tuple[int, ...], ...]
    whose: tuple[tuple[int, ...], ...]
    homes: tuple[int, ...]
    compared: frozenset[str]

    @classmethod
    def of(cls, scene: Scene) -> Census:
        """Return the census of a scene."""
        themes, cases = _used(scene, "theme", "hasTheme"), tuple(node for node in scene.nodes if node.kind == Kind.CASE)
        statements = tuple(node for node in scene.nodes if node.says)
        about, whose = _places(scene, statements, themes, "hasTheme"), _places(scene, statements, cases, "aboutCase")
        said: list[Counter[int]] = [Counter() for _ in cases]
        for topics, owners in zip(about, whose, strict=True):
            for owner in owners:
                said[owner].update(topics)
        homes = tuple(min(told, key=lambda theme: (-told[theme], theme), default=len(themes)) for told in said)
        return cls(themes, cases, statements, about, whose, homes, _compared(scene))

    def role(self, case: Node) -> str:
        """Return whether a case is the subject of a study or only a reference."""
        return "reference" if case.id in self.compared else "subject"

    @property
    def drawn(self) -> tuple[Node, ...]:
        """The statements that are drawn one by one: all or none."""
        return self.statements if len(self.themes) + len(self.cases) + len(self.statements) <= MOST else ()

    @property
    def pairs(self) -> dict[tuple[int, int], _Counts]:
        """The number of statements by kind, for each case and theme that share any."""
        found: dict[tuple[int, int], list[int]] = {}
        for node, topics, owners in zip(self.statements, self.about, self.whose, strict=True):
            for pair in ((owner, topic) for owner in owners for topic in topics):
                found.setdefault(pair, [0] * len(STATEMENT_KINDS))[STATEMENT_KINDS.index(Kind(node.kind))] += 1
        return {pair: tuple(counts) for pair, counts in sorted(found.items())}

    @property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of the tables of themes and of cases."""
        pairs = self.pairs
        ends = {"theme": Counter(theme for _, theme in pairs), "case": Counter(case for case, _ in pairs)}
        of_themes = _by_kind(self.statements, self.about, len(self.themes))
        of_cases = _by_kind(self.statements, self.whose, len(self.cases))
        return {
            "theme": [Row(node, of_themes[place], ends["theme"][place]) for place, node in enumerate(self.themes)],
            "case": [Row(node, of_cases[place], ends["case"][place]) for place, node in enumerate(self.cases)],
        }

    def discs(self) -> tuple[list[Disc], list[list[int]]]:
        """Return the discs with the members of each: the statements by kind, then the cases (counted after them)."""
        last = len(self.themes)
        members: list[list[int]] = [[] for _ in range(last + 1)]
        order = sorted(range(len(self.drawn)), key=lambda place: rank(self.drawn[place]))
        for place in order:
            members[self.about[place][0] if self.about[place] else last].append(place)
        for place, home in enumerate(self.homes):
            members[home].append(len(self.drawn) + place)
        return arranged([len(found) for found in members], self._shared()), members

    def _shared(self) -> dict[tuple[int, int], int]:
        """Return how many cases two themes have in common."""
        topics: dict[int, list[int]] = {}
        for case, theme in self.pairs:
            topics.setdefault(case, []).append(theme)
        return Counter(pair for found in topics.values() for pair in combinations(sorted(found), 2))


def _used(scene: Scene, kind: str, relation: str) -> tuple[Node, ...]:
    used = {target for targets in scene.ties(relation).values() for target in targets}
    return tuple(node for node in scene.nodes if node.kind == kind and node.id in used)


def _compared(scene: Scene) -> frozenset[str]:
    compared, examined = (
        {end for ends in scene.ties(relation).values() for end in ends} for relation in ("comparesWith", "examines")
    )
    return frozenset(compared - examined)


def _places(
    scene: Scene, origins: Sequence[Node], targets: Sequence[Node], relation: str
) -> tuple[tuple[int, ...], ...]:
    place = {node.id: number for number, node in enumerate(targets)}
    ties = scene.ties(relation)
    return tuple(tuple(sorted({place[end] for end in ties.get(node.id, ()) if end in place})) for node in origins)


def _by_kind(statements: Iterable[Node], ends: Iterable[tuple[int, ...]], count: int) -> list[_Counts]:
    found = [[0] * len(STATEMENT_KINDS) for _ in range(count)]
    for node, places in zip(statements, ends, strict=True):
        for place in places:
            found[place][rank(node)] += 1
    return [tuple(counts) for counts in found]


def rank(statement: Node) -> int:
    """Return the place of a statement's kind among the kinds."""
    return STATEMENT_KINDS.index(Kind(statement.kind))
