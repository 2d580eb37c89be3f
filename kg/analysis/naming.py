"""The names and the words of what an analysis speaks of, looked up when a row is written."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.analysis.profiles import Profiles, Unit
from kg.readable import Readable
from kg.triples.terms import iri_of
from kg.vocabulary import DCTERMS, KG, PREFIXES, RDF, RDFS, SKOS

__all__ = ["Names", "found", "label"]

_TYPE = NamedNode(f"{RDF}type")
_EXAMINES, _LOCATED, _ABOUT, _MADE_BY, _HAS_THEME = (
    NamedNode(KG + name) for name in ("examines", "locatedIn", "aboutCase", "madeBy", "hasTheme")
)
_IDENTIFIER, _LABEL = NamedNode(f"{DCTERMS}identifier"), NamedNode(f"{RDFS}label")
_NAMES = (_LABEL, NamedNode(f"{SKOS}prefLabel"))
_OTHER_NAMES = (*_NAMES, NamedNode(f"{SKOS}altLabel"))
_PLACE = NamedNode(f"{KG}Place")

#: The quotes of a case by theme, each with the IRI of its statement, sorted.
Quotes = dict[str, list[tuple[str, str]]]


class Names:
    """The names of cases, studies, themes and places in one language, and the quotes of a case; each is read once."""

    def __init__(self, profiles: Profiles, language: str) -> None:
        self._store, self._unit = profiles.store, profiles.unit
        self._role = NamedNode(KG + profiles.role.capitalize())
        self._language = language
        self._known: dict[str, str] = {}
        self._quotes: dict[str, Quotes] = {}

    def __call__(self, iri: str) -> str:
        """Return the name of a theme, a place or a case; a study's is its identifier."""
        if iri not in self._known:
            self._known[iri] = label(self._store, iri, self._language)
        return self._known[iri]

    def study(self, case: str) -> str:
        """Return the identifier of the study that examines a case, or that is one."""
        if self._unit is Unit.STUDY:
            return self(case)
        examined = NamedNode(case)
        studies = sorted(iri_of(quad.subject) for quad in self._store.quads(predicate=_EXAMINES, object=examined))
        return self(studies[0])

    def place(self, case: str) -> str | None:
        """Return the IRI of the real, named place in which a case lies, if it lies in one; never an anonymised one."""
        places = (quad.object for quad in self._store.quads(subject=NamedNode(case), predicate=_LOCATED))
        return next((iri_of(place) for place in places if _is_place(self._store, iri_of(place))), None)

    def quotes(self, case: str) -> Quotes:
        """Return the words of a case's statements in the role of the profiles, by the IRI of their theme."""
        if case not in self._quotes:
            self._quotes[case] = self._read_quotes(case)
        return self._quotes[case]

    def _read_quotes(self, case: str) -> Quotes:
        about = _ABOUT if self._unit is Unit.CASE else _MADE_BY
        quotes: Quotes = {}
        for quad in self._store.quads(predicate=about, object=NamedNode(case)):
            statement = NamedNode(iri_of(quad.subject))
            if any(self._store.quads(subject=statement, predicate=_TYPE, object=self._role)):
                words = label(self._store, statement.value, self._language)
                for theme in self._store.quads(subject=statement, predicate=_HAS_THEME):
                    quotes.setdefault(iri_of(theme.object), []).append((statement.value, words))
        return {theme: sorted(said) for theme, said in quotes.items()}


def label(store: Readable, iri: str, language: str) -> str:
    """Return the name of a resource in a language, or in the first other one, or the end of its IRI."""
    node = NamedNode(iri)
    for predicate in (*_NAMES, _IDENTIFIER):
        names = sorted(_literals(store, node, predicate), key=lambda name: (name.language != language, str(name)))
        if names:
            return names[0].value
    return iri.rsplit("/", 1)[-1]


def found(profiles: Profiles, case: str) -> list[int]:
    """Return the rows of the profiles that a name means.

    It is an IRI or its end, the name of the case as its abstract writes it, or the name of a place in which it lies.
    """
    rows = {iri: row for row, iri in enumerate(profiles.cases)}
    prefix = PREFIXES[profiles.unit]
    direct = rows.get(case, rows.get(prefix + case))
    if direct is not None:
        return [direct]
    wanted = case.lower()
    named = {row for iri, row in rows.items() if label(profiles.store, iri, "").lower() == wanted}
    return sorted(named | {rows[iri] for iri in _inside(profiles.store, wanted) if iri in rows})


def _inside(store: Readable, name: str) -> Iterator[str]:
    """Everything that lies in a place of that name, at any depth."""
    holders = {iri_of(quad.object) for quad in store.quads(predicate=_LOCATED)}
    waiting = [place for place in holders if any(n.value.lower() == name for n in _all_names(store, NamedNode(place)))]
    seen = set(waiting)
    while waiting:
        for quad in store.quads(predicate=_LOCATED, object=NamedNode(waiting.pop())):
            inside = iri_of(quad.subject)
            yield inside
            if inside not in seen:
                seen.add(inside)
                waiting.append(inside)


def _all_names(store: Readable, node: NamedNode) -> Iterator[Literal]:
    return (name for predicate in _OTHER_NAMES for name in _literals(store, node, predicate))


def _literals(store: Readable, node: NamedNode, predicate: NamedNode) -> Iterator[Literal]:
    found_here = (quad.object for quad in store.quads(subject=node, predicate=predicate))
    return (term for term in found_here if isinstance(term, Literal))


def _is_place(store: Readable, iri: str) -> bool:
    return any(True for _ in store.quads(subject=NamedNode(iri), predicate=_TYPE, object=_PLACE))
