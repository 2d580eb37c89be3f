"""The nouns, frozen and without I/O: read this file first.

An `Abstract` yields `Mention`s; linked mentions become the `Statement`s, `Use`s and `Case`s of a `Study`; a `Query`
asks the graph; a check of the graph gives a `Report`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from kg.vocabulary import Basis, Kind, Relation, Role, Status

__all__ = [
    "Abstract",
    "Case",
    "Concept",
    "Evidence",
    "Link",
    "Locality",
    "Mention",
    "Metadata",
    "Parameter",
    "Place",
    "Query",
    "Reading",
    "Rejection",
    "Report",
    "Source",
    "Span",
    "Statement",
    "Study",
    "Tie",
    "Use",
    "Violation",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of a text, in Unicode code points: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


# -- What comes in ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read: the path as given, its format and encoding, and the line of the record (1-based)."""

    path: str
    format: str
    encoding: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a thesis site or a library record says about a study beside its abstract; `None` where it says nothing.

    `posted` is an ISO 8601 date, `identifier` the site's own number (GTID), `subject` the discipline. `extra` keeps, as
    pairs of name and value, whatever else the source said, so that nothing is lost.
    """

    posted: str | None = None
    degree: str | None = None
    type: str | None = None
    country: str | None = None
    candidate: str | None = None
    identifier: str | None = None
    subject: str | None = None
    keywords: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Abstract:
    """The abstract of one study. All offsets of its mentions count code points of `text`, which is kept as written.

    `language` is a BCP 47 tag.
    """

    id: str
    text: str
    title: str | None = None
    year: int | None = None
    language: str = "en"
    metadata: Metadata = Metadata()
    source: Source | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, as lower-case hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was read but not taken, and why; `duplicate_of` names the study that it repeats, if it does."""

    source: Source
    reason: str
    advice: str = ""
    duplicate_of: str | None = None

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}{f' ({self.advice})' if self.advice else ''}"


# -- What is read in it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of an abstract that was marked as a case, theory, problem and so on.

    `themes` are notations of `themes.ttl`, the best first. A case has a `role`; a later mention of a case says in
    `same` which mention of the reading (by place in `Reading.mentions`) names it first.
    """

    span: Span
    kind: Kind
    confidence: float = 1.0
    themes: tuple[str, ...] = ()
    role: Role | None = None
    same: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """The text ties one mention to another: `origin` (a cause or countermeasure) to `target` (a problem).

    Both are places in `Reading.mentions`. `evidence` is the stretch of text that states the tie, both ends included.
    """

    relation: Relation
    origin: int
    target: int
    evidence: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What was marked in one abstract, by the extraction or by a reviewer, in the order of the text."""

    abstract: Abstract
    mentions: tuple[Mention, ...] = ()
    ties: tuple[Tie, ...] = ()
    status: Status = Status.EXTRACTED


#: A record that may become a study: a raw abstract, or the reading of a reviewer.
Entry = Abstract | Reading
#: What a loader yields for one record of a file.
Record = Entry | Rejection


# -- What it says -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concept:
    """A theme, theory, method or technology: a notation that is unique within its kind, and its labels.

    `kind` is `theme`, `facet`, `theory`, `method` or `technology`. A `candidate` was met in a text and is in no curated
    scheme.
    """

    notation: str
    kind: str
    label: str
    broader: str | None = None
    candidate: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A real, named place that studies may share, from `places.ttl`; `notation` is unique."""

    notation: str
    label: str


@dataclass(frozen=True, slots=True)
class Locality:
    """An anonymised (or unknown) place of one study, such as "S City"; it is never anybody else's.

    `id` is its code within the study (`n1`); it lies in another locality of the study (`within`, a code) or in a real
    place (`within_place`, a notation), if the text says so.
    """

    id: str
    label: str
    within: str | None = None
    within_place: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The stretch of an abstract that something rests on."""

    abstract: str
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A place or organisation that one study examines or compares with; `id` is its code within the study (`k1`).

    `locality` (a code within the study) or `place` (a notation) says where it is, when the text does.
    """

    id: str
    label: str
    role: Role
    evidence: tuple[Evidence, ...]
    place: str | None = None
    locality: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a study says, in its own words; `id` is its code within the study (`p2`, `c1`, `m3`, `a1`).

    `case` is the code of the case that it is about, or `None` where the study names none or does not say which.
    """

    id: str
    kind: Kind
    phrase: str
    themes: tuple[str, ...]
    evidence: Evidence
    case: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Use:
    """A study's use of a theory, method or technology; `id` is its code within the study (`t1`, `d1`, `g1`)."""

    id: str
    concept: Concept
    phrase: str
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A cause `causes`, or a countermeasure `addresses`, a problem: codes of statements, and what the link rests on.

    `rule` names the rule of an inferred link, which has no evidence of its own.
    """

    id: str
    relation: Relation
    origin: str
    target: str
    basis: Basis
    evidence: Evidence | None = None
    rule: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that one study says, ready for the graph."""

    abstract: Abstract
    status: Status
    cases: tuple[Case, ...] = ()
    localities: tuple[Locality, ...] = ()
    statements: tuple[Statement, ...] = ()
    uses: tuple[Use, ...] = ()
    links: tuple[Link, ...] = ()


# -- What is asked and checked -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter of a named question; `type` is `string`, `integer`, `decimal`, `boolean` or `iri`.

    `choices` are all the values that it can have, where they are few.
    """

    name: str
    type: str
    summary: dict[str, str]
    default: str | int | float | bool | None = None
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The name of its variable in the SPARQL: `_case` for the parameter `case`, as in grlc."""
        return f"_{self.name}"


@dataclass(frozen=True, slots=True)
class Query:
    """A named question: its SPARQL, and its title and summary by language (`en`, `zh`).

    One that `constructs` answers with triples, the others with rows.
    """

    name: str
    title: dict[str, str]
    summary: dict[str, str]
    sparql: str
    columns: dict[str, dict[str, str]]
    parameters: tuple[Parameter, ...] = ()
    denominators: tuple[str, ...] = ()
    empty: dict[str, str] = field(default_factory=dict)
    constructs: bool = False


#: A cell of an answer: text, a number, or nothing.
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a check found wrong: where (an IRI), what, and how to mend it."""

    focus: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a check looked at, and what it found: `checked` maps what was counted to how many."""

    checked: dict[str, int]
    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.violations
