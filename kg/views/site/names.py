"""What themes, theories, methods, technologies and places are called: the little that all pages share, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kg.readable import Readable
from kg.triples.graphs import CANDIDATES, reference_graph
from kg.triples.terms import iri_of
from kg.views.site import paths
from kg.views.site.wording import labelled, linked
from kg.vocabulary import KG, RDFS, SKOS

__all__ = ["Named", "Names"]

#: The graphs of what is curated, and of the names that no scheme knows.
_PLACES = reference_graph("places")
_GRAPHS = (reference_graph("themes"), reference_graph("concepts"), CANDIDATES, _PLACES)
_TEXTS = {
    f"{SKOS}prefLabel": "labels",
    f"{RDFS}label": "labels",
    f"{SKOS}definition": "definition",
    f"{SKOS}scopeNote": "scope",
}
_BROADER = NamedNode(f"{SKOS}broader")
_LOCATED_IN = NamedNode(f"{KG}locatedIn")
_IN_SCHEME = NamedNode(f"{SKOS}inScheme")
_NEVER = "und"


@dataclass(frozen=True, slots=True)
class Named:
    """A concept or a place that studies share, with its texts by language; `page` is empty where it has none.

    `known` tells that a curated scheme has it. `label` is its name in all languages, and `link` the same as it leads
    to its page from a folder of the site. `broader` is the facet of a theme, or the place around a place.
    """

    iri: str
    kind: str
    name: str
    labels: Mapping[str, str]
    definition: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, str] = field(default_factory=dict)
    broader: str | None = None
    known: bool = False
    page: str = ""
    label: Markup = field(default=Markup(), compare=False)
    link: Markup = field(default=Markup(), compare=False)

    def __hash__(self) -> int:
        return hash(self.iri)

    def called(self, language: str) -> str:
        """Return its name in a language, or in the first that it has."""
        return self.labels.get(language) or next(iter(self.labels.values()))


class Names:
    """Everything that has a name of its own, by IRI."""

    def __init__(self, store: Readable) -> None:
        said = _texts(store)
        around = (*store.quads(predicate=_BROADER), *store.quads(_PLACES, predicate=_LOCATED_IN))
        broader = {iri_of(quad.subject): iri_of(quad.object) for quad in around}
        known = {iri_of(quad.subject) for quad in store.quads(predicate=_IN_SCHEME)}
        self._named = {iri: _named(iri, texts, broader.get(iri), iri in known) for iri, texts in said.items()}

    def __getitem__(self, iri: str) -> Named:
        """Return what has that IRI; what nobody named is called as its IRI ends."""
        if iri not in self._named:
            self._named[iri] = _named(iri, {}, None, known=False)
        return self._named[iri]

    def of_kind(self, kind: str) -> Iterator[Named]:
        """Give everything of a kind, in the order of the IRIs."""
        return (self._named[iri] for iri in sorted(self._named) if self._named[iri].kind == kind)


def _texts(store: Readable) -> dict[str, dict[str, dict[str, str]]]:
    said: dict[str, dict[str, dict[str, str]]] = {}
    for graph in _GRAPHS:
        for iri, part in _TEXTS.items():
            for quad in sorted(store.quads(graph, predicate=NamedNode(iri)), key=str):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    texts = said.setdefault(quad.subject.value, {}).setdefault(part, {})
                    texts.setdefault(quad.object.language or _NEVER, quad.object.value)
    return said


def _named(iri: str, texts: Mapping[str, Mapping[str, str]], broader: str | None, known: bool) -> Named:
    kind, name = paths.local_name(iri)
    labels = texts.get("labels") or {_NEVER: name}
    page, label = paths.of(kind, name) if kind in paths.FOLDERS else "", labelled(labels)
    return Named(
        iri=iri,
        kind=kind,
        name=name,
        labels=labels,
        definition=texts.get("definition", {}),
        scope=texts.get("scope", {}),
        broader=broader,
        known=known,
        page=page,
        label=label,
        link=linked(page, label),
    )
