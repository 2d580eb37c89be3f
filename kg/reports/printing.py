"""What all forms of a brief share: the words of its notes and references, and text that a document can hold."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from kg.answers import plain
from kg.reports.content import Brief, How, Measure, Quote, Recount, Reference
from kg.reports.wording import Wording

__all__ = ["Words", "citation", "described", "grouped", "note", "preamble", "printable"]

T = TypeVar("T")
#: What neither XML nor HTML can hold.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a note; `is_code` tells what is typed from what is read."""

    words: str
    is_code: bool = False


def printable(text: str) -> str:
    """Return a text in which each character that no document can hold is replaced by U+FFFD; its length is the same."""
    return _UNPRINTABLE.sub("\ufffd", text)


def citation(brief: Brief, quote: Quote) -> str:
    """Return where a quote stands: the key of its study, and its offsets."""
    return f"{brief.keys()[quote.study]}, {quote.start}–{quote.end}"


def described(reference: Reference, wording: Wording) -> str:
    """Return what is known of a quoted study: authors, title, year, and who read it."""
    comma = wording.text("sources.comma")
    known = comma.join((*reference.authors, *filter(None, (reference.title, reference.year))))
    return f"{known or wording.text('sources.unknown')} ({wording.text(f'sources.{reference.status}')})"


def note(recount: Recount, wording: Wording) -> tuple[Words, ...]:
    """Return the words of a footnote: the question as it is typed, and what is read off its answer."""
    return (Words(recount.command, is_code=True), Words(": "), *_measure(recount.measure, wording))


def grouped(brief: Brief, wording: Wording) -> list[tuple[str, list[tuple[int, tuple[Words, ...]]]]]:
    """Return the notes by the question that they ask, each with its number and what is read off the answer."""
    groups: dict[str, list[tuple[int, tuple[Words, ...]]]] = {}
    for recount, number in brief.recounts().items():
        groups.setdefault(recount.command, []).append((number, tuple(_measure(recount.measure, wording))))
    return list(groups.items())


def preamble(brief: Brief, wording: Wording) -> str:
    """Return what stands before the notes."""
    said = [wording.text("notes.of")]
    if brief.digest:
        said.append(wording.text("notes.digest").format(digest=brief.digest))
    return " ".join(said)


def _measure(measure: Measure, wording: Wording) -> Iterator[Words]:
    is_count = measure.how is How.COUNT
    columns = _joined([Words(name, is_code=not is_count) for name in measure.columns], ", ")
    yield from _filled(wording.text(f"notes.{measure.how}"), {"columns": columns})
    if measure.where:
        conditions = []
        for condition in measure.where:
            form = ("is" if condition.holds else "is_not") + ("_empty" if condition.value is None else "")
            said = wording.text(f"notes.{form}")
            parts = {"column": condition.column, "value": plain(condition.value)}
            conditions.append(list(_filled(said, {name: [Words(part, is_code=True)] for name, part in parts.items()})))
        flat = [one for each in _between(conditions, [Words(wording.text("notes.and"))]) for one in each]
        yield from _filled(wording.text("notes.where"), {"conditions": flat})


def _filled(said: str, parts: dict[str, list[Words]]) -> Iterator[Words]:
    for words, place, _, _ in string.Formatter().parse(said):
        if words:
            yield Words(words)
        if place:
            yield from parts[place]


def _joined(parts: list[Words], between: str) -> list[Words]:
    return _between(parts, Words(between))


def _between(parts: list[T], between: T) -> list[T]:
    return [one for part in parts for one in (between, part)][1:]
