"""What a source says of one study -> an Abstract; what cannot become one is refused with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath

from kg.errors import InputError
from kg.loaders import language
from kg.loaders.chrome import peel
from kg.loaders.labels import Labels
from kg.loaders.lines import Said
from kg.model import Abstract, Metadata, Source

__all__ = ["MAX_ID", "MAX_TEXT", "abstract", "from_row", "refuse_damaged", "refuse_long"]

#: The longest text that is taken for an abstract, in code points.
MAX_TEXT = 2_000_000
#: The longest id, in code points.
MAX_ID = 500
_PLAIN = ("degree", "type", "country", "candidate", "identifier", "subject")
#: NUL, lone surrogates, and the code points that Unicode keeps from being characters: some stores refuse each of them.
_NO_CHARACTER = re.compile(
    f"[\0\ud800-\udfff\ufdd0-\ufdef{''.join(chr(p << 16 | e) for p in range(17) for e in (65534, 65535))}]"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", re.ASCII)
_DATE = re.compile(r"((?:1[5-9]|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?!\d)", re.ASCII)


def abstract(text: str, said: Iterable[Said], source: Source, labels: Labels, *, name: str) -> Abstract:
    """Return the abstract of a study; of several values for one field the first counts, and the others are kept.

    `name` is its id unless the source says one.

    Raises:
        InputError: if the text is empty, too long or cannot be stored, or the id cannot be one.

    """
    values = [one for one in said if one.value.strip()]
    _refuse_unfit(text, values, source)
    fields, extra = _settled(values)
    posted, year = _posted(fields.get("posted")), _year(fields)
    for field, understood in (("posted", posted), ("year", year), ("language", _language(fields))):
        if field in fields and understood is None:
            extra.append((fields[field].label, fields[field].value))
    return Abstract(
        id=_identifier(fields, name, source),
        text=text,
        title=_words(fields.get("title")),
        year=year,
        language=_language(fields) or language.guess(text),
        metadata=Metadata(
            posted=posted,
            **{field: _words(fields.get(field)) for field in _PLAIN},
            keywords=tuple(_keywords(values, labels)),
            extra=tuple(extra),
        ),
        source=source,
    )


def from_row(said: Sequence[Said], source: Source, labels: Labels) -> Abstract:
    """Return the abstract of a row of a table, or of a JSON Lines record.

    Without an id it is named like the file, and by the row's own number or its line. What the row says goes before
    what stands around the abstract in its text.

    Raises:
        InputError: as `abstract`, or if nothing in the row is the abstract's text.

    """
    text = next((one for one in said if one.field == "text"), None)
    if text is None:
        named = ", ".join(repr(one.label) for one in said) or "nothing"
        raise _refusal(source, "nothing in it is called an abstract", f"it has {named}; name the column: text=NAME")
    peeled = peel(text.value, labels)
    row = next((one.value.strip() for one in said if one.field == "row"), source.line)
    others = (one for one in said if one is not text and one.field != "row")
    name = f"{PurePath(source.path).stem}-{row}"
    return abstract(peeled.text, (*others, *peeled.said), source, labels, name=name)


def refuse_damaged(said: Iterable[tuple[str, str]], source: Source) -> None:
    """Let what is said, each under its name, pass, or raise `InputError` if something in it is no character."""
    for what, words in said:
        unfit = _NO_CHARACTER.search(words) or _NO_CHARACTER.search(what)
        if unfit:
            reason = f"{what} holds U+{ord(unfit[0]):04X} at {unfit.start()}, which is no character"
            raise _refusal(source, reason, "the file is damaged; write it again as UTF-8")


def refuse_long(text: str, source: Source) -> None:
    """Let a text pass, or raise `InputError` if it is longer than any that is taken for an abstract."""
    if len(text) > MAX_TEXT:
        raise _refusal(source, f"{len(text):,} characters are too many for one abstract (at most {MAX_TEXT:,})")


def _settled(values: Sequence[Said]) -> tuple[dict[str, Said], list[tuple[str, str]]]:
    fields: dict[str, Said] = {}
    extra: list[tuple[str, str]] = []
    for one in values:
        if one.field == "keywords":  # these add up
            continue
        first = None if one.field == "extra" else fields.setdefault(one.field, one)
        if first is None or first.value.strip() != one.value.strip():
            extra.append((one.label, one.value.strip()))
    return fields, extra


def _refuse_unfit(text: str, values: Sequence[Said], source: Source) -> None:
    if not text:
        raise _refusal(source, "there is no abstract in it", "only white space, or a site's own words")
    refuse_long(text, source)
    refuse_damaged((("a name", one.label) for one in values), source)
    refuse_damaged((("the text", text), *((repr(one.label), one.value) for one in values)), source)


def _identifier(fields: dict[str, Said], name: str, source: Source) -> str:
    said = fields.get("id")
    identifier = unicodedata.normalize("NFC", said.value.strip() if said else name)
    if not identifier.strip() or len(identifier) > MAX_ID or not identifier.isprintable():
        raise _refusal(source, f"{identifier[:60]!r} can be no id", f"at most {MAX_ID} printable characters")
    return identifier


def _words(said: Said | None) -> str | None:
    return " ".join(said.value.split()) if said else None


def _posted(said: Said | None) -> str | None:
    match = _DATE.search(said.value) if said else None
    if match is None:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None


def _year(fields: dict[str, Said]) -> int | None:
    for field in ("year", "posted"):
        match = _YEAR.search(fields[field].value) if field in fields else None
        if match:
            return int(match[0])
    return None


def _language(fields: dict[str, Said]) -> str | None:
    return language.tag(fields["language"].value) if "language" in fields else None


def _keywords(values: Iterable[Said], labels: Labels) -> Iterator[str]:
    parts = (part for one in values if one.field == "keywords" for part in _split(one.value, labels))
    words = dict.fromkeys(" ".join(part.split()).strip(".。 ") for part in parts)
    return (word for word in words if word)


def _split(value: str, labels: Labels) -> list[str]:
    mark = next((mark for mark in labels.separators if mark.search(value)), None)
    if mark is None:
        return value.split() if language.guess(value) == "zh" else [value]
    return mark.split(value)


def _refusal(source: Source, reason: str, advice: str = "") -> InputError:
    return InputError(reason, path=source.path, line=source.line, advice=advice)
