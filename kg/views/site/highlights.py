"""Cuts an abstract into words and the beginnings and ends of its marks, such that the marks lie in one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.views.site.told import Mark

__all__ = ["Token", "tokens"]


@dataclass(frozen=True, slots=True)
class Token:
    """Words, or the beginning or end of a mark; `again` tells that a mark goes on which another one's end cut."""

    act: Literal["words", "begin", "end"]
    words: str = ""
    mark: Mark | None = None
    again: bool = False


def tokens(text: str, marks: Sequence[Mark]) -> Iterator[Token]:
    """Give the tokens of a text; their words joined are the text again, and every mark ends before those around it."""
    waiting = sorted(
        (mark for mark in marks if len(mark.span) and mark.span.end <= len(text)),
        key=lambda mark: (mark.span.start, -mark.span.end, mark.code),
    )
    inside: list[Mark] = []
    at = 0
    for cut in sorted({edge for mark in waiting for edge in (mark.span.start, mark.span.end)}):
        if cut > at:
            yield Token("words", text[at:cut])
        at = cut
        yield from _close(inside, cut)
        while waiting and waiting[0].span.start == cut:
            mark = waiting.pop(0)
            yield Token("begin", mark=mark)
            inside.append(mark)
    if at < len(text):
        yield Token("words", text[at:])


def _close(inside: list[Mark], cut: int) -> Iterator[Token]:
    """End the marks that end here; one that goes on, but was begun after such a one, is ended and begun again."""
    first = next((place for place, mark in enumerate(inside) if mark.span.end == cut), len(inside))
    cut_off = inside[first:]
    for mark in reversed(cut_off):
        yield Token("end", mark=mark)
    del inside[first:]
    for mark in cut_off:
        if mark.span.end > cut:
            yield Token("begin", mark=mark, again=True)
            inside.append(mark)
