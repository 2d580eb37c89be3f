"""Answers as text: CSV, TSV, JSON and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from kg.model import Answers, Value

__all__ = ["FORMATS", "section", "write"]


def write(answers: Answers, form: str) -> str:
    """Return the answers in `form`, a key of `FORMATS`. Nothing is left out, and every form ends with a line feed."""
    return FORMATS[form](answers)


def section(title: str, command: str, answers: Answers) -> str:
    """Return the answers as a part of a Markdown document, under a title and what asked for them."""
    return f"## {_cell(title)}\n\n`{command}`\n\n{_markdown(answers)}"


def _separated(answers: Answers, dialect: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, dialect)
    writer.writerow(answers.columns)
    writer.writerows([_plain(value) for value in row] for row in answers.rows)
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
    rows = [answers.columns, ["---"] * len(answers.columns), *([_cell(v) for v in row] for row in answers.rows)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    notes = [f"{count} {name}" for name, count in answers.denominators]
    after = [line for line in (answers.note, "; ".join(notes)) if line]
    return "\n".join(lines + [f"\n{line}" for line in after]) + "\n"


def _cell(value: Value) -> str:
    """A value inside a Markdown table: on one line, with nothing that Markdown or HTML would take for its own."""
    text = " ".join(_plain(value).split())
    for special in "\\`*_[]|":
        text = text.replace(special, f"\\{special}")
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


#: The forms in which answers are written, by name.
FORMATS: dict[str, Callable[[Answers], str]] = {"csv": _csv, "json": _json, "markdown": _markdown, "tsv": _tsv}
