"""Files, here or at URLs -> abstracts: plain text, saved pages, JSON Lines, CSV and TSV, and annotated XML.

`read` is the one way in. What cannot be read comes out as a `Rejection` with its reason, so that nothing is lost
without a word.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import TypeVar

from kg import elsewhere
from kg.errors import InputError
from kg.loaders import annotated, documents, fetching, folders, jsonl, labels, record, tables
from kg.loaders.columns import Columns
from kg.model import Reading, Record, Rejection, Source

__all__ = ["LONGEST", "annotated", "read", "read_through"]

T = TypeVar("T")

#: The longest abstract that is taken unless more is asked for, in code points: reading one takes seconds, not minutes.
LONGEST = 100_000
#: How much of a reason is said, in code points: a hostile file would fill the screen.
_REASON = 500
#: So many records one file may have: a page of dots in two columns would be many millions.
_RECORDS = 1_000_000
#: So many records of one file may be refused, each with its reason; a hostile file would fill the memory with reasons.
_REFUSED = 10_000


def read(
    paths: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    themes: Collection[str] | None = None,
    longest: int = LONGEST,
) -> Iterator[Record]:
    """Give every record in files, folders and globs, file by file.

    A path may be a file, a folder (its files in the order of their names; those of its subfolders only if `recursive`)
    or a glob; a text may also be a URL (`s3://bucket/folder`, `https://host/file.jsonl`). `columns` says which column
    of a table, or name in JSON Lines, holds what: `{"text": "Abstract"}`. `themes` are the notations that a reviewed
    file may use; without them any word goes. A text of more than `longest` code points is no abstract.

    Raises:
        InputError: at once, if a path does not exist, a folder or glob holds nothing that is read, `columns` names
            something that no record has, or `longest` is more than can be read; later, if a file cannot be fetched.

    """
    return read_through(_as_they_are, paths, columns=columns, recursive=recursive, themes=themes, longest=longest)


def read_through(
    through: Callable[[Path, Iterator[Record]], Iterable[T]],
    paths: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    themes: Collection[str] | None = None,
    longest: int = LONGEST,
) -> Iterator[Record | T]:
    """Give what `through` makes of the records of each file that lies here, and every record that is fetched.

    A file is read when its records are first asked for: whoever knows them need not ask. Otherwise as `read`.
    """
    if longest > record.MAX_TEXT:
        raise InputError(f"{longest:,} characters are too many for one abstract (at most {record.MAX_TEXT:,})")
    options = _Options(Columns(labels.load(), dict(columns or {})), themes, longest)
    found = [_find(path, recursive=recursive) for path in paths]
    return _all_records(chain.from_iterable(found), options, through)


def _as_they_are(_: Path, records: Iterator[Record]) -> Iterator[Record]:
    return records


@dataclass(frozen=True, slots=True)
class _Options:
    columns: Columns
    themes: Collection[str] | None
    longest: int


def _find(path: Path | str, *, recursive: bool) -> Sequence[Path | str]:
    if isinstance(path, str) and elsewhere.is_url(path):
        return fetching.find(path, _FORMATS, recursive=recursive)
    return folders.find([Path(path)], _FORMATS, recursive=recursive)


def _all_records(
    files: Iterable[Path | str], options: _Options, through: Callable[[Path, Iterator[Record]], Iterable[T]]
) -> Iterator[Record | T]:
    """Give the records of files that lie here (paths) and elsewhere (URLs), in the order of the files."""
    for is_elsewhere, group in groupby(files, key=lambda file: isinstance(file, str)):
        if is_elsewhere:
            yield from _fetched_records(map(str, group), options)
        else:
            yield from (one for path in map(Path, group) for one in through(path, _records(path, options)))


def _fetched_records(urls: Iterable[str], options: _Options) -> Iterator[Record]:
    for file in fetching.fetched(urls, _DOCUMENTS, _FORMATS.keys() - _DOCUMENTS):
        if file.fault:
            form = _FORMATS[Path(file.name).suffix.lower()]
            yield _fit(Rejection(Source(file.name, form), file.fault.reason, file.fault.advice), options.longest)
        else:
            yield from (_called(one, file.name) for one in _records(file.path, options))


def _called(one: Record, name: str) -> Record:
    """Say of a record that was fetched where it lies elsewhere."""
    if isinstance(one, Reading):
        abstract = one.abstract
        return replace(one, abstract=replace(abstract, source=abstract.source and replace(abstract.source, path=name)))
    if isinstance(one, Rejection):
        return replace(one, source=replace(one.source, path=name))
    return replace(one, source=one.source and replace(one.source, path=name))


def _records(path: Path, options: _Options) -> Iterator[Record]:
    return (_fit(one, options.longest) for one in _all_of(path, options))


def _all_of(path: Path, options: _Options) -> Iterator[Record]:
    form = _FORMATS.get(path.suffix.lower(), "unknown")
    try:
        _refuse_other(path, form)
        yield from _while_sound(_read(path, form, options), path)
    except InputError as error:
        yield Rejection(Source(_written(path), form, line=error.line), error.reason, error.advice)


def _read(path: Path, form: str, options: _Options) -> Iterator[Record]:
    if form in documents.FORMATS:
        yield documents.parse(path, form, options.themes)
    elif form == "jsonl":
        yield from jsonl.parse(path, options.columns)
    else:
        yield from tables.parse(path, options.columns, form=form)


def _while_sound(records: Iterator[Record], path: Path) -> Iterator[Record]:
    """Give the records of a file, until it has too many, or so many are refused that it is not what its name says."""
    refused = 0
    for count, one in enumerate(records, start=1):
        yield one
        refused += isinstance(one, Rejection)
        if refused > _REFUSED:
            said, advice = f"more than {_REFUSED:,} of its records are refused", "mend the file"
        elif count > _RECORDS:
            said, advice = f"it has more than {_RECORDS:,} records", "split the file"
        else:
            continue
        raise InputError(f"{said}; the rest is not read", path=path, line=_line(one), advice=advice)


def _line(one: Record) -> int | None:
    source = one.abstract.source if isinstance(one, Reading) else one.source
    return source.line if source else None


def _fit(one: Record, longest: int) -> Record:
    """A record as it is, unless it is too long to be read or to be told."""
    if isinstance(one, Rejection):
        return replace(one, reason=_brief(one.reason), advice=_brief(one.advice))
    abstract = one.abstract if isinstance(one, Reading) else one
    size = len(abstract.text)
    if size <= longest:
        return one
    reason = f"{size:,} characters are too many for one abstract (at most {longest:,})"
    advice = "put one abstract into each record; --longest takes longer ones"
    return Rejection(abstract.source or Source(abstract.id, "memory"), reason, advice)


def _brief(said: str) -> str:
    return said if len(said) <= _REASON else f"{said[:_REASON]}..."


def _written(path: Path) -> str:
    """A path as text; a byte that is none is written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _refuse_other(path: Path, form: str) -> None:
    suffix = path.suffix.lower()
    if form == "unknown":
        advice = _ADVICE.get(suffix, "save the abstract as plain text, .txt")
        raise InputError(f"not a format that is read: {suffix or path.name}", path=path, advice=advice)
    if path.exists() and not path.is_file():
        raise InputError("it is no regular file", path=path)
    if _written(path) != str(path):
        raise InputError("its name is no text", path=path, advice="give the file another name")


#: Suffix -> format.
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
_DOCUMENTS = frozenset(suffix for suffix, form in _FORMATS.items() if form in documents.FORMATS)
#: What to do with files of other formats.
_ADVICE = {
    ".json": "write one record a line and call the file .jsonl",
    ".xls": "save the table as .csv",
    ".xlsx": "save the table as .csv",
    ".ods": "save the table as .csv",
    ".zip": "unpack it first",
    ".7z": "unpack it first",
    ".bz2": "unpack it first",
    ".gz": "unpack it first",
    ".rar": "unpack it first",
    ".tar": "unpack it first",
    ".tgz": "unpack it first",
    ".xz": "unpack it first",
    ".zst": "unpack it first",
    ".mhtml": "save the page as .html",
}
