"""Lists of all problems, causes, countermeasures and achievements: what the numbers of the overview count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.views.site.chapters import CLAIM_COLUMNS, Book, Entry
from kg.views.site.listing import Group, Source, write_list
from kg.views.site.pile import Entries
from kg.views.site.told import Told
from kg.views.site.wording import say
from kg.vocabulary import STATEMENT_KINDS

__all__ = ["UNPLACED", "Statements", "page_of"]

#: The page of the statements that are about no case in particular.
UNPLACED = "silence/statements.html"


def page_of(kind: str) -> str:
    """Return the page of all statements of a kind."""
    return f"statements/{kind}.html"


@dataclass(slots=True)
class Statements:
    """All statements by kind, in the order in which their studies go by."""

    book: Book
    _entries: dict[str, Entries] = field(default_factory=lambda: {kind.value: Entries() for kind in STATEMENT_KINDS})
    _unplaced: dict[str, Entries] = field(default_factory=lambda: {kind.value: Entries() for kind in STATEMENT_KINDS})

    def take(self, told: Told, rows: Mapping[str, Entry]) -> None:
        """List each statement."""
        for claim in told.claims:
            self._entries[claim.kind].add(rows[claim.code])
            if claim.case is None:
                self._unplaced[claim.kind].add(rows[claim.code])

    def finish(self) -> None:
        """Write the lists."""
        for kind, entries in self._entries.items():
            group = Group(kind, say(f"kinds.{kind}"), entries, say(f"silent_all.{kind}"))
            self._write(
                page_of(kind), [group], "status_statements", kind=kind, title=f"kinds.{kind}", lead="statements.lead"
            )
        groups = [Group(kind, say(f"kinds.{kind}"), found) for kind, found in self._unplaced.items() if len(found)]
        if groups:
            self._write(
                UNPLACED,
                groups,
                "coverage_silence",
                kind="case",
                title="statements.unplaced",
                lead="statements.unplaced_lead",
            )

    def _write(self, page: str, groups: list[Group], question: str, *, kind: str, title: str, lead: str) -> None:
        write_list(
            self.book.shell,
            self.book.pile,
            page,
            groups,
            header=CLAIM_COLUMNS,
            template="studies.html",
            part="overview",
            kind=kind,
            eyebrow=say("statements.all"),
            heading=say(title),
            lead=say(lead),
            sources=(Source(question),),
        )
