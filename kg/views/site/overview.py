"""The first page: the corpus in numbers, each with what it is out of, what recurs with its quotes, what is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.views.site.chapters import Book, Entry
from kg.views.site.concepts import Tally, Themes
from kg.views.site.listing import Source
from kg.views.site.names import Named
from kg.views.site.shell import NAVIGATION
from kg.views.site.statements import UNPLACED, page_of
from kg.views.site.studies import REVIEWED, silent_page
from kg.views.site.told import Claim, Told
from kg.vocabulary import STATEMENT_KINDS, Kind

__all__ = ["Overview", "Recurring"]

#: How many themes the page shows of each kind, and how many quotes of a theme.
_SHOWN = {Kind.PROBLEM: 12, Kind.CAUSE: 6, Kind.COUNTERMEASURE: 6, Kind.ACHIEVEMENT: 6}
_QUOTES = 3
#: A theme recurs if it is met in at least so many cases.
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Recurring:
    """A theme that is met in several cases, with some of the quotes, each of another case."""

    theme: Named
    cases: int
    studies: int
    statements: int
    quotes: list[tuple[Claim, Told]]


@dataclass(slots=True)
class Overview:
    """The numbers of the corpus; `_quotes` are the first quotes of each theme and kind, each of another case."""

    book: Book
    themes: Themes
    _cases: Counter[bool] = field(default_factory=Counter)
    _statements: Counter[str] = field(default_factory=Counter)
    _studies: Counter[str] = field(default_factory=Counter)
    _silent: Counter[str] = field(default_factory=Counter)
    _ties: Counter[str] = field(default_factory=Counter)
    _quotes: dict[tuple[str, str], list[tuple[Claim, Told]]] = field(default_factory=dict)
    _caseless: int = 0
    _unplaced: int = 0

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:  # noqa: ARG002 - as a chapter takes it
        """Count a study."""
        self._cases.update(case.examined for case in told.cases)
        self._statements.update(claim.kind for claim in told.claims)
        self._studies.update({claim.kind for claim in told.claims})
        self._silent.update(told.silent)
        self._ties.update(tie.relation for tie in told.ties)
        self._caseless += not told.examined
        self._unplaced += sum(claim.case is None for claim in told.claims)
        for claim in told.claims:
            self._quote(claim, told)

    def finish(self) -> None:
        """Write the page."""
        self.book.shell.write(
            NAVIGATION["overview"],
            "overview.html",
            part="overview",
            heading=self.book.shell.title,
            examined=self._cases[True],
            compared=self._cases[False],
            counts=[(kind, self._statements[kind], self._studies[kind], page_of(kind)) for kind in STATEMENT_KINDS],
            ties=sum(self._ties.values()),
            recurring={kind: self._recurring(kind) for kind in STATEMENT_KINDS},
            silent=[(kind, self._silent[kind], silent_page(kind)) for kind in STATEMENT_KINDS],
            caseless=self._caseless,
            unplaced=self._unplaced,
            unplaced_page=UNPLACED,
            reviewed_page=REVIEWED,
            total=self._statements.total(),
            sources=(Source("theme_recurrence"), Source("coverage_silence")),
            sheet=None,
        )

    def _quote(self, claim: Claim, told: Told) -> None:
        if not claim.case or not claim.case.examined:
            return
        for theme in claim.themes:
            quotes = self._quotes.setdefault((theme.iri, claim.kind), [])
            if len(quotes) < _QUOTES and all(other.case is not claim.case for other, _ in quotes):
                quotes.append((claim, told))

    def _recurring(self, kind: str) -> list[Recurring]:
        """The themes that are met in several cases, the most cases first."""
        found = [(iri, tally) for iri, tally in self.themes.tallies.items() if tally.cases[kind] >= _LEAST]
        found.sort(key=lambda each: (-each[1].cases[kind], -each[1].statements[kind], each[0]))
        return [self._met(iri, kind, tally) for iri, tally in found[: _SHOWN[Kind(kind)]]]

    def _met(self, iri: str, kind: str, tally: Tally) -> Recurring:
        return Recurring(
            theme=self.book.names[iri],
            cases=tally.cases[kind],
            studies=tally.studies[kind],
            statements=tally.statements[kind],
            quotes=self._quotes.get((iri, kind), []),
        )
