"""Gives a network what only a page needs: the abstracts, what is known of the studies, names in other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
from pyoxigraph import Literal, NamedNode

from kg.vocabulary import DC, DCTERMS, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["drawable"]

_TEXT, _PART_OF, _LANGUAGE = (NamedNode(iri) for iri in (f"{SCHEMA}text", f"{DCTERMS}isPartOf", f"{DCTERMS}language"))
_NAMES = (NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{RDFS}label"))
_FACTS = {
    "identifier": NamedNode(f"{DCTERMS}identifier"),
    "title": NamedNode(f"{DCTERMS}title"),
    "issued": NamedNode(f"{DCTERMS}issued"),
    "subject": NamedNode(f"{DC}subject"),
}


def drawable(graph: KnowledgeGraph) -> nx.MultiDiGraph[str]:
    """Return the graph as a network that `kg.views.network.page` draws with every sentence and in every language."""
    network = graph.to_networkx()
    _add_abstracts(graph, network)
    for name, predicate in _FACTS.items():
        for study, value in _literals(graph, predicate):
            if network.nodes.get(study, {}).get("kind") == "study":
                network.nodes[study][name] = value.value
    for predicate in _NAMES:
        for iri, value in _literals(graph, predicate):
            if iri in network and value.language:
                network.nodes[iri].setdefault(f"label_{value.language}", value.value)
    return network


def _add_abstracts(graph: KnowledgeGraph, network: nx.MultiDiGraph[str]) -> None:
    studies = {
        quad.subject: quad.object.value
        for quad in graph.store.quads(predicate=_PART_OF)
        if isinstance(quad.object, NamedNode)
    }
    for name, predicate in (("text", _TEXT), ("language", _LANGUAGE)):
        for quad in graph.store.quads(predicate=predicate):
            study = studies.get(quad.subject, "")
            if study in network and isinstance(quad.object, Literal):
                network.nodes[study][name] = quad.object.value


def _literals(graph: KnowledgeGraph, predicate: NamedNode) -> list[tuple[str, Literal]]:
    """Return the literals of a property by the IRI they belong to, sorted, so that the first is always the same."""
    found = [
        (quad.subject.value, quad.object)
        for quad in graph.store.quads(predicate=predicate)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    ]
    return sorted(found, key=lambda pair: (pair[0], str(pair[1])))
