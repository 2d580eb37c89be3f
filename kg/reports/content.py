"""The brief as data: sections of paragraphs, whose runs are text, names, quotes, and numbers that can be recomputed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kg.model import Value

__all__ = [
    "Brief",
    "Condition",
    "Figure",
    "How",
    "Item",
    "Measure",
    "Name",
    "Number",
    "Paragraph",
    "Quote",
    "Recount",
    "Reference",
    "Run",
    "Section",
    "Text",
]


class How(StrEnum):
    """How a number is read off an answer."""

    ROWS = "rows"
    DISTINCT = "distinct"
    VALUE = "value"
    LEAST = "least"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must have in a column (or must not, unless it `holds`) to be counted."""

    column: str
    value: Value
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """What is read off an answer.

    Of the rows that meet every condition in `where`: how many there are (`rows`), how many values the `columns` have
    together (`distinct`), the value that the one column has in all of them (`value`), or the least of them (`least`).
    Whatever the rows: the denominator whose title stands in `columns` (`count`).
    """

    how: How
    columns: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Recount:
    """How a number is made again: a question, its parameters as text, and what is read off its answer."""

    question: str
    terms: tuple[tuple[str, str], ...]
    measure: Measure
    with_candidates: bool = False

    @property
    def command(self) -> str:
        """What asks the question again in a shell; `DIR` stands for the graph's folder."""
        given = [shlex.quote(f"{name}={value}") for name, value in self.terms]
        return " ".join(["kg ask DIR", self.question, *given, *(["--with-candidates"] if self.with_candidates else [])])


@dataclass(frozen=True, slots=True)
class Number:
    """A number with what recomputes it; where `words` stand, they say the number in its place ("no")."""

    value: int | float
    recount: Recount
    words: str = ""

    def __str__(self) -> str:
        return self.words or f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the brief's own, which hold no number."""

    words: str


@dataclass(frozen=True, slots=True)
class Name:
    """What the graph calls something: a theme, a case, an author."""

    words: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of an abstract, exactly its code points `start` to `end`.

    `statement` is the IRI of what rests on them, and `who` says of which case or by whom, as far as that is known.
    """

    words: str
    study: str
    start: int
    end: int
    statement: str
    who: str = ""


Run = Text | Name | Number | Quote


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs that are read as one."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What is said of one thing: its name, and the runs about it."""

    head: tuple[Run, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands by itself, and what it is a number of."""

    number: Number
    label: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief; `key` is the same in every language."""

    key: str
    title: str
    blocks: tuple[Paragraph | Item, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A study that is quoted: its `key` in the brief, its identifier, and what is known of it.

    `status` is `extracted` or `reviewed`.
    """

    key: str
    study: str
    authors: tuple[str, ...]
    title: str
    year: str
    status: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief in one language: what it says, the studies it quotes, and the digest of the graph it was made from."""

    language: str
    title: str
    summary: Paragraph
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    digest: str = ""

    def runs(self) -> Iterator[Run]:
        """Give every run in reading order."""
        yield from (figure.number for figure in self.figures)
        yield from self.summary.runs
        for section in self.sections:
            for block in section.blocks:
                yield from (*block.head, *block.runs) if isinstance(block, Item) else block.runs

    def recounts(self) -> dict[Recount, int]:
        """Return what recomputes the numbers, each once and numbered from 1 in reading order."""
        return _numbered(run.recount for run in self.runs() if isinstance(run, Number))

    def keys(self) -> dict[str, str]:
        """Return the keys of the quoted studies by their identifiers."""
        return {reference.study: reference.key for reference in self.references}


def _numbered(found: Iterable[Recount]) -> dict[Recount, int]:
    return {recount: number for number, recount in enumerate(dict.fromkeys(found), 1)}
