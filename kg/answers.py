"""The answer to a query: rows, what they are counted of, and the forms in which it is handed on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html.builder import E

from kg import files
from kg.model import Value

if TYPE_CHECKING:
    import pandas

__all__ = ["FORMATS", "Answers", "plain", "safe", "section", "write"]

#: What a spreadsheet would take for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answer to a query: columns, rows, the denominators they rest on, and a note that says why there are none.

    Iterating gives each row as a dictionary. In a notebook it shows itself as a table.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    denominators: tuple[tuple[str, int], ...] = ()
    note: str = ""

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))

    def __len__(self) -> int:
        return len(self.rows)

    def _repr_html_(self) -> str:
        return write(self, "html")

    def to_csv(self, path: Path | str | None = None) -> str | None:
        """Return the rows as CSV, or write them to `path` in UTF-8.

        Raises:
            OutputError: if `path` cannot be written.

        """
        content = write(self, "csv")
        if path is None:
            return content
        files.write_text(Path(path), content)
        return None

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame, which keeps the denominators and the note in its `attrs`.

        Raises:
            ImportError: if pandas is not installed (`pip install "smart-policing-kg[pandas]"`).

        """
        import pandas  # noqa: PLC0415 - an extra, and slow to load

        frame = pandas.DataFrame.from_records(self.rows, columns=list(self.columns))
        frame.attrs |= {"denominators": dict(self.denominators), "note": self.note}
        return frame


def write(answers: Answers, form: str) -> str:
    """Return the answers in `form`, a key of `FORMATS`. Nothing is left out, and every form ends with a line feed."""
    return FORMATS[form](answers)


def section(title: str, command: str, answers: Answers) -> str:
    """Return the answers as a part of a Markdown document, under a title and what asked for them."""
    return f"## {_cell(title)}\n\n`{command}`\n\n{_markdown(answers)}"


def plain(value: Value) -> str:
    """Return a value as text; nothing is an empty text."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def safe(value: Value) -> Value:
    """Return a value for a spreadsheet: a text that it would run as a formula has an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _separated(answers: Answers, dialect: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, dialect)
    writer.writerows([plain(safe(value)) for value in row] for row in (answers.columns, *answers.rows))
    return out.getvalue()


def _csv(answers: Answers) -> str:
    return _separated(answers, "excel")


def _tsv(answers: Answers) -> str:
    return _separated(answers, "excel-tab")


def _json(answers: Answers) -> str:
    content = {
        "columns": answers.columns,
        "rows": list(answers),
        "denominators": dict(answers.denominators),
        "note": answers.note,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _markdown(answers: Answers) -> str:
    head, *rows = ([_cell(value) for value in row] for row in (answers.columns, *answers.rows))
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines + [f"\n{line}" for line in _notes(answers)]) + "\n"


def _html(answers: Answers) -> str:
    head = E.thead(E.tr(*(E.th(_clean(column), scope="col") for column in answers.columns)))
    body = E.tbody(*(E.tr(*(E.td(_clean(plain(value))) for value in row)) for row in answers.rows))
    below = [E.p(_clean(line)) for line in _notes(answers)]
    return etree.tostring(E.div(E.table(head, body), *below), encoding="unicode", method="html") + "\n"


def _notes(answers: Answers) -> list[str]:
    counted = "; ".join(f"{count} {name}" for name, count in answers.denominators)
    return [line for line in (answers.note, counted) if line]


def _clean(text: str) -> str:
    """The text without what HTML cannot hold: control characters other than white space."""
    return "".join(character for character in text if character >= " " or character in "\t\n\r")


def _cell(value: Value) -> str:
    """A value inside a Markdown table: on one line, with nothing that Markdown or HTML would take for its own."""
    text = " ".join(plain(value).split())
    for special in "\\`*_[]|":
        text = text.replace(special, f"\\{special}")
    return text.replace("&", "&amp;").replace("<", "&lt;")


#: The forms in which answers are written, by name.
FORMATS: dict[str, Callable[[Answers], str]] = {
    "csv": _csv,
    "html": _html,
    "json": _json,
    "markdown": _markdown,
    "tsv": _tsv,
}
