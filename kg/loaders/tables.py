"""CSV and TSV, one record a row, read row by row however long the file is."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from kg.errors import InputError
from kg.loaders import encoding, record
from kg.loaders.columns import Columns
from kg.loaders.lines import Said
from kg.model import Abstract, Rejection, Source

__all__ = ["parse"]

#: The delimiters that are tried, the likeliest first.
_DELIMITERS = {"csv": ",;\t|", "tsv": "\t,;|"}
#: A spreadsheet may name the delimiter on a line before the header.
_NAMED_DELIMITER = re.compile(r'"?sep=(.)"?\s*')
#: The longest line that is read, in characters.
_MAX_LINE = 4_000_000
#: A row has no more lines, and all of them together are no longer than one may be.
_MAX_LINES = 100_000
#: How much of broken rows is read once more, in characters; beginning a line costs as much as `_LINE_COST` of them.
_MAX_AGAIN = 100_000_000
_LINE_COST = 50
#: A table of abstracts has no more columns; each takes time in every row.
_MAX_COLUMNS = 1_000
#: Rows of so many columns are told from the rest of a broken row by their width alone.
_WIDE = 4


def parse(path: Path, columns: Columns, *, form: str = "csv") -> Iterator[Abstract | Rejection]:
    """Give the abstract in each row, or why it holds none; the first row names the columns.

    `form` is `csv` or `tsv`; another delimiter is found by the names of the columns.

    A row whose quotes do not match is refused, and reading goes on with the next line. Where that may still be a part
    of the broken row, only what looks like a row of this table is taken from there on.

    Raises:
        InputError: if the file cannot be read as text, no column holds the abstract, or the quotes of row after row
            do not close.

    """
    csv.field_size_limit(2 * record.MAX_TEXT)  # the module's own 131,072 is too small; it knows one limit for all
    found = encoding.of_file(path)
    with encoding.opened(path, found, newline="") as stream:
        feed = _Feed(stream)
        table = _table(feed, path, columns, _DELIMITERS[form])
        empty = 0
        for row in _rows(feed, table.delimiter):
            if row.fault or any(cell.strip() for cell in row.cells):
                yield _record(row, table, Source(str(path), form, found, row.line))
            else:
                empty += 1
                encoding.refuse_empty(empty, row.line)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it was read, the line on which it begins, and whether its quotes come in pairs."""

    line: int
    cells: Sequence[str]
    is_paired: bool
    fault: InputError | None = None


@dataclass(slots=True)
class _Table:
    """The columns of a table: their names and fields.

    `shapes` are what the ids so far look like; `is_broken` tells that the quotes of a row so far did not close.
    """

    delimiter: str
    names: Sequence[str]
    fields: Sequence[str]
    columns: Columns
    shapes: set[str] = field(default_factory=set)
    is_broken: bool = False

    def said(self, row: _Row) -> list[Said]:
        """Return what a row says; `InputError` if it cannot be a row of this table."""
        if row.fault:
            self.is_broken = self.is_broken or not row.is_paired
            raise row.fault
        if self.is_broken and not self._is_likely(row):
            raise InputError("it may be a part of a broken row above", advice="mend the quotes there")
        if any(cell.strip() for cell in row.cells[len(self.names) :]):
            raise InputError(
                f"{len(row.cells)} cells under {len(self.names)} columns",
                advice=f"put a text that holds {self.delimiter!r} or quotes into quotes, and double the quotes in it",
            )
        self.shapes |= self._shape(row)
        return [Said(*one) for one in zip(self.fields, self.names, row.cells, strict=False)]

    def _is_likely(self, row: _Row) -> bool:
        if len(row.cells) != len(self.names) or not row.is_paired:
            return False
        shape = self._shape(row)
        return shape <= (self.shapes or shape) and ("9" in "".join(shape) or (not shape and len(row.cells) >= _WIDE))

    def _shape(self, row: _Row) -> set[str]:
        """Return what the row's id looks like: `a-9` for `study-17`."""
        cells = (cell for cell, name in zip(row.cells, self.fields, strict=False) if name in {"id", "row"})
        return {re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell.strip())) for cell in cells}


@dataclass(slots=True)
class _Feed:
    """The lines of a table, counted; those of a broken row, but for the first, can be read once more.

    `length` is that of the lines `taken` for a row, and `spent` what reading lines once more has cost.
    """

    stream: TextIO
    number: int = 0
    again: deque[str] = field(default_factory=deque)
    taken: list[str] = field(default_factory=list)
    length: int = 0
    spent: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else self.stream.readline(_MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self.length += len(line)
        if len(line) > _MAX_LINE:
            self._skip_line()
        if self.length > _MAX_LINE or len(self.taken) > _MAX_LINES:
            raise csv.Error(f"the row is longer than {_MAX_LINE:,} characters or {_MAX_LINES:,} lines")
        return line

    def begin(self) -> int:
        """Begin a row, and return the number of its first line."""
        self.taken.clear()
        self.length = 0
        return self.number + 1

    def back(self) -> None:
        """Give back every line since the row began, but for its first; `InputError` if that goes on without end."""
        self.again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.spent += self.length + _LINE_COST * len(self.taken)
        if self.spent > _MAX_AGAIN:
            raise InputError(
                "the quotes of too many rows do not close; the rest is not read",
                line=self.number,
                advice="close each quote, and double those inside",
            )

    def _skip_line(self) -> None:
        while (part := self.stream.readline(_MAX_LINE)) and not part.endswith(("\n", "\r")):
            pass
        self.taken[-1] = "\n"  # an empty one would be read as the end of the file
        raise csv.Error(f"the line is longer than {_MAX_LINE:,} characters")


def _table(feed: _Feed, path: Path, columns: Columns, delimiters: str) -> _Table:
    try:
        line = next((line for line in feed if line.strip("\ufeff \t\r\n")), "")
        named = _NAMED_DELIMITER.fullmatch(line)
        if named:
            line = next(feed, "")
    except csv.Error as error:
        raise InputError(f"no header of a table: {error}", path=path, line=feed.number) from error
    headers = [(delimiter, _header(line, delimiter)) for delimiter in (named[1] if named else delimiters)]
    delimiter, names = max(headers, key=lambda header: _known(header[1], columns))
    if len(names) > _MAX_COLUMNS:
        raise InputError(f"{len(names):,} columns are too many (at most {_MAX_COLUMNS:,})", path=path, line=feed.number)
    table = _Table(delimiter, names, columns.fields(names), columns)
    missing = columns.missing(names)
    if missing or "text" not in table.fields:
        what = f"no column is called {missing[0]!r}" if missing else "no column holds the abstract"
        shown = ", ".join(map(repr, names))
        raise InputError(what, path=path, line=feed.number, advice=f"the columns are {shown}; name one: text=NAME")
    return table


def _header(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [cell.strip() or f"column {place}" for place, cell in enumerate(cells, start=1)]


def _known(names: Sequence[str], columns: Columns) -> int:
    return sum(each != "extra" for each in columns.fields(names))


def _rows(feed: _Feed, delimiter: str) -> Iterator[_Row]:
    while True:
        first = feed.begin()
        try:
            cells = next(csv.reader(feed, delimiter=delimiter, strict=True))
            yield _Row(first, cells, _is_paired(feed.taken))
        except StopIteration:
            return
        except csv.Error as error:
            fault = InputError(f"no row of a table: {error}", advice="close each quote, and double those inside")
            yield _Row(first, (), _is_paired(feed.taken[:1]), fault)
            feed.back()


def _is_paired(lines: Sequence[str]) -> bool:
    return sum(line.count('"') for line in lines) % 2 == 0


def _record(row: _Row, table: _Table, source: Source) -> Abstract | Rejection:
    try:
        return record.from_row(table.said(row), source, table.columns.labels)
    except InputError as error:
        return Rejection(source, error.reason, error.advice)
