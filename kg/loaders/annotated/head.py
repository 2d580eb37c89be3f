"""The root of an annotated abstract: its attributes, and the record that they describe."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from kg.errors import InputError
from kg.loaders import language
from kg.loaders.record import MAX_ID, refuse_damaged
from kg.model import Abstract, Metadata, Source

__all__ = ["ROOT", "attributes", "describe", "file_stem"]

#: The name of the root element.
ROOT = "abstract"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_FIELDS = ("posted", "degree", "type", "country", "candidate", "identifier", "subject")
_KNOWN = frozenset({"id", "title", "year", _LANGUAGE, "keywords", "extra", *_FIELDS})
_UNFIT_FOR_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def file_stem(identifier: str) -> str:
    """Return the name, without `.xml`, of the file that holds the annotated abstract of that id."""
    return _UNFIT_FOR_NAMES.sub("_", unicodedata.normalize("NFC", identifier))


def describe(declared: Mapping[str, str], text: str, source: Source, line: int | None) -> Abstract:
    """Return the abstract that the root's attributes describe; without an id it is called like its file.

    Raises:
        InputError: if an attribute is unknown or its value makes no sense.

    """
    unknown = sorted(set(declared) - _KNOWN)
    if unknown:
        raise InputError(
            f"<{ROOT}> has an unknown attribute {unknown[0]}",
            path=source.path,
            line=line,
            advice=f"it may carry {', '.join(sorted(_KNOWN - {_LANGUAGE}))} and xml:lang",
        )
    refuse_damaged((("the text", text), *declared.items()), source)
    return Abstract(
        id=_identifier(declared, source, line),
        text=text,
        title=declared.get("title") or None,
        year=_year(declared, source, line),
        language=_language(declared, source, line) or language.guess(text),
        metadata=_metadata(declared, source, line),
        source=source,
    )


def attributes(abstract: Abstract) -> Iterator[tuple[str, str]]:
    """Give the root's attributes that describe an abstract, as names (as written) and values."""
    yield "id", abstract.id
    if abstract.title is not None:
        yield "title", abstract.title
    if abstract.year is not None:
        yield "year", str(abstract.year)
    if abstract.language != language.guess(abstract.text):
        yield "xml:lang", abstract.language
    yield from _metadata_attributes(abstract.metadata)


def _metadata_attributes(metadata: Metadata) -> Iterator[tuple[str, str]]:
    for name in _FIELDS:
        value = getattr(metadata, name)
        if value is not None:
            yield name, value
    if metadata.keywords:
        yield "keywords", "; ".join(metadata.keywords)
    if metadata.extra:
        yield "extra", json.dumps(metadata.extra, ensure_ascii=False)


def _identifier(declared: Mapping[str, str], source: Source, line: int | None) -> str:
    identifier = unicodedata.normalize("NFC", declared.get("id", PurePath(source.path).stem)).strip()
    if not identifier or len(identifier) > MAX_ID or not identifier.isprintable():
        raise InputError(
            f'<{ROOT}> has id="{identifier}"',
            path=source.path,
            line=line,
            advice=f"give it an id of at most {MAX_ID} characters",
        )
    return identifier


def _year(declared: Mapping[str, str], source: Source, line: int | None) -> int | None:
    year = declared.get("year")
    if year is None:
        return None
    if not re.fullmatch(r"[0-9]{4}", year):
        raise InputError(f'year="{year}" is no year', path=source.path, line=line, advice="write four digits")
    return int(year)


def _language(declared: Mapping[str, str], source: Source, line: int | None) -> str | None:
    said = declared.get(_LANGUAGE)
    tag = None if said is None else language.tag(said)
    if said is not None and tag is None:
        raise InputError(f'xml:lang="{said}" is no language', path=source.path, line=line, advice="write en or zh")
    return tag


def _metadata(declared: Mapping[str, str], source: Source, line: int | None) -> Metadata:
    keywords = declared.get("keywords")
    return Metadata(
        **{name: declared[name] for name in _FIELDS if name in declared},
        keywords=tuple(keywords.split("; ")) if keywords else (),
        extra=_extra(declared.get("extra", "[]"), source, line),
    )


def _extra(value: str, source: Source, line: int | None) -> tuple[tuple[str, str], ...]:
    try:
        return tuple((str(name), str(said)) for name, said in json.loads(value))
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            f"extra={value!r} holds no pairs", path=source.path, line=line, advice='write [["name", "value"], ...]'
        ) from error
