"""JSON Lines, one record a line, read line by line however long the file is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from kg.errors import InputError
from kg.loaders import encoding, record
from kg.loaders.columns import Columns
from kg.loaders.lines import Said
from kg.model import Abstract, Rejection, Source

__all__ = ["parse"]

#: The longest line that is read, in characters.
MAX_LINE = 4_000_000


def parse(path: Path, columns: Columns) -> Iterator[Abstract | Rejection]:
    """Give the abstract in each line, or why it holds none; empty lines are no records.

    Raises:
        InputError: if the file cannot be read as text, or is a waste of empty lines.

    """
    found = encoding.of_file(path)
    with encoding.opened(path, found, newline="\n") as stream:
        empty = 0
        for number, line in enumerate(_lines(stream), start=1):
            if line.strip():
                yield _record(line, Source(str(path), "jsonl", found, number), columns)
            else:
                empty += 1
                encoding.refuse_empty(empty, number)


def _lines(stream: TextIO) -> Iterator[str]:
    """Give the lines of a stream; of one that is too long, a little more than is read."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith("\n"):
            line = stream.readline(MAX_LINE + 1)


def _record(line: str, source: Source, columns: Columns) -> Abstract | Rejection:
    try:
        return record.from_row(list(_said(_object(line), columns)), source, columns.labels)
    except RecursionError:
        return Rejection(source, "it is nested too deeply", "write each value as text")
    except InputError as error:
        return Rejection(source, error.reason, error.advice)


def _object(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise InputError(f"the line is longer than {MAX_LINE:,} characters")
    try:
        said = json.loads(line, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON: {error.msg} at column {error.colno}", advice="one record a line") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"no JSON that can be read: {error}") from error
    if not isinstance(said, dict):
        raise InputError("the line holds no JSON object", advice='write {"id": ..., "text": ...}, one record a line')
    return said


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _said(said: dict[str, Any], columns: Columns) -> Iterator[Said]:
    for (name, value), field in zip(said.items(), columns.fields(list(said)), strict=True):
        if value is None:
            continue
        if field == "text" and not isinstance(value, str):
            raise InputError(f"{name!r} is no text but {json.dumps(value)[:40]}")
        yield Said(field, name, _words(value, field))


def _words(value: object, field: str) -> str:
    if isinstance(value, str):
        return value
    if field != "extra" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value) + ";" * (field == "keywords")  # so that a comma inside a keyword does not split it
    return json.dumps(value, ensure_ascii=False)
