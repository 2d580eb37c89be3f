"""One study as the pages show it: what it says, in the order of its text, each claim with the words it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Span
from kg.views.passages import Passage
from kg.views.site.names import Named
from kg.vocabulary import STATEMENT_KINDS

__all__ = ["Case", "Claim", "Mark", "Tie", "Told", "Use"]


@dataclass(frozen=True, slots=True)
class Case:
    """A case of one study: the page of its own, and the names of where it lies, the nearest first.

    `examined` tells it from one that the study only compares with. `code` is its code within the study, and `mentions`
    are the anchors of the places in the abstract that name it.
    """

    iri: str
    name: str
    page: str
    label: str
    language: str
    examined: bool
    where: tuple[Named | str, ...]
    code: str
    mentions: tuple[str, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of a study; `code` (`p2`) is its anchor in the study's page."""

    code: str
    iri: str
    kind: str
    phrase: str
    span: Span
    passage: Passage
    themes: tuple[Named, ...]
    case: Case | None
    status: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Use:
    """A theory, method or technology that the study names, with the words; `code` (`t1`) is its anchor."""

    code: str
    concept: Named
    phrase: str
    span: Span
    passage: Passage
    confidence: float | None

    @property
    def kind(self) -> str:
        """Its kind: `theory`, `method` or `technology`."""
        return self.concept.kind


@dataclass(frozen=True, slots=True)
class Tie:
    """The text ties a claim (`origin`) to a problem (`target`), in the words of `passage`."""

    code: str
    relation: str
    origin: Claim
    target: Claim
    basis: str
    passage: Passage | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the abstract that something rests on; `about` is the code of what it names."""

    code: str
    kind: str
    span: Span
    about: str


@dataclass(frozen=True, slots=True)
class Told:
    """A study; `page` is its page from the root of the site, and `marks` stand in the order of the text."""

    iri: str
    name: str
    page: str
    id: str
    title: str | None
    issued: str | None
    subjects: tuple[str, ...]
    language: str
    status: str
    text: str
    cases: tuple[Case, ...]
    claims: tuple[Claim, ...]
    uses: tuple[Use, ...]
    ties: tuple[Tie, ...]
    marks: tuple[Mark, ...]

    @property
    def examined(self) -> tuple[Case, ...]:
        """The cases that it examines."""
        return tuple(case for case in self.cases if case.examined)

    @property
    def compared(self) -> tuple[Case, ...]:
        """The cases that it only compares with."""
        return tuple(case for case in self.cases if not case.examined)

    @property
    def silent(self) -> tuple[str, ...]:
        """The kinds of statement of which its abstract reports none."""
        kinds = {claim.kind for claim in self.claims}
        return tuple(kind.value for kind in STATEMENT_KINDS if kind not in kinds)
