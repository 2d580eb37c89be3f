"""The lines of a text, told apart: white space, a site's own words, labelled values, and everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from kg.loaders.labels import Labels, folded

__all__ = ["HEADING", "SENTENCE_INSIDE", "Line", "LineKind", "Said", "split", "without_site"]

#: A title, or another line of a site without a label, is no longer than this, in code points.
HEADING = 300
#: Where a sentence ends and another begins: there is none in a title, and none among keywords.
SENTENCE_INSIDE = re.compile("[.。．!！?？]\\s*[A-Z\u4e00-\u9fff]")


class LineKind(Enum):
    """What a line is."""

    BLANK = auto()
    PLAIN = auto()
    #: Words of the site that say nothing about the study.
    SITE = auto()
    #: From here on everything is the site's.
    END = auto()
    #: Begins with a label.
    LABELLED = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """A value that a source gives: the field it belongs to (`title`, `extra`, ...), its label there, and itself."""

    field: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: where it begins and ends, its words without white space and bars around, and what it says.

    `text_at` is where the abstract begins, on a line with the label of the abstract.
    """

    kind: LineKind
    start: int
    end: int
    words: str
    said: tuple[Said, ...] = ()
    text_at: int | None = None


def split(text: str, labels: Labels) -> list[Line]:
    """Return the lines of a text; their offsets count code points.

    A line behind a label without a value, or behind a list of keywords that goes on, is that label's value.
    """
    lines: list[Line] = []
    open_label: Said | None = None
    for match in re.finditer(r"[^\r\n]+", text):
        line = _line(match, labels)
        if open_label and line.kind is LineKind.PLAIN:
            said = Said(open_label.field, open_label.label, line.words)
            line = replace(line, kind=LineKind.LABELLED, said=(said,))
        if line.kind is not LineKind.BLANK:
            open_label = _open(line, labels)
        lines.append(line)
    return lines


def without_site(value: str, labels: Labels) -> str:
    """Return a value without the site's own words behind it."""
    site = labels.behind.search(value, max(0, len(value) - HEADING))
    return value[: site.start()] if site else value


def _open(line: Line, labels: Labels) -> Said | None:
    """Return what a line leaves to be said by the next one."""
    last = line.said[-1] if line.said else None
    if last is None or last.field == "text":
        return None
    goes_on = last.field == "keywords" and any(mark.match(last.value[-1:]) for mark in labels.separators)
    return last if goes_on or not last.value else None


def _line(match: re.Match[str], labels: Labels) -> Line:
    words = match[0].strip(f"{labels.bars} \t\u3000\u00a0")
    kind = _kind(words, labels)
    line = Line(kind, match.start(), match.end(), words)
    if kind is not LineKind.LABELLED:
        return line
    said = tuple(_values(words, labels))
    if said[-1].field != "text":
        return replace(line, said=said)
    value = said[-1].value
    text_at = match.start() + match[0].rfind(value) if value else match.end()
    return replace(line, said=said, text_at=text_at)


def _kind(words: str, labels: Labels) -> LineKind:
    name = folded(words[:200]).rstrip(":")
    if not name:
        return LineKind.BLANK
    if name in labels.end:
        return LineKind.END
    site = labels.before.match(words)
    if site and site.end() == len(words):
        return LineKind.SITE
    return LineKind.LABELLED if site or labels.label.match(words) else LineKind.PLAIN


def _values(words: str, labels: Labels) -> Iterator[Said]:
    """Give what a line says, value by value; a value ends where the next label stands, the abstract never."""
    site = labels.before.match(words)
    start = site.end() if site else 0
    label = labels.label.match(words, start)
    if label is None:  # what follows the site's words is a title, or the abstract itself
        label = labels.inner.search(words, start)
        title = words[start : label.start() if label else None].strip()
        if len(title) > HEADING or SENTENCE_INSIDE.search(title):
            yield Said("text", "heading", words[start:])
            return
        yield Said("title", "heading", title)
    while label:
        name = next(filter(None, label.groupdict().values()))
        field = labels.fields[folded(name)]
        following = None if field == "text" else labels.inner.search(words, label.end())
        value = words[label.end() : following.start() if following else None].strip()
        yield Said(field, name, _own(value, field, labels))
        label = following


def _own(value: str, field: str, labels: Labels) -> str:
    """Return a value without the site's words before and behind it; those behind an abstract may be its own."""
    site = labels.before.match(value)
    value = value[site.end() :] if site else value
    return value if field == "text" else without_site(value, labels)
