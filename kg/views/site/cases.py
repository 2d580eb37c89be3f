"""A page for each case, and the list of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.views.site.chapters import CLAIM_COLUMNS, Book, Entry
from kg.views.site.listing import Group, Source, write_list
from kg.views.site.pile import Entries
from kg.views.site.shell import NAVIGATION, Step
from kg.views.site.told import Case, Told
from kg.views.site.wording import say
from kg.vocabulary import STATEMENT_KINDS

__all__ = ["Cases"]

_COLUMNS = ("case", "where", "study", "title", "examined", "claims", "page")
_INDEX = NAVIGATION["cases"]


@dataclass(slots=True)
class Cases:
    """The cases, in the order in which their studies go by; those that are only compared with stand apart."""

    book: Book
    _examined: Entries = field(default_factory=Entries)
    _compared: Entries = field(default_factory=Entries)

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:
        """Write the pages of a study's cases, and list them."""
        study = self.book.entries.study_chip(told)
        for case in told.cases:
            self._write(case, told, rows)
            count = sum(claim.case is case for claim in told.claims)
            place = self.book.put(_cells(case, told, count), self.book.entries.case(case, study, count))
            (self._examined if case.examined else self._compared).add(place)

    def finish(self) -> None:
        """Write the list of cases."""
        write_list(
            self.book.shell,
            self.book.pile,
            _INDEX,
            [
                Group("case", say("cases.examined"), self._examined, say("cases.none"), "items"),
                Group("compared", say("cases.compared"), self._compared, say("cases.none_compared"), "items"),
            ],
            header=_COLUMNS,
            template="studies.html",
            part="cases",
            kind="case",
            eyebrow=None,
            heading=say("cases.title"),
            lead=say("cases.lead"),
            sources=(Source("case_problems"),),
        )

    def _write(self, case: Case, told: Told, rows: Mapping[str, Entry]) -> None:
        groups = (_group(kind, case, told, rows) for kind in STATEMENT_KINDS)
        write_list(
            self.book.shell,
            self.book.pile,
            case.page,
            [group for group in groups if case.examined or len(group.entries)],
            header=CLAIM_COLUMNS,
            template="case.html",
            part="cases",
            kind="case",
            eyebrow=say("kind.case"),
            heading=case.label,
            trail=(Step(_INDEX, say("nav.cases")),),
            case=case,
            told=told,
            sources=(Source("case_report", f"case={case.iri}"),),
        )


def _group(kind: str, case: Case, told: Told, rows: Mapping[str, Entry]) -> Group:
    entries = Entries()
    for claim in told.claims:
        if claim.kind == kind and claim.case is case:
            entries.add(rows[claim.code])
    return Group(kind, say(f"kinds.{kind}"), entries, say(f"silent.{kind}"))


def _cells(case: Case, told: Told, count: int) -> tuple[object, ...]:
    where = ", ".join(place if isinstance(place, str) else place.called("en") for place in case.where)
    return case.label, where, told.id, told.title, case.examined, count, case.page
