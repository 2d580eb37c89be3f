"""Makes the RDF terms of which quads consist: IRIs of resources, terms of vocabularies, literals.

Numbers are `xsd:integer` and shortest decimals, since Oxigraph keeps no other form of them (it gives back `integer` for
`nonNegativeInteger`, and `1` for `1.0`): a graph that has been in a store is the graph that was put there.
"""

from __future__ import annotations

import functools

from pyoxigraph import Literal, NamedNode

from kg import iris
from kg.vocabulary import KG, RDF, XSD

__all__ = ["TYPE", "Node", "count", "iri_of", "kg", "node", "term", "typed"]

#: What a quad of ours has as subject or predicate: there are no blank nodes.
Node = NamedNode


def node(prefix: str, name: str) -> NamedNode:
    """Return the resource `name` in the namespace of `prefix`; raises `IriError` where `iris.mint` does."""
    return NamedNode(iris.mint(prefix, name))


@functools.cache
def term(namespace: str, name: str) -> NamedNode:
    """Return a term of a vocabulary, such as `term(SKOS, "prefLabel")`."""
    return NamedNode(namespace + name)


def kg(name: str) -> NamedNode:
    """Return a term of our own ontology."""
    return term(KG, name)


def typed(value: str, datatype: str) -> Literal:
    """Return a literal of an XML Schema datatype, named by its local name (`gYear`)."""
    return Literal(value, datatype=term(XSD, datatype))


def count(number: int) -> Literal:
    """Return a number of things, or an offset."""
    return typed(str(number), "integer")


def iri_of(resource: object) -> str:
    """Return the IRI of a resource: the graph has no blank nodes, and literals are no resources."""
    return resource.value if isinstance(resource, NamedNode) else ""


TYPE = term(RDF, "type")
