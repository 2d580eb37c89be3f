"""The graph as a network of cases, statements, themes and concepts, for programs that draw and measure networks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import networkx
from pyoxigraph import Literal, NamedNode, Quad

from kg.triples import Described
from kg.vocabulary import CONCEPT_KINDS, DCTERMS, KG, PREFIXES, RDF, RDFS, SKOS, STATEMENT_KINDS

if TYPE_CHECKING:
    Network = networkx.MultiDiGraph[str]

__all__ = ["network"]

_TYPE = NamedNode(f"{RDF}type")
_KINDS = {f"{KG}{kind.capitalize()}": kind.value for kind in (*STATEMENT_KINDS, *CONCEPT_KINDS)} | {
    f"{KG}Study": "study",
    f"{KG}Case": "case",
    f"{KG}Place": "place",
    f"{KG}AnonymisedPlace": "locality",
}
#: Where the drawing begins; what these touch is drawn, too.
_DRAWN = {"study", "case", *STATEMENT_KINDS}
#: The edges from a study to a concept that it uses: the words stand at the edge, since studies share the concept.
_USES = ("appliesTheory", "mentionsTechnology", "usesMethod")
_RELATIONS = ("addresses", "causes")
_EDGES = [
    *(
        NamedNode(KG + name)
        for name in ("aboutCase", "comparesWith", "examines", "hasTheme", "locatedIn", "madeBy", *_USES, *_RELATIONS)
    ),
    NamedNode(f"{SKOS}broader"),
]
_NAMES = [NamedNode(iri) for iri in (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title", f"{DCTERMS}identifier")]
_PLAIN = {
    "issued": NamedNode(f"{DCTERMS}issued"),
    "status": NamedNode(f"{KG}status"),
    "confidence": NamedNode(f"{KG}confidence"),
}

_Attributes = dict[str, str | int | float]


def network(quads: Iterable[Quad]) -> Network:
    """Return what studies say as a directed multigraph; its nodes are IRIs, sorted.

    A node has `kind` (`study`, `case`, `problem`, `theme`, ...) and `label`; what rests on words has `quote`, `start`
    and `end`, too. An edge has the property's name as its key and as `kind`; an edge between statements has the `basis`
    and the quote of its link, and the edge to a theory, method or technology has the quote that names it. Concepts and
    places that no study touches are left out, and so are links that are only inferred.
    """
    return _Drawing(Described(sorted(set(quads), key=str))).network()


class _Drawing:
    """What is drawn; the quotes are those of a body, and of a body in one study."""

    def __init__(self, said: Described) -> None:
        self._said = said
        self._quotes: dict[NamedNode, _Attributes] = {}
        self._quotes_in: dict[tuple[NamedNode, NamedNode], _Attributes] = {}
        for a in said.annotations():
            quote: _Attributes = {"quote": a.quote, "start": a.span.start, "end": a.span.end}
            self._quotes.setdefault(a.body, quote)
            self._quotes_in.setdefault((a.study, a.body), quote)
        self._links = self._find_links()

    def network(self) -> Network:
        drawn: Network = networkx.MultiDiGraph()
        edges = self._reached()
        for node in edges:
            drawn.add_node(node.value, **self._attributes(node))
        for node, ends in edges.items():
            for name, end in ends:
                drawn.add_edge(node.value, end.value, key=name, kind=name, **self._grounds(node, name, end))
        return drawn

    def _reached(self) -> dict[NamedNode, list[tuple[str, NamedNode]]]:
        """The nodes that are drawn, sorted, each with the edges that leave it."""
        edges: dict[NamedNode, list[tuple[str, NamedNode]]] = {}
        waiting = [node for node in self._said if self._kind(node) in _DRAWN]
        while waiting:
            node = waiting.pop()
            if node not in edges:
                edges[node] = [(_local(p), end) for p in _EDGES for end in self._said.nodes(node, p)]
                waiting.extend(end for _, end in edges[node])
        return dict(sorted(edges.items(), key=lambda item: item[0].value))

    def _kind(self, node: NamedNode) -> str:
        for prefix in ("theme", "facet"):
            if node.value.startswith(PREFIXES[prefix]):
                return prefix
        return next((_KINDS[value] for value in self._said.values(node, _TYPE) if value in _KINDS), "other")

    def _attributes(self, node: NamedNode) -> _Attributes:
        kind = self._kind(node)
        attributes: _Attributes = {"kind": kind, "label": self._label(node)}
        for name, predicate in _PLAIN.items():
            for value in self._said.values(node, predicate):
                attributes[name] = float(value) if name == "confidence" else value
        return attributes if kind in CONCEPT_KINDS else attributes | self._quotes.get(node, {})

    def _label(self, node: NamedNode) -> str:
        """The English name, or the first in another language, or what the IRI ends with."""
        for predicate in _NAMES:
            names = [value for value in self._said.objects(node, predicate) if isinstance(value, Literal)]
            if names:
                return next((name for name in names if name.language == "en"), names[0]).value
        return _local(node)

    def _grounds(self, node: NamedNode, name: str, end: NamedNode) -> _Attributes:
        if name in _RELATIONS:
            return self._links.get((node.value, name, end.value), {})
        return self._quotes_in.get((node, end), {}) if name in _USES else {}

    def _find_links(self) -> dict[tuple[str, str, str], _Attributes]:
        links: dict[tuple[str, str, str], _Attributes] = {}
        for link in self._said.members(NamedNode(f"{KG}Link")):
            origin, name, target, basis = (
                self._said.value(link, NamedNode(KG + part)) for part in ("linkFrom", "relation", "linkTo", "basis")
            )
            links.setdefault((origin, name, target), {"basis": basis, **self._quotes.get(link, {})})
        return links


def _local(node: NamedNode) -> str:
    return node.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
