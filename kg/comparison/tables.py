"""A matrix or a gap map as three tables: the cells, the words behind them, the notes. Every form is made of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.answers import Answers
from kg.comparison import remarks
from kg.comparison.comparing import Cell, Matrix, State
from kg.comparison.corpus import Said, Subject, Theme
from kg.comparison.gaps import GapMap, Line
from kg.comparison.wording import say
from kg.model import Value

__all__ = ["Tables", "of_gaps", "of_matrix"]

_Row = tuple[Value, ...]
#: A cell's row and column in the first table.
_Place = tuple[int, int]
_WORDS = ("study", "case", "standing", "facet", "theme", "role", "words", "start", "end", "status", "statement")
_SUBJECT = ("study", "case", "standing")
_THEME = ("facet", "theme")


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a comparison under its title, and what each is called in its language: cells, words, notes.

    `doors` leads from a cell to the row of the words where its own begin. `silent` are the texts of cells without any.
    """

    title: str
    cells: Answers
    words: Answers
    notes: Answers
    names: tuple[str, str, str]
    doors: Mapping[_Place, int]
    silent: frozenset[str]


def of_matrix(made: Matrix) -> Tables:
    """Return a matrix as tables, turned as it is to be read; the last row or column counts the examined cases."""
    language = made.choice.language
    words, doors = _laid(_matrix_words(made))
    return Tables(
        title=say(language, f"title.{made.choice.of}"),
        cells=_turned(made) if made.choice.transposed else _upright(made),
        words=Answers(_columns(language, _WORDS), words),
        notes=_notes(language, made.denominators, remarks.matrix_notes(made)),
        names=_names(language, "matrix"),
        doors=doors,
        silent=_silent(language),
    )


def of_gaps(made: GapMap) -> Tables:
    """Return a gap map as tables: a row a theme, a column a role, and last what is missing."""
    language = made.language
    words, doors = _laid(_gap_words(made))
    head = (*_columns(language, _THEME), *(say(language, f"roles.{role}") for role in made.roles))
    return Tables(
        title=say(language, "title.gaps"),
        cells=Answers((*head, say(language, "column.gap")), tuple(_line(line, language) for line in made.lines)),
        words=Answers(_columns(language, (*_WORDS, "unmet")), words),
        notes=_notes(language, made.denominators, remarks.gap_notes(made)),
        names=_names(language, "gaps"),
        doors=doors,
        silent=_silent(language),
    )


# -- The cells --------------------------------------------------------------------------------------------------------


def _upright(made: Matrix) -> Answers:
    language = made.choice.language
    rows: list[_Row] = [
        (*_subject(subject, language), *(_value(made, cell) for cell in row))
        for subject, row in zip(made.subjects, made.cells, strict=True)
    ]
    totals = (say(language, "total.label"), None, None, *(remarks.total_text(made, total) for total in made.totals))
    head = (*_columns(language, _SUBJECT), *(topic.label for topic in made.topics))
    return Answers(head, (*rows, totals))


def _turned(made: Matrix) -> Answers:
    language = made.choice.language
    rows: list[_Row] = [
        (
            topic.facet_label,
            topic.label,
            *(_value(made, row[place]) for row in made.cells),
            remarks.total_text(made, made.totals[place]),
        )
        for place, topic in enumerate(made.topics)
    ]
    head = (*_columns(language, ("facet", made.choice.of)), *(remarks.subject_text(s, language) for s in made.subjects))
    return Answers((*head, say(language, "total.label")), tuple(rows))


def _value(made: Matrix, cell: Cell) -> Value:
    is_number = cell.state is State.REPORTED and not made.tells_roles
    return len(cell.said) if is_number else remarks.cell_text(made, cell)


def _line(line: Line, language: str) -> _Row:
    shares = (remarks.share_text(share, language) for share in line.shares)
    return (
        line.theme.facet_label,
        line.theme.label,
        *(int(text) if text.isdecimal() else text for text in shares),
        remarks.gap_text(line.gap, language),
    )


# -- The words behind them --------------------------------------------------------------------------------------------


def _laid(cells: Iterable[tuple[_Place, list[_Row]]]) -> tuple[tuple[_Row, ...], dict[_Place, int]]:
    """The words of all cells below one another, and where those of each begin."""
    rows: list[_Row] = []
    doors: dict[_Place, int] = {}
    for place, words in cells:
        if words:
            doors[place] = len(rows)
            rows += words
    return tuple(rows), doors


def _matrix_words(made: Matrix) -> Iterator[tuple[_Place, list[_Row]]]:
    language, is_turned = made.choice.language, made.choice.transposed
    for row, (subject, cells) in enumerate(zip(made.subjects, made.cells, strict=True)):
        for column, (topic, cell) in enumerate(zip(made.topics, cells, strict=True)):
            place = (column, len(_THEME) + row) if is_turned else (row, len(_SUBJECT) + column)
            yield place, [_words(subject, said, _at(said, topic.key), language) for said in cell.said]


def _gap_words(made: GapMap) -> Iterator[tuple[_Place, list[_Row]]]:
    subjects = {subject.iri: subject for subject in made.subjects}
    for row, line in enumerate(made.lines):
        for column, share in enumerate(line.shares, len(_THEME)):
            words = [_words(subjects[said.about], said, (line.theme,), made.language) for said in share.said]
            unmet = [say(made.language, "yes") if said in line.gap.said else None for said in share.said]
            yield (row, column), [(*each, lacks) for each, lacks in zip(words, unmet, strict=True)]


def _at(said: Said, key: str) -> tuple[Theme, ...]:
    """The themes of a statement in the cell of a topic: the one theme, or all where the topic is a kind."""
    return tuple(theme for theme in said.themes if theme.notation == key) or said.themes


def _words(subject: Subject, said: Said, themes: Iterable[Theme], language: str) -> _Row:
    named = [(theme.facet_label, theme.label) for theme in themes]
    facets, labels = ("; ".join(dict.fromkeys(names)) for names in zip(*named, strict=True))
    role, status = say(language, f"role.{said.role}"), say(language, f"status.{said.status}")
    subjects = _subject(subject, language)
    return (*subjects, facets, labels, role, said.words, said.start, said.end, status, said.statement)


def _subject(subject: Subject, language: str) -> _Row:
    return subject.study, subject.case, say(language, f"standing.{subject.standing}")


# -- The notes, and what things are called ----------------------------------------------------------------------------


def _notes(language: str, denominators: Iterable[tuple[str, int]], notes: Iterable[str]) -> Answers:
    counted: list[_Row] = [(count, name) for name, count in denominators]
    return Answers(_columns(language, ("count", "note")), (*counted, *((None, note) for note in notes)))


def _names(language: str, name: str) -> tuple[str, str, str]:
    return (say(language, f"sheet.{name}"), say(language, "sheet.words"), say(language, "sheet.notes"))


def _columns(language: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(say(language, f"column.{name}") for name in names)


def _silent(language: str) -> frozenset[str]:
    return frozenset(say(language, f"state.{state}") for state in (State.NOT_REPORTED, State.COMPARATOR))
