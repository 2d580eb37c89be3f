"""Writes the search page and all that it looks through: statements, cases, titles and names, in parts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg import resources
from kg.readable import Readable
from kg.views.site import paths
from kg.views.site.chapters import Book, Entry
from kg.views.site.names import Named
from kg.views.site.shell import NAVIGATION
from kg.views.site.told import Told
from kg.views.site.wording import LANGUAGES, say
from kg.vocabulary import CONCEPT_KINDS, SKOS, STATEMENT_KINDS

__all__ = ["PAGE", "Search"]

PAGE: Final = "search.html"
_STATIC = ("search.css", "search-match.js", "search.js")
_OTHER_NAMES = tuple(NamedNode(f"{SKOS}{name}") for name in ("altLabel", "hiddenLabel"))
_QUOTED = tuple(kind.value for kind in STATEMENT_KINDS)
_KINDS = (*_QUOTED, "case", "theme", *(kind.value for kind in CONCEPT_KINDS), "study")
#: The lists that say the same without a script.
_TABLES = ("themes", "cases", "studies", "concepts")
#: How many bytes a part has before it is written: so many load without a pause that a visitor would notice.
_PART = 500_000

_Labels = list[tuple[str, str]]


@dataclass(slots=True)
class Search:
    """What can be found, and its page; a part is written when there is enough for one, so that memory stays small."""

    book: Book
    store: Readable
    _themes: dict[str, int] = field(init=False)
    _met: set[Named] = field(default_factory=set)
    _languages: set[str | None] = field(default_factory=set)
    _studies: list[Any] = field(default_factory=list)
    _named: list[Any] = field(default_factory=list)
    _size: int = 0
    _parts: int = 0

    def __post_init__(self) -> None:
        self._themes = {theme.iri: place for place, theme in enumerate(self.book.names.of_kind("theme"))}

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:  # noqa: ARG002 - as a chapter takes it
        """Put a study, its cases and its statements among what can be found."""
        self._met.update(use.concept for use in told.uses)
        self._met.update(theme for claim in told.claims for theme in claim.themes)
        self._languages.add(told.language)
        entries = [*_cases(told), *self._claims(told)]
        self._put(self._studies, [paths.file_stem(told.name), told.id, told.title, told.language, entries])

    def finish(self) -> None:
        """Write what is left, with the names of themes and concepts, and the page."""
        for named in sorted(self._met, key=lambda named: named.iri):
            place = [self._themes[named.iri]] if named.iri in self._themes else []
            self._put(self._named, [named.kind, named.page, _labels(named), *place])
        self._write_part()
        names = {"themes": list(self._listed()), "facets": list(self._facets()), "parts": self._parts}
        shell = self.book.shell
        shell.put("search/names.js", _call("names", names))
        for name in _STATIC:
            shell.put(f"static/{name}", resources.text(resources.static(name)))
        shell.write(
            PAGE,
            "search.html",
            part="search",
            heading=say("search.title"),
            kinds_found=_KINDS,
            quoted=_QUOTED,
            tables=[(name, NAVIGATION[name]) for name in _TABLES],
        )

    def _claims(self, told: Told) -> Iterator[list[Any]]:
        """Each statement with the places of its themes, and that of its case among the study's, if it is about one."""
        cases = {case.iri: place for place, case in enumerate(told.cases)}
        for claim in told.claims:
            themes = [self._themes[theme.iri] for theme in claim.themes if theme.iri in self._themes]
            case = [cases[claim.case.iri]] if claim.case else []
            yield [_KINDS.index(claim.kind), claim.code, claim.phrase, themes, *case]

    def _put(self, among: list[Any], record: list[Any]) -> None:
        among.append(record)
        self._size += len(_compact(record).encode("utf-8", "replace"))
        if self._size >= _PART:
            self._write_part()

    def _write_part(self) -> None:
        content = {"studies": self._studies, "named": self._named}
        self.book.shell.put(f"search/part-{self._parts + 1:03}.js", _call("part", self._parts, content))
        self._parts += 1
        self._studies, self._named, self._size = [], [], 0

    def _listed(self) -> Iterator[dict[str, Any]]:
        for theme in self.book.names.of_kind("theme"):
            names = {"labels": _labels(theme), "also": self._other_names(theme)}
            yield {"name": theme.name, "page": paths.file_stem(theme.name), **names}

    def _other_names(self, theme: Named) -> list[str]:
        """What else a theme is called in languages that no study is written in; a study's own words say the others."""
        quads = (self.store.quads(subject=NamedNode(theme.iri), predicate=predicate) for predicate in _OTHER_NAMES)
        names = (quad.object for found in quads for quad in found)
        return sorted(
            name.value for name in names if isinstance(name, Literal) and name.language not in self._languages
        )

    def _facets(self) -> Iterator[tuple[_Labels, list[int]]]:
        """The facets with the places of their themes; those of no facet come last, under no name."""
        facets = {facet.iri: _labels(facet) for facet in self.book.names.of_kind("facet")}
        within: dict[str, list[int]] = {iri: [] for iri in (*facets, "")}
        for theme in self.book.names.of_kind("theme"):
            within[theme.broader if theme.broader in facets else ""].append(self._themes[theme.iri])
        for iri, places in within.items():
            if places:
                yield facets.get(iri, []), places


def _cases(told: Told) -> Iterator[list[Any]]:
    for case in told.cases:
        yield [_KINDS.index("case"), paths.file_stem(case.name), case.label, []]


def _labels(named: Named) -> _Labels:
    """The names that the page can show: those in its own languages, or the first."""
    shown = [(language, named.labels[language]) for language in LANGUAGES if language in named.labels]
    return shown if len(shown) == len(LANGUAGES) else list(named.labels.items())[:1]


def _call(name: str, *content: object) -> str:
    """A script that hands `content` to the page."""
    return f"searching.{name}({','.join(map(_compact, content))});\n"


def _compact(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
