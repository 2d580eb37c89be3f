"""Writes a matrix or a gap map for other programs: CSV, Markdown and XLSX, all with the same content."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kg import answers, files
from kg.answers import Answers
from kg.comparison.comparing import Matrix
from kg.comparison.gaps import GapMap
from kg.comparison.tables import Tables, of_gaps, of_matrix
from kg.errors import OutputError
from kg.model import Value

__all__ = ["FORMS", "csv_files", "markdown", "write", "xlsx"]

#: What a sheet of the format can hold: rows, columns, links.
_ROWS, _COLUMNS, _LINKS = 1_048_576, 16_384, 65_530
#: A workbook must say when it was made; the same matrix gives the same bytes.
_MADE = datetime(2000, 1, 1)
_NARROW, _WIDE = 11, 42


def write(made: Matrix | GapMap, path: Path) -> tuple[Path, ...]:
    """Write a matrix or gap map in the form that the name of `path` ends in, and return what was written.

    CSV has no sheets: the words and the notes stand beside `matrix.csv` in `matrix-words.csv` and `matrix-notes.csv`.

    Raises:
        OutputError: if there is no such form, the form cannot hold so much, or a file cannot be written.

    """
    if path.suffix not in FORMS:
        raise OutputError(f"{path} cannot be written: its name must end in {', '.join(FORMS)}, or .html for the page")
    contents = FORMS[path.suffix](of_matrix(made) if isinstance(made, Matrix) else of_gaps(made))
    written = {path.with_name(f"{path.stem}{part}{path.suffix}"): content for part, content in contents.items()}
    for each, content in written.items():
        files.write_bytes(each, content)
    return tuple(written)


def csv_files(tables: Tables) -> dict[str, bytes]:
    """Return the tables as CSV, by what is added to the name of the file."""
    parts = {"": tables.cells, "-words": tables.words, "-notes": tables.notes}
    return {part: answers.write(table, "csv").encode() for part, table in parts.items()}


def markdown(tables: Tables) -> str:
    """Return the tables as one document; nothing in them is taken for Markdown or HTML."""
    sections = zip(tables.names, (tables.cells, tables.words, tables.notes), strict=True)
    parts = [f"## {name}\n\n{answers.write(table, 'markdown')}" for name, table in sections]
    return "\n".join([f"# {tables.title}\n", *parts])


def xlsx(tables: Tables) -> bytes:
    """Return the tables as the sheets of a workbook; a cell leads to its words.

    Raises:
        OutputError: if a sheet cannot hold them.

    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": tables.title, "created": _MADE})
        sheets = _Sheets(book, tables)
        sheets.cells()
        sheets.words()
        sheets.notes()
    return out.getvalue()


class _Sheets:
    """The sheets of one workbook, and the formats that they share."""

    def __init__(self, book: xlsxwriter.Workbook, tables: Tables) -> None:
        self._book, self._tables = book, tables
        plain = {"valign": "top", "text_wrap": True}
        self._head = book.add_format(plain | {"bold": True, "bottom": 1, "valign": "bottom", "bg_color": "#F3F1EA"})
        self._text = book.add_format(plain)
        self._found = book.add_format(plain | {"bold": True, "font_color": "#14375E", "align": "left"})
        self._silent = book.add_format(plain | {"italic": True, "font_color": "#5A626D"})

    def cells(self) -> None:
        table = self._tables.cells
        sheet = self._sheet(0, table)
        lead = min((column for _, column in self._tables.doors), default=1)
        sheet.freeze_panes(1, lead)
        links = len(self._tables.doors) <= _LINKS
        for row, column, value in _placed(table):
            if links and (row - 1, column) in self._tables.doors:
                self._link(sheet, row, column, value)
            else:
                self._put(sheet, row, column, value, self._silent if value in self._tables.silent else self._text)

    def words(self) -> None:
        table = self._tables.words
        sheet = self._sheet(1, table)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        for row, column, value in _placed(table):
            self._put(sheet, row, column, value, self._text)

    def notes(self) -> None:
        table = self._tables.notes
        sheet = self._sheet(2, table)
        sheet.set_column(1, 1, 100)
        for row, column, value in _placed(table):
            self._put(sheet, row, column, value, self._text)

    def _sheet(self, place: int, table: Answers) -> Worksheet:
        name = self._tables.names[place]
        if len(table) >= _ROWS or len(table.columns) > _COLUMNS:
            size = f"{len(table):,} rows and {len(table.columns):,} columns"
            raise OutputError(f"no sheet of a workbook holds {size} ({name}); turn the matrix, filter it, or write CSV")
        sheet = self._book.add_worksheet(name)
        for column, title in enumerate(table.columns):
            self._put(sheet, 0, column, title, self._head)
            longest = max((len(answers.plain(row[column])) for row in table.rows[:200]), default=0)
            sheet.set_column(column, column, max(_NARROW, min(longest + 2, _WIDE)))
        return sheet

    def _put(self, sheet: Worksheet, row: int, column: int, value: Value, form: Format) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, form)
        elif (text := answers.plain(answers.safe(value))) and sheet.write_string(row, column, text, form):
            raise OutputError(f"no cell of a workbook holds {len(text):,} characters; write CSV")

    def _link(self, sheet: Worksheet, row: int, column: int, value: Value) -> None:
        """Let a cell lead to its words; the value is written over that of the link, which would make it a text."""
        place = self._tables.doors[row - 1, column] + 2
        sheet.write_url(row, column, f"internal:'{self._tables.names[1]}'!A{place}", self._found, " ")
        self._put(sheet, row, column, value, self._found)


def _placed(table: Answers) -> Iterator[tuple[int, int, Value]]:
    """Each value with its row, below the head, and its column, row by row: the workbook keeps none in memory."""
    for row, values in enumerate(table.rows, 1):
        for column, value in enumerate(values):
            yield row, column, value


def _csv(tables: Tables) -> Mapping[str, bytes]:
    return csv_files(tables)


def _markdown(tables: Tables) -> Mapping[str, bytes]:
    return {"": markdown(tables).encode()}


def _xlsx(tables: Tables) -> Mapping[str, bytes]:
    return {"": xlsx(tables)}


#: The forms by the ends of their files' names; each gives the contents by what is added to the name.
FORMS: dict[str, Callable[[Tables], Mapping[str, bytes]]] = {".csv": _csv, ".md": _markdown, ".xlsx": _xlsx}
