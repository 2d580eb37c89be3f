"""What a page shows: nodes and edges, freed from how the graph stores them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.model import Span
from kg.vocabulary import BASE, STATEMENT_KINDS

__all__ = ["Edge", "Node", "Scene", "from_graph"]

_STATEMENTS = frozenset(STATEMENT_KINDS)
#: What a study's metadata may say, in the order in which the page tells it.
_FACTS = ("identifier", "title", "issued", "degree", "subject")


@dataclass(frozen=True, slots=True)
class Node:
    """A study, case, statement, theme and so on; `id` is unique within the scene and stable between builds.

    `labels` are its names by language, where it has several. `study` is the id of the study that said it, `span` the
    stretch of that study's abstract and `quote` the words there. A study has its abstract in `text` and what else is
    known of it in `facts`.
    """

    id: str
    kind: str
    label: str
    labels: tuple[tuple[str, str], ...] = ()
    study: str | None = None
    span: Span | None = None
    quote: str | None = None
    text: str | None = None
    language: str | None = None
    status: str | None = None
    confidence: float | None = None
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def says(self) -> bool:
        """Whether it is a statement: a problem, cause, countermeasure or achievement."""
        return self.kind in _STATEMENTS


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie from one node to another; `basis` says what it rests on, `span` where `study`'s abstract makes it."""

    origin: str
    target: str
    relation: str
    basis: str | None = None
    study: str | None = None
    span: Span | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Nodes, sorted by id, and the edges between them, sorted; each edge's ends are among the nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def ties(self, relation: str) -> dict[str, list[str]]:
        """Return the targets of `relation` by the id of their origin."""
        found: dict[str, list[str]] = {}
        for edge in self.edges:
            if edge.relation == relation:
                found.setdefault(edge.origin, []).append(edge.target)
        return found


def from_graph(graph: nx.MultiDiGraph[str]) -> Scene:
    """Return the scene of a graph whose nodes are IRIs with `kind` and `label`, and whose edges have a `kind`.

    All other attributes are optional. Nodes: `label_LANGUAGE`, `quote`, `start`, `end`, `status`, `confidence`; those
    of studies, too: `text`, `language`, `identifier`, `title`, `issued`, `degree`, `subject`. Edges: `basis`, `quote`,
    `start`, `end`.
    """
    ties = [(_short(origin), _short(target), _relation(data), data) for origin, target, data in _edges(graph)]
    homes = {origin: target for origin, target, relation, _ in ties if relation == "madeBy"}
    homes |= {target: origin for origin, target, relation, _ in ties if relation in {"examines", "comparesWith"}}
    nodes = [_node(_short(iri), data, homes) for iri, data in graph.nodes(data=True)]
    edges = [
        Edge(origin, target, relation, data.get("basis"), homes.get(origin, origin), _span(data), data.get("quote"))
        for origin, target, relation, data in ties
    ]
    return Scene(tuple(sorted(nodes, key=lambda node: node.id)), tuple(sorted(edges, key=_edge_order)))


def _edges(graph: nx.MultiDiGraph[str]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    return iter(graph.edges(data=True))


def _relation(data: Mapping[str, Any]) -> str:
    return str(data.get("relation") or data.get("kind", "other"))


def _edge_order(edge: Edge) -> tuple[str, str, str, str, int]:
    return edge.origin, edge.relation, edge.target, edge.basis or "", edge.span.start if edge.span else -1


def _node(key: str, data: Mapping[str, Any], homes: Mapping[str, str]) -> Node:
    label, confidence = str(data.get("label") or key), data.get("confidence")
    names = ((name[6:], str(text)) for name, text in data.items() if name.startswith("label_"))
    return Node(
        id=key,
        kind=str(data.get("kind", "other")),
        label=label,
        labels=tuple(sorted((language, name) for language, name in names if name != label)),
        study=homes.get(key),
        span=_span(data),
        quote=data.get("quote"),
        text=data.get("text"),
        language=data.get("language"),
        status=data.get("status"),
        confidence=None if confidence is None else float(confidence),
        facts=tuple((name, str(data[name])) for name in _FACTS if data.get(name)),
    )


def _span(data: Mapping[str, Any]) -> Span | None:
    start, end = data.get("start"), data.get("end")
    return None if start is None or end is None else Span(int(start), int(end))


def _short(iri: str) -> str:
    return iri.removeprefix(BASE)
