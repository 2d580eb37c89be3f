"""A page for each study, the list of all, and lists of those that report no problem, no cause and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.views.site.chains import chains
from kg.views.site.chapters import CLAIM_COLUMNS, Book, Entry
from kg.views.site.highlights import tokens
from kg.views.site.listing import Group, Source, table, write_list
from kg.views.site.pile import Entries
from kg.views.site.shell import NAVIGATION, Step
from kg.views.site.told import Case, Claim, Told, Use
from kg.views.site.wording import say
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind, Status

__all__ = ["COLUMNS", "REVIEWED", "Studies", "silent_page"]

COLUMNS = ("study", "title", "issued", "cases", "claims", "status", "page")
_INDEX = NAVIGATION["studies"]
#: The page of the studies that a person has reviewed.
REVIEWED = "statements/reviewed.html"
_NO_CASE = "silence/case.html"


def silent_page(kind: str) -> str:
    """Return the page of the studies that report nothing of a kind."""
    return f"silence/{kind}.html"


@dataclass(slots=True)
class Studies:
    """The studies, in the order in which they go by; `_silent` holds those that say nothing of a kind."""

    book: Book
    _all: Entries = field(default_factory=Entries)
    _silent: dict[str, Entries] = field(default_factory=lambda: {kind: Entries() for kind in STATEMENT_KINDS})
    _caseless: Entries = field(default_factory=Entries)
    _reviewed: Entries = field(default_factory=Entries)

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:
        """Write the page of a study, and list it."""
        self._write(told, rows)
        place = self.book.put(_cells(told), self.book.entries.study(told))
        self._all.add(place)
        for kind in told.silent:
            self._silent[kind].add(place)
        if not told.examined:
            self._caseless.add(place)
        if told.status == Status.REVIEWED:
            self._reviewed.add(place)

    def finish(self) -> None:
        """Write the lists of studies."""
        self._write_list(_INDEX, "studies.title", "studies.lead", self._all)
        for kind, entries in self._silent.items():
            if len(entries):
                self._write_list(silent_page(kind), f"studies.silent.{kind}", "studies.silent_lead", entries)
        if len(self._caseless):
            self._write_list(_NO_CASE, "studies.caseless", "studies.caseless_lead", self._caseless)
        if len(self._reviewed):
            self._write_list(REVIEWED, "studies.reviewed", "studies.reviewed_lead", self._reviewed)

    def _write(self, told: Told, rows: Mapping[str, Entry]) -> None:
        entries, groups = Entries(), _groups(told)
        for row in rows.values():
            entries.add(row)
        self.book.shell.write(
            told.page,
            "study.html",
            part="studies",
            heading=told.id,
            tab=told.title or told.id,
            trail=(Step(_INDEX, say("nav.studies")),),
            told=told,
            tokens=tokens(told.text, told.marks),
            counts={kind: len(found) for kind, found in groups.items()},
            groups=groups,
            STATEMENTS=STATEMENT_KINDS,
            ties=_ties(told),
            chains=chains(told.ties),
            sources=(Source("evidence_quotes", f"iri={told.iri}"),),
            sheet=table(self.book.shell, self.book.pile, told.page, entries, CLAIM_COLUMNS),
        )

    def _write_list(self, page: str, title: str, lead: str, entries: Entries) -> None:
        write_list(
            self.book.shell,
            self.book.pile,
            page,
            [Group("study", say("kinds.study"), entries, say("studies.none"), "items")],
            header=COLUMNS,
            template="studies.html",
            part="studies",
            kind="study",
            eyebrow=None if page == _INDEX else say("kinds.study"),
            heading=say(title),
            lead=say(lead),
            trail=() if page == _INDEX else (Step(_INDEX, say("nav.studies")),),
            sources=(Source("coverage_silence"),),
        )


def _cells(told: Told) -> tuple[object, ...]:
    cases = "; ".join(case.label for case in told.examined)
    return told.id, told.title, told.issued, cases, len(told.claims), told.status, told.page


def _groups(told: Told) -> dict[str, list[Claim | Use | Case]]:
    """What the study says by kind: each kind of statement, also where there is none, and what else it names."""
    groups: dict[str, list[Claim | Use | Case]] = {kind.value: [] for kind in STATEMENT_KINDS}
    for claim in told.claims:
        groups[claim.kind].append(claim)
    for kind in CONCEPT_KINDS:
        if named := [use for use in told.uses if use.kind == kind]:
            groups[kind.value] = list(named)
    if told.cases:
        groups[Kind.CASE.value] = list(told.cases)
    return groups


def _ties(told: Told) -> Mapping[str, list[tuple[str, object, Claim]]]:
    """What each claim is tied to, by its code: how the tie reads from there, the tie, and its other end."""
    found: dict[str, list[tuple[str, object, Claim]]] = defaultdict(list)
    for tie in told.ties:
        found[tie.origin.code].append((f"out.{tie.relation}", tie, tie.target))
        found[tie.target.code].append((f"in.{tie.relation}", tie, tie.origin))
    return found
