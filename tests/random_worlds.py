"""What random queries are asked about: the facts of a small graph, and what a group of a query binds of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg.readable import Term
from kg.vocabulary import XSD

__all__ = ["Fact", "Scope", "World", "facts", "kind_of"]

_NUMBERS = frozenset(XSD + name for name in ("integer", "nonNegativeInteger", "decimal", "double"))
_DATES = frozenset(XSD + name for name in ("date", "gYear", "dateTime"))


class Fact(NamedTuple):
    """A fact of IRIs, but for its object, which may be a literal."""

    subject: NamedNode
    predicate: NamedNode
    object: Term
    graph: NamedNode


def facts(quads: Iterable[Quad]) -> list[Fact]:
    """Return quads that have no blank node or triple among their terms, and leave out the others."""
    return [
        Fact(subject, predicate, value, graph)
        for subject, predicate, value, graph in quads
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal) and isinstance(graph, NamedNode)
    ]


@dataclass(frozen=True)
class World:
    """The facts that are asked about."""

    facts: Sequence[Fact]

    def near(self, graph: str) -> dict[str, list[Fact]]:
        """Return the facts of one graph, or of all, by each IRI that is their subject or object."""
        return self._near[graph]

    @cached_property
    def _near(self) -> dict[str, dict[str, list[Fact]]]:
        found: dict[str, dict[str, list[Fact]]] = {"": {}}
        for fact in self.facts:
            for node in (fact.subject, fact.object):
                for graph in ("", fact.graph.value):
                    if isinstance(node, NamedNode):
                        found.setdefault(graph, {}).setdefault(node.value, []).append(fact)
        return found

    @cached_property
    def counted(self) -> list[Fact]:
        """The facts whose objects are numbers."""
        return [fact for fact in self.facts if fact.predicate not in self.mixed and kind_of(fact.object) == "number"]

    @cached_property
    def mixed(self) -> set[NamedNode]:
        """The predicates whose objects are of several types."""
        types: dict[NamedNode, set[str]] = {}
        for fact in self.facts:
            types.setdefault(fact.predicate, set()).add(kind_of(fact.object))
        return {predicate for predicate, found in types.items() if len(found) > 1}

    @cached_property
    def terms(self) -> dict[str, list[Term]]:
        """The subjects and objects by their type, each once."""
        found: dict[str, dict[Term, None]] = {}
        for fact in self.facts:
            for term in (fact.subject, fact.object):
                found.setdefault(kind_of(term), {})[term] = None
        return {name: list(terms) for name, terms in found.items()}


def kind_of(term: Term) -> str:
    """Return the type of a term, as `random_queries.toml` names it."""
    if isinstance(term, NamedNode):
        return "iri"
    if term.language:
        return "language"
    datatype = term.datatype.value
    if datatype in _NUMBERS:
        return "number"
    known = {f"{XSD}boolean": "boolean", f"{XSD}string": "text"} | dict.fromkeys(_DATES, "date")
    return known.get(datatype, "other")


@dataclass
class Scope:
    """What a group binds: nodes for sure and by the names of their variables; `loose` is what may be unbound."""

    nodes: dict[Term, str] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)

    def typed(self) -> dict[str, list[str]]:
        """Return the variables by the type that they have where the query was grown."""
        found: dict[str, list[str]] = {}
        for node, name in self.nodes.items():
            if kind_of(node) != "other":
                found.setdefault(kind_of(node), []).append(name)
        return found

    def names(self) -> list[str]:
        """Return all variables that rows may bind."""
        return [*self.nodes.values(), *self.loose]
