"""Finds what is wrong with SKOS files that people edit: cycles, orphans, missing, repeated and overlapping labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from rdflib import RDF, SKOS, Graph, Literal, Node, URIRef

from kg.lexicon import bare, normalise
from kg.vocabulary import KG

__all__ = ["CHECKS", "findings"]

_LANGUAGES = ("en", "zh")
_LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_HEAD_NOUN = URIRef(f"{KG}headNoun")


def findings(graph: Graph) -> list[str]:
    """Return every fault, in words."""
    return [finding for check in CHECKS for finding in check(graph)]


def preferred_labels(graph: Graph) -> Iterator[str]:
    """Every concept has one preferred label in each language, and none in another."""
    for concept in _concepts(graph):
        languages = _languages(graph, concept, SKOS.prefLabel)
        if sorted(languages) != list(_LANGUAGES):
            yield f"{_name(concept)} has preferred labels in {languages}, not one in each of {_LANGUAGES}"


def definitions(graph: Graph) -> Iterator[str]:
    """Every concept has one definition in each language; a scope note, where there is one, stands in both."""
    for concept in _concepts(graph):
        if sorted(_languages(graph, concept, SKOS.definition)) != list(_LANGUAGES):
            yield f"{_name(concept)} has no definition in each of {_LANGUAGES}"
        notes = sorted(_languages(graph, concept, SKOS.scopeNote))
        if notes and notes != list(_LANGUAGES):
            yield f"{_name(concept)} has a scope note in {notes} only"


def notations(graph: Graph) -> Iterator[str]:
    """Every concept has one notation, equal to its local name, that no other concept of its scheme has."""
    for concept in _concepts(graph):
        if [str(notation) for notation in graph.objects(concept, SKOS.notation)] != [_name(concept)]:
            yield f"{_name(concept)} does not have its local name as its one notation"
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        seen: set[str] = set()
        for concept in graph.subjects(SKOS.inScheme, scheme):
            for notation in graph.objects(concept, SKOS.notation):
                if str(notation) in seen:
                    yield f"the notation {notation} stands twice in {_name(scheme)}"
                seen.add(str(notation))


def schemes(graph: Graph) -> Iterator[str]:
    """Every concept is in one declared scheme; a top concept says so from both sides, and has nothing broader."""
    declared = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    for concept in _concepts(graph):
        if len(found := set(graph.objects(concept, SKOS.inScheme))) != 1 or not found <= declared:
            yield f"{_name(concept)} is not in exactly one declared scheme"
    tops = set(graph.subject_objects(SKOS.topConceptOf))
    if tops != {(concept, scheme) for scheme, concept in graph.subject_objects(SKOS.hasTopConcept)}:
        yield "skos:topConceptOf and skos:hasTopConcept do not mirror each other"
    for concept, _ in tops:
        if (concept, SKOS.broader, None) in graph:
            yield f"{_name(concept)} is a top concept and has a broader one"


def dangling(graph: Graph) -> Iterator[str]:
    """Whatever is broader, narrower or on top is a concept of the same scheme; narrower mirrors broader."""
    for predicate in (SKOS.broader, SKOS.narrower):
        for one, other in graph.subject_objects(predicate):
            if not set(graph.objects(one, SKOS.inScheme)) & set(graph.objects(other, SKOS.inScheme)):
                yield f"{_name(one)} and {_name(other)} are not concepts of one scheme"
    for broad, narrow in graph.subject_objects(SKOS.narrower):
        if (narrow, SKOS.broader, broad) not in graph:
            yield f"{_name(broad)} has {_name(narrow)} as narrower, but not the other way round"
    for narrow, broad in graph.subject_objects(SKOS.broader):
        if (broad, SKOS.narrower, None) in graph and (broad, SKOS.narrower, narrow) not in graph:
            yield f"{_name(broad)} has some narrower concepts, but not {_name(narrow)}"


def cycles(graph: Graph) -> Iterator[str]:
    """No concept is broader than itself."""
    for concept in _concepts(graph):
        above = [further for broad in graph.objects(concept, SKOS.broader) for further in _upwards(graph, broad)]
        if concept in above:
            yield f"{_name(concept)} is broader than itself"


def orphans(graph: Graph) -> Iterator[str]:
    """In a scheme that names its top concepts, every concept is one or lies below one."""
    for scheme in set(graph.subjects(SKOS.hasTopConcept, None)):
        tops = set(graph.objects(scheme, SKOS.hasTopConcept))
        for concept in graph.subjects(SKOS.inScheme, scheme):
            if not tops.intersection(_upwards(graph, concept)):
                yield f"{_name(concept)} lies below no top concept of {_name(scheme)}"


def overlaps(graph: Graph) -> Iterator[str]:
    """No name leads to two concepts of a scheme, whichever label it is and with or without a head noun."""
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        heads = _heads(graph, scheme)
        bearers: dict[str, set[Node]] = defaultdict(set)
        for concept in graph.subjects(SKOS.inScheme, scheme):
            for label in _all_labels(graph, concept):
                bearers[bare(label, heads)].add(concept)
        for name, concepts in bearers.items():
            if len(concepts) > 1:
                yield f"{name!r} names {' and '.join(sorted(map(_name, concepts)))}"


def repetitions(graph: Graph) -> Iterator[str]:
    """No concept has one name twice in a language, differing in nothing that a look-up sees."""
    for concept in _concepts(graph):
        heads = _heads(graph, graph.value(concept, SKOS.inScheme))
        names = [(bare(label, heads), label.language) for label in _all_labels(graph, concept)]
        for name, language in sorted({name for name in names if names.count(name) > 1}, key=str):
            yield f"{_name(concept)} has the name {name!r} more than once in {language}"


def wording(graph: Graph) -> Iterator[str]:
    """A label is in English or Chinese, is not empty, and does not begin or end with white space."""
    for concept in _concepts(graph):
        for predicate in _LABELS:
            for label in graph.objects(concept, predicate):
                if not isinstance(label, Literal) or label.language not in _LANGUAGES:
                    yield f"{_name(concept)} has a label that is not in one of {_LANGUAGES}: {label}"
                elif not normalise(label) or str(label) != str(label).strip():
                    yield f"{_name(concept)} has a label that is empty or not trimmed: {label!r}"


#: Each kind of fault, as a function from a graph to the faults found.
CHECKS: tuple[Callable[[Graph], Iterator[str]], ...] = (
    preferred_labels,
    definitions,
    notations,
    schemes,
    dangling,
    cycles,
    orphans,
    overlaps,
    repetitions,
    wording,
)


def _concepts(graph: Graph) -> list[Node]:
    return sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str)


def _languages(graph: Graph, concept: Node, predicate: URIRef) -> list[str]:
    return [str(value.language) for value in graph.objects(concept, predicate) if isinstance(value, Literal)]


def _all_labels(graph: Graph, concept: Node) -> list[Literal]:
    found = [label for predicate in _LABELS for label in graph.objects(concept, predicate)]
    return [label for label in found if isinstance(label, Literal)]


def _heads(graph: Graph, scheme: Node | None) -> list[str]:
    found = {normalise(str(noun)) for noun in graph.objects(scheme, _HEAD_NOUN)} if scheme else set()
    return sorted(found, key=lambda noun: (-len(noun), noun))


def _upwards(graph: Graph, concept: Node) -> list[Node]:
    """Return a concept and all above it."""
    return [found for found in graph.transitive_objects(concept, SKOS.broader) if found is not None]


def _name(term: Node) -> str:
    return str(term).rsplit("/", 1)[-1]
