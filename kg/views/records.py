"""The corpus study by study and in numbers: what the table and the header of a page say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.model import Span
from kg.views.passages import Passage, Reader
from kg.views.scene import Edge, Node, Scene
from kg.vocabulary import STATEMENT_KINDS, Kind

__all__ = ["Count", "Figures", "Record", "Recurrence", "Row", "figures", "passages", "records"]

_USES = ("appliesTheory", "usesMethod", "mentionsTechnology")
_LINKS = ("causes", "addresses")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement with its passage, and the nodes it is tied to; `links` are pairs of relation and problem."""

    node: Node
    passage: Passage
    themes: tuple[Node, ...]
    cases: tuple[Node, ...]
    links: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One study with what it says, in the order of its text; `study` is `None` for statements of an unknown one.

    `silent` are the kinds of statement of which it reports none.
    """

    study: Node | None
    examined: tuple[Node, ...]
    compared: tuple[Node, ...]
    uses: tuple[tuple[str, tuple[Node, ...]], ...]
    rows: tuple[Row, ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """The kinds of statement of which the study reports none."""
        return tuple(kind for kind in STATEMENT_KINDS if all(row.node.kind != kind for row in self.rows))


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements of a kind there are, and in how many studies."""

    kind: str
    total: int
    studies: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A theme in which several of the cases examined have problems."""

    theme: Node
    cases: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The corpus in numbers, each with what it is out of.

    `silent` counts the studies that report no problem, `caseless` those that name no case of their own.
    """

    studies: int
    examined: int
    compared: int
    statements: tuple[Count, ...]
    recurring: tuple[Recurrence, ...]
    silent: int
    caseless: int

    @property
    def total(self) -> int:
        """The number of statements of all kinds."""
        return sum(count.total for count in self.statements)


def records(scene: Scene) -> list[Record]:
    """Return the studies of a scene, sorted by id, each with its statements; unknown studies' statements come last."""
    nodes = {node.id: node for node in scene.nodes}
    ties = {name: scene.ties(name) for name in ("examines", "comparesWith", *_USES, *_LINKS, "hasTheme", "aboutCase")}
    said: dict[str | None, list[Row]] = {}
    for node, passage in passages(scene):
        if isinstance(node, Node) and node.says:
            home = node.study if node.study in nodes else None
            said.setdefault(home, []).append(_row(node, passage, ties, nodes))
    studies: list[Node | None] = [node for node in scene.nodes if node.kind == "study"]
    return [_record(study, said, ties, nodes) for study in studies + [None] * (None in said)]


def passages(scene: Scene) -> Iterator[tuple[Node | Edge, Passage]]:
    """Give every node and edge that rests on words of an abstract, with the words; a statement always has some."""
    readers = {node.id: Reader(node.text) for node in scene.nodes if node.text}
    things: tuple[Node | Edge, ...] = (*scene.nodes, *scene.edges)
    for thing in things:
        reader = readers.get(thing.study or "")
        found = reader.passage(thing.span) if reader and thing.span else None
        words = thing.quote or (thing.label if isinstance(thing, Node) and thing.says else None)
        if found or words:
            yield thing, found or Passage("", words or "", "")


def figures(records: list[Record]) -> Figures:
    """Return the numbers of a corpus."""
    studies = [record for record in records if record.study]
    return Figures(
        studies=len(studies),
        examined=len({case.id for record in studies for case in record.examined}),
        compared=len({case.id for record in studies for case in record.compared}),
        statements=tuple(_count(kind, records) for kind in STATEMENT_KINDS),
        recurring=_recurring(records),
        silent=sum(Kind.PROBLEM in record.silent for record in studies),
        caseless=sum(not record.examined for record in studies),
    )


_Ties = Mapping[str, Mapping[str, list[str]]]


def _row(node: Node, passage: Passage, ties: _Ties, nodes: Mapping[str, Node]) -> Row:
    return Row(
        node=node,
        passage=passage,
        themes=_targets(node.id, "hasTheme", ties, nodes),
        cases=_targets(node.id, "aboutCase", ties, nodes),
        links=tuple((name, target) for name in _LINKS for target in _targets(node.id, name, ties, nodes)),
    )


def _record(study: Node | None, said: Mapping[str | None, list[Row]], ties: _Ties, nodes: Mapping[str, Node]) -> Record:
    key = study.id if study else None
    uses = ((name, _targets(key or "", name, ties, nodes)) for name in _USES)
    return Record(
        study=study,
        examined=_targets(key or "", "examines", ties, nodes),
        compared=_targets(key or "", "comparesWith", ties, nodes),
        uses=tuple((name, targets) for name, targets in uses if targets),
        rows=tuple(sorted(said.get(key, ()), key=lambda row: (row.node.span or Span(0, 0), row.node.id))),
    )


def _targets(origin: str, relation: str, ties: _Ties, nodes: Mapping[str, Node]) -> tuple[Node, ...]:
    return tuple(nodes[target] for target in dict.fromkeys(ties[relation].get(origin, ())))


def _count(kind: str, records: list[Record]) -> Count:
    numbers = [sum(row.node.kind == kind for row in record.rows) for record in records]
    return Count(kind, sum(numbers), sum(number > 0 for number in numbers))


def _recurring(records: list[Record]) -> tuple[Recurrence, ...]:
    cases: dict[str, set[str]] = {}
    themes: dict[str, Node] = {}
    for record in records:
        examined = {case.id for case in record.examined}
        for row in record.rows:
            if row.node.kind != Kind.PROBLEM:
                continue
            for theme in row.themes:
                themes[theme.id] = theme
                cases.setdefault(theme.id, set()).update({case.id for case in row.cases} & examined)
    several = (Recurrence(themes[key], len(found)) for key, found in cases.items() if len(found) > 1)
    return tuple(sorted(several, key=lambda found: (-found.cases, found.theme.label)))
