"""Files -> abstracts: plain text, saved pages, JSON Lines, CSV and TSV, and annotated XML.

`read` is the one way in. What cannot be read comes out as a `Rejection` with its reason, so that nothing is lost
without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.loaders import annotated, folders, html, jsonl, labels, tables, text
from kg.loaders.columns import Columns
from kg.model import Record, Rejection, Source

__all__ = ["annotated", "read"]


def read(
    paths: Sequence[Path],
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    themes: Collection[str] | None = None,
) -> Iterator[Record]:
    """Give every record in files, folders and globs, file by file.

    A path may be a file, a folder (its files in the order of their names; those of its subfolders only if `recursive`)
    or a glob. `columns` says which column of a table, or name in JSON Lines, holds what: `{"text": "Abstract"}`.
    `themes` are the notations that a reviewed file may use; without them any word goes.

    Raises:
        InputError: at once, if a path does not exist, a folder or glob holds nothing that is read, or `columns` names
            something that no record has.

    """
    options = _Options(Columns(labels.load(), dict(columns or {})), themes)
    found = folders.find(paths, _FORMATS, recursive=recursive)
    return (record for path in found for record in _records(path, options))


@dataclass(frozen=True, slots=True)
class _Options:
    columns: Columns
    themes: Collection[str] | None


def _records(path: Path, options: _Options) -> Iterator[Record]:
    form = _FORMATS.get(path.suffix.lower(), "unknown")
    try:
        _refuse_other(path, form)
        yield from _READERS[form](path, options)
    except InputError as error:
        yield Rejection(Source(str(path), form, line=error.line), error.reason, error.advice)


def _refuse_other(path: Path, form: str) -> None:
    suffix = path.suffix.lower()
    if form == "unknown":
        advice = _ADVICE.get(suffix, "save the abstract as plain text, .txt")
        raise InputError(f"not a format that is read: {suffix or path.name}", path=path, advice=advice)
    if path.exists() and not path.is_file():
        raise InputError("it is no regular file", path=path)


def _text(path: Path, _: _Options) -> Iterator[Record]:
    yield text.parse(path)


def _page(path: Path, _: _Options) -> Iterator[Record]:
    yield html.parse(path)


def _lines(path: Path, options: _Options) -> Iterator[Record]:
    return jsonl.parse(path, options.columns)


def _table(path: Path, options: _Options) -> Iterator[Record]:
    return tables.parse(path, options.columns, form=_FORMATS[path.suffix.lower()])


def _annotated(path: Path, options: _Options) -> Iterator[Record]:
    yield annotated.parse_file(path, options.themes)


#: Suffix -> format -> what reads it.
_FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xml": "annotated",
}
_READERS: Mapping[str, Callable[[Path, _Options], Iterator[Record]]] = {
    "text": _text,
    "html": _page,
    "jsonl": _lines,
    "csv": _table,
    "tsv": _table,
    "annotated": _annotated,
}
#: What to do with files of other formats.
_ADVICE = {
    ".json": "write one record a line and call the file .jsonl",
    ".xls": "save the table as .csv",
    ".xlsx": "save the table as .csv",
    ".ods": "save the table as .csv",
    ".zip": "unpack it first",
    ".gz": "unpack it first",
    ".mhtml": "save the page as .html",
}
