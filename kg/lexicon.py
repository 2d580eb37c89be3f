"""What the curated SKOS files say, in the form in which it is looked up: themes, concepts and places by name."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg import iris, resources
from kg.errors import ResourceError
from kg.model import Concept, Place
from kg.vocabulary import CONCEPT_KINDS, KG, PREFIXES, RDFS, SKOS, Kind

__all__ = ["Lexicon", "bare", "load", "normalise"]

_FILES = ("themes.ttl", "concepts.ttl", "places.ttl")
_SCHEMES = {"theories": Kind.THEORY, "methods": Kind.METHOD, "technologies": Kind.TECHNOLOGY}
#: A concept is named by `skos:prefLabel`, a place (which is no concept) by `rdfs:label`.
_NAMES = (f"{SKOS}prefLabel", f"{RDFS}label")
_LABELS = (*_NAMES, f"{SKOS}altLabel", f"{SKOS}hiddenLabel")
#: The country whose immediate parts are the provinces.
_COUNTRY = "china"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The themes, facets, concepts and places of the curated files, each by its notation, and their names.

    `names` maps a kind (`theme`, `facet`, `theory`, `method`, `technology`) to its concepts by normalised name,
    whichever label it was. `heads` holds, by kind, the normalised nouns that a name may carry or lack ("theory").
    `place_names` maps a normalised name to the notations of all places that bear it, and `located_in` a place's
    notation to those of the places around it, the nearest first.
    """

    themes: Mapping[str, Concept]
    facets: Mapping[str, Concept]
    concepts: Mapping[Kind, Mapping[str, Concept]]
    names: Mapping[str, Mapping[str, Concept]]
    heads: Mapping[Kind, tuple[str, ...]]
    places: Mapping[str, Place]
    provinces: Mapping[str, Place]
    place_names: Mapping[str, tuple[str, ...]]
    located_in: Mapping[str, tuple[str, ...]]

    def find_concept(self, kind: Kind, phrase: str) -> Concept:
        """Return the known theory, method or technology that `phrase` names, or a candidate that is named after it.

        A name is known if it is a label after normalisation, with or without a head noun: "theory of X", "X theory"
        and "X" are one. A phrase that no label equals is never forced onto the nearest: it gives a candidate, whose
        notation and label both follow from the normalised phrase, so that two studies with one phrase share it.

        Raises:
            KeyError: if `kind` is not one of `CONCEPT_KINDS`.

        """
        names, heads = self.names[kind], self.heads[kind]
        known = names.get(_turned(normalise(phrase), heads)) or names.get(bare(phrase, heads))
        if known is not None:
            return known
        candidate = _candidate(kind, phrase, heads)
        return self.concepts[kind].get(candidate.notation, candidate)

    def find_place(self, name: str, within: str | None = None) -> Place | None:
        """Return the one real place of that name, inside the place named `within` if that is given.

        `None` means that the places file has no such place, or several that the words do not tell apart.
        """
        found = self.place_names.get(normalise(name), ())
        if within is not None:
            around = set(self.place_names.get(normalise(within), ()))
            found = tuple(place for place in found if around.intersection(self.located_in[place]))
        return self.places[found[0]] if len(found) == 1 else None

    def find_province(self, name: str) -> Place | None:
        """Return the Chinese provincial-level unit of that name, with or without "Province", or `None`."""
        found = [place for place in self.place_names.get(normalise(name), ()) if place in self.provinces]
        return self.provinces[found[0]] if len(found) == 1 else None


@functools.cache
def load() -> Lexicon:
    """Read the curated files, once.

    Raises:
        ResourceError: if a file is missing, is not Turtle, or holds a concept without a notation or an English label.

    """
    graph = _Graph([triple for name in _FILES for triple in _triples(name)])
    themes = graph.concepts("theme", "theme")
    facets = graph.concepts("facet", "facet")
    concepts = {kind: graph.concepts(kind, kind) for kind in CONCEPT_KINDS}
    heads = {kind: graph.heads(scheme) for scheme, kind in _SCHEMES.items()}
    places = graph.places()
    located_in = {notation: graph.around(notation) for notation in places}
    return Lexicon(
        themes=themes,
        facets=facets,
        concepts=concepts,
        names={"theme": graph.names("theme", themes), "facet": graph.names("facet", facets)}
        | {kind: graph.names(kind, known, heads[kind]) for kind, known in concepts.items()},
        heads=heads,
        places=places,
        provinces={notation: place for notation, place in places.items() if located_in[notation] == (_COUNTRY,)},
        place_names=graph.place_names(places),
        located_in=located_in,
    )


def normalise(phrase: str) -> str:
    """Return a phrase in the form in which names are compared.

    Compatibility forms, case, hyphens, punctuation, apostrophes and the plural of English words make no difference.
    """
    return " ".join(map(_singular, _words(phrase)))


def bare(phrase: str, heads: Iterable[str]) -> str:
    """Return a normalised phrase without the head nouns that it ends with: "theory of X" and "X theory" are "X"."""
    return _without(_turned(normalise(phrase), heads), heads)


def _words(phrase: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", phrase).casefold()
    return re.findall(r"[^\W_]+", re.sub("['‘’]", "", folded))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.isascii() or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "ches", "shes", "xes")) else word.removesuffix("s")


def _turned(name: str, heads: Iterable[str]) -> str:
    """Turn "theory of x" into "x theory"."""
    for head in heads:
        if name.startswith(f"{head} of "):
            return f"{name.removeprefix(f'{head} of ')} {head}"
    return name


def _without(name: str, heads: Iterable[str]) -> str:
    """Drop the head nouns that a name ends with, but never the whole name."""
    endings = [(head, f" {head}" if head.isascii() else head) for head in heads]
    while found := next((ending for head, ending in endings if name.endswith(ending) and name != head), None):
        name = name.removesuffix(found).rstrip()
    return name


def _candidate(kind: Kind, phrase: str, heads: tuple[str, ...]) -> Concept:
    words = (one if (one := _singular(word)) in heads else word for word in _words(phrase))
    label = _without(_turned(" ".join(words), heads), heads) or phrase
    return Concept(notation=iris.slug(label), kind=kind, label=label, candidate=True)


def _triples(name: str) -> Iterable[Triple]:
    try:
        for quad in parse(resources.text(resources.ontology(name)), format=RdfFormat.TURTLE):
            yield quad.triple
    except SyntaxError as error:
        raise ResourceError(f"{name} is not Turtle: {error}") from error


class _Graph:
    """The triples of the curated files, by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        self._subjects: dict[str, None] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                self._objects[triple.subject.value, triple.predicate.value].append(triple.object)
                self._subjects[triple.subject.value] = None

    def concepts(self, prefix: str, kind: str) -> dict[str, Concept]:
        return {notation: self._concept(prefix, kind, notation) for notation in self._members(prefix)}

    def heads(self, scheme: str) -> tuple[str, ...]:
        """Return a scheme's head nouns, the longest first, so that none hides another that ends with it."""
        found = {normalise(value) for value in self._values("scheme", scheme, f"{KG}headNoun")}
        return tuple(sorted(found, key=lambda head: (-len(head), head)))

    def names(self, prefix: str, concepts: Mapping[str, Concept], heads: tuple[str, ...] = ()) -> dict[str, Concept]:
        """Return the concepts by every label, then by every label without its head noun where that says which one."""
        whole: dict[str, Concept] = {}
        without: dict[str, set[str]] = defaultdict(set)
        for notation, concept in concepts.items():
            for label in self._labels(prefix, notation):
                whole.setdefault(_turned(normalise(label), heads), concept)
                without[bare(label, heads)].add(notation)
        return {name: concepts[min(found)] for name, found in without.items() if len(found) == 1} | whole

    def places(self) -> dict[str, Place]:
        return {notation: Place(notation, self._english("place", notation)) for notation in self._members("place")}

    def place_names(self, places: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for notation in places:
            for label in self._labels("place", notation):
                found[normalise(label)][notation] = None
        return {name: tuple(notations) for name, notations in found.items()}

    def around(self, notation: str) -> tuple[str, ...]:
        """Return the notations of the places around one, the nearest first."""
        outer = [value.removeprefix(PREFIXES["place"]) for value in self._values("place", notation, f"{KG}locatedIn")]
        return tuple(outer) + tuple(further for place in outer for further in self.around(place))

    def _members(self, prefix: str) -> list[str]:
        namespace = PREFIXES[prefix]
        return [iri.removeprefix(namespace) for iri in self._subjects if iri.startswith(namespace)]

    def _concept(self, prefix: str, kind: str, notation: str) -> Concept:
        if self._values(prefix, notation, f"{SKOS}notation") != [notation]:
            raise ResourceError(f"{prefix}:{notation} needs {notation!r} as its one skos:notation")
        broader = [value.rsplit("/", 1)[1] for value in self._values(prefix, notation, f"{SKOS}broader")]
        return Concept(notation, kind, self._english(prefix, notation), broader=broader[0] if broader else None)

    def _english(self, prefix: str, notation: str) -> str:
        for label in self._of(prefix, notation, *_NAMES):
            if isinstance(label, Literal) and label.language == "en":
                return label.value
        raise ResourceError(f"{prefix}:{notation} has no English name")

    def _labels(self, prefix: str, notation: str) -> list[str]:
        return self._values(prefix, notation, *_LABELS)

    def _values(self, prefix: str, name: str, *predicates: str) -> list[str]:
        return [value.value for value in self._of(prefix, name, *predicates)]

    def _of(self, prefix: str, name: str, *predicates: str) -> list[NamedNode | Literal]:
        subject = PREFIXES[prefix] + name
        return [value for predicate in predicates for value in self._objects.get((subject, predicate), ())]
