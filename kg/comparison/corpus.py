"""What the studies say, case by case, as the named questions tell it: the ground of the matrix and of the gap map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from kg.model import Value
from kg.vocabulary import BASE, Kind

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["Corpus", "Said", "Standing", "Subject", "Theme", "read"]

#: A row of an answer, by the names of its columns.
_Row = dict[str, Value]


class Standing(StrEnum):
    """What a row of the matrix is to its study; the values are those of the question `matrix_cases`."""

    EXAMINED = "examined"
    COMPARATOR = "comparator"
    #: The study itself, which names no case.
    UNNAMED = "no case named"
    #: The study itself: what it says without saying about which of its cases.
    UNSAID = "case not said"


@dataclass(frozen=True, slots=True)
class Subject:
    """What statements are about: a case, or a study where it names none. `iri` is that of the case or study."""

    iri: str
    study: str
    case: str | None
    standing: Standing
    status: str

    @property
    def is_examined(self) -> bool:
        """Whether it is a case that counts as one."""
        return self.standing is Standing.EXAMINED


@dataclass(frozen=True, slots=True, order=True)
class Theme:
    """A theme and its facet, by their notations and their labels in one language; sorted facet by facet.

    A theme without a facet comes last and has an empty `facet_label`.
    """

    is_loose: bool
    facet: str
    notation: str
    label: str
    facet_label: str = ""

    @property
    def names(self) -> frozenset[str]:
        """What it and its facet are called, for comparison."""
        names = (self.facet, self.notation, self.label, self.facet_label)
        return frozenset(name.casefold() for name in names if name)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement in its study's own words; `about` is the IRI of its subject, offsets count code points."""

    statement: str
    study: str
    about: str
    role: Kind
    words: str
    start: int
    end: int
    status: str
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Every subject and every statement, in the order of the studies and of their texts."""

    subjects: tuple[Subject, ...]
    said: tuple[Said, ...]

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes of the statements, facet by facet."""
        return tuple(sorted({theme for each in self.said for theme in each.themes}))


def read(graph: KnowledgeGraph, language: str = "en") -> Corpus:
    """Ask the graph what is compared; themes are named in `language`.

    Raises:
        QueryError: if there are no answers in that language.

    """
    subjects = tuple(map(_subject, graph.ask("matrix_cases")))
    return Corpus(_once(subjects), tuple(_statements(graph.ask("matrix_statements", language=language))))


def _once(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """Each subject once: what is examined is no comparator, though a graph may say both."""
    found: dict[str, Subject] = {}
    for subject in subjects:
        if subject.iri not in found or subject.is_examined:
            found[subject.iri] = subject
    return tuple(found.values())


def _subject(row: _Row) -> Subject:
    case = row["case"]
    return Subject(
        iri=str(row["about"]),
        study=str(row["study"]),
        case=None if case is None else str(case),
        standing=Standing(str(row["standing"])),
        status=str(row["status"]),
    )


def _statements(rows: Iterable[_Row]) -> Iterator[Said]:
    for _, group in groupby(rows, key=lambda row: (row["statement"], row["start"], row["end"])):
        same = list(group)
        yield _said(same[0], tuple(dict.fromkeys(map(_theme, same))))


def _said(row: _Row, themes: tuple[Theme, ...]) -> Said:
    return Said(
        statement=str(row["statement"]),
        study=str(row["study"]),
        about=str(row["about"]),
        role=Kind(str(row["role"])),
        words=str(row["quote"]),
        start=int(str(row["start"])),
        end=int(str(row["end"])),
        status=str(row["status"]),
        themes=themes,
    )


def _theme(row: _Row) -> Theme:
    facet = _notation(row["group"])
    return Theme(not facet, facet, _notation(row["concept"]), str(row["theme"]), str(row["facet"] or ""))


def _notation(iri: Value) -> str:
    """The local name of a theme or facet, which is its notation."""
    return "" if iri is None else str(iri).removeprefix(BASE).partition("/")[2] or str(iri)
