"""Tells whether an RDF graph stays inside OWL Lite, restriction by restriction (OWL Reference, section 8.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, Node, URIRef

__all__ = ["CHECKS", "findings"]

_FORBIDDEN = (
    OWL.unionOf,
    OWL.complementOf,
    OWL.oneOf,
    OWL.disjointWith,
    OWL.hasValue,
    OWL.disjointUnionOf,
    OWL.AllDisjointClasses,
    OWL.DataRange,
    OWL.hasSelf,
    OWL.hasKey,
    OWL.propertyChainAxiom,
    OWL.qualifiedCardinality,
    OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality,
    OWL.propertyDisjointWith,
    OWL.NegativePropertyAssertion,
)
#: What an OWL Lite ontology may say with these two vocabularies, beside what the restrictions below are about.
#: `owl:versionIRI` is younger than OWL Lite; in the header of an ontology it is an annotation like any other.
_KNOWN = {
    *(RDF.type, RDF.first, RDF.rest, RDF.nil),
    *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
    *(RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy),
    *(OWL.versionInfo, OWL.versionIRI, OWL.imports, OWL.priorVersion),
    *(OWL.backwardCompatibleWith, OWL.incompatibleWith),
    *(OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf, OWL.intersectionOf),
    *(OWL.sameAs, OWL.differentFrom, OWL.distinctMembers),
    *(OWL.onProperty, OWL.allValuesFrom, OWL.someValuesFrom),
    *(OWL.cardinality, OWL.minCardinality, OWL.maxCardinality),
}
_ANNOTATIONS = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI}
_CLASS = {OWL.Class}
_PROPERTY = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
#: What a property may be beside its kind, and the kinds that allow it.
_FEATURES = {
    OWL.FunctionalProperty: {OWL.ObjectProperty, OWL.DatatypeProperty},
    OWL.InverseFunctionalProperty: {OWL.ObjectProperty},
    OWL.TransitiveProperty: {OWL.ObjectProperty},
    OWL.SymmetricProperty: {OWL.ObjectProperty},
}
_TERM_TYPES = {*_CLASS, *_PROPERTY, *_FEATURES, OWL.Ontology, OWL.Restriction, OWL.AllDifferent}
_CARDINALITIES = (OWL.cardinality, OWL.minCardinality, OWL.maxCardinality)


def findings(graph: Graph) -> list[str]:
    """Return every way in which the graph leaves OWL Lite, in words."""
    return [finding for check in CHECKS for finding in check(graph)]


def forbidden_constructs(graph: Graph) -> Iterator[str]:
    """Union, complement, disjointness, enumeration, hasValue and all that came with OWL 2 are not in OWL Lite."""
    for triple in graph:
        for term in triple:
            if term in _FORBIDDEN:
                yield f"{_name(term)} is not in OWL Lite"
    for predicate in set(graph.predicates()):
        if str(predicate).startswith((str(OWL), str(RDFS), str(RDF))) and predicate not in {*_KNOWN, *_FORBIDDEN}:
            yield f"{_name(predicate)} is not known to OWL Lite"


def types(graph: Graph) -> Iterator[str]:
    """Every subject has a type, and every type is one of OWL Lite's or a declared class."""
    for subject in set(graph.subjects()):
        if not set(graph.objects(subject, RDF.type)) and not _is_list(graph, subject):
            yield f"{_name(subject)} has no type"
    for subject, kind in graph.subject_objects(RDF.type):
        if kind not in _TERM_TYPES and not _is_class(graph, kind):
            yield f"{_name(subject)} is a {_name(kind)}, which is not declared as a class"


def separation(graph: Graph) -> Iterator[str]:
    """Nothing is a class, a property and an individual at once, nor a property of two kinds."""
    for subject in set(graph.subjects(RDF.type, None)):
        kinds = set(graph.objects(subject, RDF.type))
        roles = [bool(kinds & _CLASS), bool(kinds & (_PROPERTY | set(_FEATURES))), bool(kinds - _TERM_TYPES)]
        if sum(roles) > 1 or (OWL.Ontology in kinds and any(roles)):
            yield f"{_name(subject)} is more than one of class, property, individual and ontology"
        if len(kinds & _PROPERTY) > 1:
            yield f"{_name(subject)} is a property of two kinds"


def features(graph: Graph) -> Iterator[str]:
    """A feature stands only at a kind of property that may have it; a transitive property has no cardinality."""
    for feature, allowed in _FEATURES.items():
        for subject in graph.subjects(RDF.type, feature):
            if not set(graph.objects(subject, RDF.type)) & allowed:
                yield f"{_name(subject)} cannot be a {_name(feature)}"
    for subject in graph.subjects(RDF.type, OWL.TransitiveProperty):
        bounded = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty} & set(graph.objects(subject, RDF.type))
        if bounded or any(_cardinality(graph, node) for node in graph.subjects(OWL.onProperty, subject)):
            yield f"{_name(subject)} is transitive and cannot have a cardinality"


def class_axioms(graph: Graph) -> Iterator[str]:
    """A subclass is a named class, a superclass one too or a restriction; an intersection is made of such."""
    for lower, upper in graph.subject_objects(RDFS.subClassOf):
        if not _is_class(graph, lower):
            yield f"{_name(lower)} is a subclass but not a named class"
        if not (_is_class(graph, upper) or _is_restriction(graph, upper)):
            yield f"{_name(upper)} is a superclass but neither a named class nor a restriction"
    for one, other in graph.subject_objects(OWL.equivalentClass):
        if not (_is_class(graph, one) and (_is_class(graph, other) or _is_restriction(graph, other))):
            yield f"{_name(one)} and {_name(other)} cannot be equivalent classes"
    for one, members in graph.subject_objects(OWL.intersectionOf):
        for member in graph.items(members):
            if not (_is_class(graph, member) or _is_restriction(graph, member)):
                yield f"{_name(one)} is an intersection with {_name(member)}, which is no named class"


def restrictions(graph: Graph) -> Iterator[str]:
    """A restriction is about one property, says one thing, and every number in it is 0 or 1."""
    for node in graph.subjects(RDF.type, OWL.Restriction):
        said = [value for predicate in _restricting() for value in graph.objects(node, predicate)]
        properties = list(graph.objects(node, OWL.onProperty))
        if len(said) != 1 or len(properties) != 1 or not _kinds(graph, properties[0]) & _PROPERTY:
            yield f"{_name(node)} is not a restriction of one declared property in one way"
    for predicate in _CARDINALITIES:
        for number in graph.objects(None, predicate):
            if not isinstance(number, Literal) or number.value not in {0, 1}:
                yield f"{_name(predicate)} {number} is neither 0 nor 1"
    for predicate in (OWL.allValuesFrom, OWL.someValuesFrom):
        for filler in graph.objects(None, predicate):
            if not (_is_class(graph, filler) or _is_datatype(filler)):
                yield f"{_name(filler)} is in a restriction but neither a named class nor a datatype"


def property_axioms(graph: Graph) -> Iterator[str]:
    """Domains are named classes, ranges too (or XML Schema datatypes); an annotation property has no axioms."""
    for subject, domain in graph.subject_objects(RDFS.domain):
        if not _is_class(graph, domain):
            yield f"the domain of {_name(subject)} is {_name(domain)}, which is no named class"
    for subject, filler in graph.subject_objects(RDFS.range):
        is_data = OWL.DatatypeProperty in _kinds(graph, subject)
        if not (_is_datatype(filler) if is_data else _is_class(graph, filler)):
            yield f"the range of {_name(subject)} is {_name(filler)}"
    for predicate in (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf):
        for one, other in graph.subject_objects(predicate):
            if not _kinds(graph, one) & _kinds(graph, other) & {OWL.ObjectProperty, OWL.DatatypeProperty}:
                yield f"{_name(one)} and {_name(other)} are not properties of one kind"
    for predicate in (RDFS.domain, RDFS.range, RDFS.subPropertyOf):
        for subject in graph.subjects(predicate, None):
            if OWL.AnnotationProperty in _kinds(graph, subject):
                yield f"{_name(subject)} is an annotation property and cannot have a {_name(predicate)}"


def used_properties(graph: Graph) -> Iterator[str]:
    """Whatever property is used is declared, and its values are of its kind; terms have annotations only."""
    terms = {subject for kind in (*_CLASS, *_PROPERTY) for subject in graph.subjects(RDF.type, kind)}
    for subject, predicate, value in graph:
        if predicate in _KNOWN:
            continue
        kinds = _kinds(graph, predicate)
        if not kinds & _PROPERTY:
            yield f"{_name(predicate)} is used but not declared as a property"
        elif OWL.AnnotationProperty not in kinds and subject in terms:
            yield f"{_name(predicate)} is no annotation property and cannot describe the term {_name(subject)}"
        elif isinstance(value, Literal) and OWL.ObjectProperty in kinds:
            yield f"{_name(predicate)} is an object property with the literal {value}"
        elif not isinstance(value, Literal) and OWL.DatatypeProperty in kinds:
            yield f"{_name(predicate)} is a datatype property with the resource {value}"


#: Each restriction of OWL Lite, as a function from a graph to what is wrong with it.
CHECKS: tuple[Callable[[Graph], Iterator[str]], ...] = (
    forbidden_constructs,
    types,
    separation,
    features,
    class_axioms,
    restrictions,
    property_axioms,
    used_properties,
)


def _restricting() -> tuple[URIRef, ...]:
    return (OWL.allValuesFrom, OWL.someValuesFrom, OWL.hasValue, *_CARDINALITIES)


def _kinds(graph: Graph, term: Node) -> set[Node]:
    return {OWL.AnnotationProperty} if term in _ANNOTATIONS else set(graph.objects(term, RDF.type))


def _is_class(graph: Graph, term: Node) -> bool:
    return isinstance(term, URIRef) and (term == OWL.Thing or OWL.Class in graph.objects(term, RDF.type))


def _is_restriction(graph: Graph, term: Node) -> bool:
    return isinstance(term, BNode) and OWL.Restriction in graph.objects(term, RDF.type)


def _is_datatype(term: Node) -> bool:
    return isinstance(term, URIRef) and term.startswith(str(XSD)) and term in XSD


def _is_list(graph: Graph, node: Node) -> bool:
    return (node, RDF.first, None) in graph


def _cardinality(graph: Graph, restriction: Node) -> bool:
    return any((restriction, predicate, None) in graph for predicate in _CARDINALITIES)


def _name(term: Node) -> str:
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
