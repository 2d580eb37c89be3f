"""What the chapters of the site share: the studies go by once, and each chapter takes from them what it will show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from markupsafe import Markup

from kg.views.site.listing import entry, line
from kg.views.site.names import Names
from kg.views.site.pile import Pile
from kg.views.site.shell import Shell
from kg.views.site.told import Claim, Told, Use
from kg.views.site.wording import certainty, glyph

__all__ = ["CLAIM_COLUMNS", "Book", "Chapter", "Entry", "claim_cells", "use_cells"]

#: Where an entry lies in the pile, and how long it is.
Entry = tuple[int, int]
#: The columns of a table of claims.
CLAIM_COLUMNS = ("kind", "words", "themes", "case", "study", "title", "start", "end", "status", "confidence", "page")


@dataclass(frozen=True, slots=True)
class Book:
    """What every chapter is made with; `entries` are the macros by which a thing stands in a list."""

    shell: Shell
    pile: Pile
    names: Names
    entries: Any

    def put(self, cells: tuple[object, ...], shown: str) -> Entry:
        """Put onto the pile how a thing stands in a table and in a list."""
        return self.pile.put(entry(line(cells), shown))

    def put_study(self, told: Told) -> dict[str, Entry]:
        """Put each claim and each use of a study onto the pile, and return where they lie by their codes."""
        self.pile.forget()
        study = self.entries.study_chip(told)
        cases = {case.iri: self.entries.case_chip(case) for case in told.cases}
        found = {claim.code: self._put_claim(claim, told, study, cases) for claim in told.claims}
        return found | {use.code: self._put_use(use, told, study, cases) for use in told.uses}

    def _put_claim(self, claim: Claim, told: Told, study: Markup, cases: Mapping[str, Markup]) -> Entry:
        case = cases[claim.case.iri] if claim.case else Markup()
        sure = certainty(claim.status, claim.confidence)
        return self.put(claim_cells(claim, told), self.entries.claim(claim, told, study, case, glyph("theme"), sure))

    def _put_use(self, use: Use, told: Told, study: Markup, cases: Mapping[str, Markup]) -> Entry:
        examined = Markup().join(cases[case.iri] for case in told.examined)
        sure = certainty(told.status, use.confidence)
        return self.put(use_cells(use, told), self.entries.use(use, told, study, examined, sure))


class Chapter(Protocol):
    """A set of pages."""

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:
        """Take from a study what the pages will show; `rows` are its claims and uses in the pile, by their codes."""
        ...

    def finish(self) -> None:
        """Write the pages, after the last study."""
        ...


def claim_cells(claim: Claim, told: Told) -> tuple[object, ...]:
    """Return a claim as a row of a table."""
    return (
        claim.kind,
        claim.phrase,
        " ".join(theme.name for theme in claim.themes),
        claim.case.label if claim.case else "",
        told.id,
        told.title,
        claim.span.start,
        claim.span.end,
        claim.status,
        claim.confidence,
        f"{told.page}#{claim.code}",
    )


def use_cells(use: Use, told: Told) -> tuple[object, ...]:
    """Return the use of a concept as a row of a table of claims."""
    cases = "; ".join(case.label for case in told.examined)
    place = (use.span.start, use.span.end)
    return use.kind, use.phrase, use.concept.name, cases, told.id, told.title, *place, told.status, use.confidence, (
        f"{told.page}#{use.code}"
    )  # fmt: skip
