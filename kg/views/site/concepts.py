"""A page for each theme, theory, method and technology that a study touches, with every quote, and their lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.views.site import paths
from kg.views.site.chapters import CLAIM_COLUMNS, Book, Entry
from kg.views.site.listing import Group, Source, write_list
from kg.views.site.names import Named
from kg.views.site.pile import Entries
from kg.views.site.shell import NAVIGATION, Step
from kg.views.site.told import Told
from kg.views.site.wording import say
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS

__all__ = ["Concepts", "Tally", "Themes"]

_QUESTIONS = {"theory": "theory_recurrence", "method": "method_recurrence", "technology": "technology_cases"}


@dataclass(slots=True)
class Tally:
    """How often a theme is met: statements, cases examined and studies, by kind of statement."""

    statements: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    studies: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Themes:
    """The themes: `tallies` count them by IRI, and `_entries` hold their statements by kind."""

    book: Book
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    _entries: dict[str, dict[str, Entries]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Entries)))

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:
        """List each statement under its themes, and count them: a case belongs to one study, so none counts twice."""
        cases, studies = set(), set()
        for claim in told.claims:
            for theme in claim.themes:
                self._entries[theme.iri][claim.kind].add(rows[claim.code])
                self.tallies[theme.iri].statements[claim.kind] += 1
                studies.add((theme.iri, claim.kind))
                if claim.case and claim.case.examined:
                    cases.add((theme.iri, claim.kind, claim.case.iri))
        for theme_iri, kind in studies:
            self.tallies[theme_iri].studies[kind] += 1
        for theme_iri, kind, _ in cases:
            self.tallies[theme_iri].cases[kind] += 1

    def finish(self) -> None:
        """Write the pages of the themes, and their list by facets."""
        for iri in sorted(self._entries):
            self._write(self.book.names[iri])
        self._write_index()

    def _write(self, theme: Named) -> None:
        found = self._entries[theme.iri]
        write_list(
            self.book.shell,
            self.book.pile,
            theme.page,
            [
                Group(kind, say(f"kinds.{kind}"), found.get(kind, Entries()), say(f"theme.silent.{kind}"))
                for kind in STATEMENT_KINDS
            ],
            header=CLAIM_COLUMNS,
            template="theme.html",
            part="themes",
            kind="theme",
            eyebrow=say("kind.theme"),
            heading=theme.label,
            tab=theme.called(self.book.shell.language),
            trail=(Step(NAVIGATION["themes"], say("nav.themes")),),
            theme=theme,
            facet=self.book.names[theme.broader] if theme.broader else None,
            tally=self.tallies[theme.iri],
            statement_kinds=STATEMENT_KINDS,
            sources=(Source("theme_statements", f"theme={theme.name}"),),
        )

    def _write_index(self) -> None:
        facets: dict[str, list[Named]] = defaultdict(list)
        for iri in self._entries:
            theme = self.book.names[iri]
            facets[theme.broader or ""].append(theme)
        for themes in facets.values():
            themes.sort(key=lambda theme: (-sum(self.tallies[theme.iri].statements.values()), theme.iri))
        self.book.shell.write(
            NAVIGATION["themes"],
            "themes.html",
            part="themes",
            heading=say("themes.title"),
            facets=[(self.book.names[iri] if iri else None, themes) for iri, themes in sorted(facets.items())],
            tallies=self.tallies,
            statement_kinds=STATEMENT_KINDS,
            sources=(Source("theme_recurrence"),),
            sheet=None,
        )


@dataclass(slots=True)
class Concepts:
    """The theories, methods and technologies, by IRI, each with the places where studies name it."""

    book: Book
    _entries: dict[str, Entries] = field(default_factory=lambda: defaultdict(Entries))

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:
        """List each use under its concept."""
        for use in told.uses:
            self._entries[use.concept.iri].add(rows[use.code])

    def finish(self) -> None:
        """Write the pages of the concepts, and a list of each kind."""
        for iri in sorted(self._entries):
            self._write(self.book.names[iri], self._entries[iri])
        for kind in CONCEPT_KINDS:
            self._write_list(kind)
        self._write_index()

    def _write(self, concept: Named, entries: Entries) -> None:
        index = f"{paths.FOLDERS[concept.kind]}/{paths.INDEX}"
        write_list(
            self.book.shell,
            self.book.pile,
            concept.page,
            [Group(concept.kind, say("concept.named"), entries)],
            header=CLAIM_COLUMNS,
            template="concept.html",
            part="concepts",
            kind=concept.kind,
            eyebrow=say(f"kind.{concept.kind}"),
            heading=concept.label,
            tab=concept.called(self.book.shell.language),
            trail=(Step(NAVIGATION["concepts"], say("nav.concepts")), Step(index, say(f"kinds.{concept.kind}"))),
            concept=concept,
            uses=len(entries),
            sources=(Source(_QUESTIONS[concept.kind]),),
        )

    def _write_list(self, kind: str) -> None:
        entries = Entries()
        for concept, count in self._counted(kind):
            cells = (concept.name, concept.called("en"), concept.labels.get("zh"), count, concept.known, concept.page)
            entries.add(self.book.put(cells, self.book.entries.concept(concept, count)))
        write_list(
            self.book.shell,
            self.book.pile,
            f"{paths.FOLDERS[kind]}/{paths.INDEX}",
            [Group(kind, say(f"kinds.{kind}"), entries, say(f"concept.none.{kind}"), "items")],
            header=("notation", "en", "zh", "studies", "curated", "page"),
            template="studies.html",
            part="concepts",
            kind=kind,
            eyebrow=say("nav.concepts"),
            heading=say(f"kinds.{kind}"),
            lead=say(f"concept.lead.{kind}"),
            trail=(Step(NAVIGATION["concepts"], say("nav.concepts")),),
            sources=(Source(_QUESTIONS[kind]),),
        )

    def _write_index(self) -> None:
        self.book.shell.write(
            NAVIGATION["concepts"],
            "concepts.html",
            part="concepts",
            heading=say("concepts.title"),
            lists={kind.value: (f"{paths.FOLDERS[kind]}/{paths.INDEX}", self._counted(kind)) for kind in CONCEPT_KINDS},
            sources=tuple(map(Source, _QUESTIONS.values())),
            sheet=None,
        )

    def _counted(self, kind: str) -> list[tuple[Named, int]]:
        """The concepts of a kind with the number of studies that name them, the most first."""
        found = ((self.book.names[iri], len(entries)) for iri, entries in self._entries.items())
        return sorted((each for each in found if each[0].kind == kind), key=lambda each: (-each[1], each[0].iri))
