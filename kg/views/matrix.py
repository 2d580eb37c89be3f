"""Writes a comparison matrix as one HTML page in which every cell opens the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kg import files
from kg.comparison import remarks
from kg.comparison.comparing import Cell, Matrix, State, Topic, Total
from kg.comparison.corpus import Said, Subject
from kg.comparison.wording import say
from kg.views.sheets import ALONE, Box, Place, Sheet, render
from kg.vocabulary import Kind

__all__ = ["MOST_ROWS", "page", "write"]

#: How many cases the page shows: more make it slow, and nobody compares more by eye.
MOST_ROWS = 100
#: From how many columns on their titles stand upright.
_CROWDED = 9


@dataclass(frozen=True, slots=True)
class _Head:
    """The title of a row or column; `data` is what the page's filters go by."""

    label: str
    small: str
    scope: str
    data: Mapping[str, str | int]
    kind: str = "head"


@dataclass(frozen=True, slots=True)
class _Square:
    """One cell; `before` is what a comparator's words are introduced by."""

    id: str
    state: State
    said: tuple[Said, ...]
    roles: Mapping[Kind, int]
    before: str = ""
    kind: str = "cell"


@dataclass(frozen=True, slots=True)
class _Sum:
    """The number of examined cases that report a topic; `text` is the number out of all."""

    count: int
    text: str
    roles: Mapping[Kind, int]
    kind: str = "total"


_Thing = _Head | _Square | _Sum


@dataclass(frozen=True)
class _Page(Sheet):
    """What the template shows; the sheet says what it shares with the gap map."""

    made: Matrix = field(kw_only=True)
    rows: int = field(kw_only=True)

    names_subjects = False

    @property
    def of(self) -> str:
        return self.made.choice.of

    @property
    def turned(self) -> bool:
        return self.made.choice.transposed

    @property
    def tells_roles(self) -> bool:
        return self.made.tells_roles

    @property
    def roles(self) -> list[Kind]:
        """The roles that the page shows, in their order."""
        held = {said.role for row in self.made.cells for cell in row for said in cell.said}
        return [role for role in self.glyphs if role in held]

    @property
    def has_comparators(self) -> bool:
        return any(cell.state is State.COMPARATOR for row in self.made.cells for cell in row)

    @property
    def cut(self) -> str:
        """What is left out of the page, in words."""
        of = len(self.made.subjects)
        return self.say("page.cut", n=self.rows, of=of) if of > self.rows else ""

    @property
    def is_crowded(self) -> bool:
        return (len(self.made.subjects) if self.turned else len(self.made.topics)) >= _CROWDED

    @property
    def subjects(self) -> list[tuple[Subject, tuple[Cell, ...]]]:
        return list(zip(self.made.subjects, self.made.cells, strict=True))[: self.rows]

    @cached_property
    def grid(self) -> list[list[_Thing]]:
        """The table as it is to be read; its corner is an empty title."""
        upright = list(self._upright())
        if not self.turned:
            return upright
        return [list(column) for column in zip(*upright, strict=True)]

    @property
    def words(self) -> Iterator[tuple[str, list[Box]]]:
        """The words of each subject, cell by cell."""
        for subject, cells in self.subjects:
            boxes = [
                Box(_id(subject, topic), topic.label, topic.facet_label, topic.key, subject.iri, cell.said)
                for topic, cell in zip(self.made.topics, cells, strict=True)
                if cell.said
            ]
            if boxes:
                yield remarks.subject_text(subject, self.language), boxes

    def _upright(self) -> Iterator[list[_Thing]]:
        columns = range(len(self.made.topics))
        across, down = ("row", "col") if self.turned else ("col", "row")
        yield [_Head("", "", across, {}), *(self._topic(place, across) for place in columns)]
        for subject, cells in self.subjects:
            squares = [self._square(subject, topic, cell) for topic, cell in zip(self.made.topics, cells, strict=True)]
            yield [self._subject(subject, down), *squares]
        yield [_Head(self.say("total.label"), "", down, {"total": "1"}), *map(self._sum, self.made.totals)]

    def _topic(self, place: int, scope: str) -> _Head:
        topic, total = self.made.topics[place], self.made.totals[place]
        held = {said.role for row in self.made.cells for said in row[place].said}
        data: dict[str, str | int] = {"topic": topic.key, "facet": topic.facet, "cases": total.cases}
        data |= {"roles": " ".join(role for role in self.glyphs if role in held)}
        data |= {f"cases-{role}": count for role, count in total.roles.items()}
        return _Head(topic.label, topic.facet_label, scope, data)

    def _subject(self, subject: Subject, scope: str) -> _Head:
        study = self.say("subject.study", study=subject.study)
        small = "" if subject.is_examined else self.say(f"standing.{subject.standing}")
        label, rest = (study, [small]) if subject.case is None else (subject.case, [small, subject.study])
        data = {"subject": subject.iri, "standing": subject.standing}
        return _Head(label, " · ".join(filter(None, rest)), scope, data)

    def _square(self, subject: Subject, topic: Topic, cell: Cell) -> _Square:
        before = self.say("state.compared", cell="") if cell.state is State.COMPARATOR else ""
        return _Square(_id(subject, topic), cell.state, cell.said, cell.roles, before)

    def _sum(self, total: Total) -> _Sum:
        text = self.say("total.of", n=total.cases, of=self.made.examined)
        return _Sum(total.cases, text, total.roles if self.tells_roles else {})


def write(made: Matrix, path: Path, *, source: str = "", rows: int = MOST_ROWS, place: Place = ALONE) -> None:
    """Write the page of a matrix to `path`.

    Raises:
        OutputError: if the file cannot be written.

    """
    files.write_text(path, page(made, source=source, rows=rows, place=place))


def page(made: Matrix, *, source: str = "", rows: int = MOST_ROWS, place: Place = ALONE) -> str:
    """Return the page of a matrix: one file that fetches nothing. The same matrix gives the same bytes.

    `source` says what it was made from, `place` where it stands in a site.
    Where there are more cases than `rows`, the page shows the first ones and says
    so; its last row or column still counts all of them.
    """
    language = made.choice.language
    shown = _Page(
        language=language,
        title=say(language, f"title.{made.choice.of}"),
        source=source,
        examined=made.examined,
        denominators=made.denominators,
        notes=tuple(remarks.matrix_notes(made)),
        facets=tuple(dict.fromkeys((topic.facet, topic.facet_label) for topic in made.topics if topic.facet)),
        most_cases=max((total.cases for total in made.totals), default=0),
        place=place,
        made=made,
        rows=rows,
    )
    return render("matrix.html", shown)


def _id(subject: Subject, topic: Topic) -> str:
    return f"{subject.iri.split('/', 4)[-1]}.{topic.key}"
