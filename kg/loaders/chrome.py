"""Takes what a thesis site writes around an abstract off the text, and keeps what it says.

The site's words stand before the text and behind it, each on a line that begins with them; a line between two lines of
the text is never taken for one. A text without such lines is returned as it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.loaders import language
from kg.loaders.labels import Labels
from kg.loaders.lines import HEADING, SENTENCE_INSIDE, Line, LineKind, Said, split, without_site

__all__ = ["Peeled", "peel", "peel_page"]

#: So many lines without a label may stand before the text.
_HEADINGS = 3
_SENTENCE_ENDS = (".", "。", "．", ";", "；")
#: Keywords behind an abstract on its own line, with what follows them, are no longer than this.
_KEYWORDS = 600
_CHROME = frozenset({LineKind.SITE, LineKind.END, LineKind.LABELLED})


@dataclass(frozen=True, slots=True)
class Peeled:
    """A text without what stood around it, and what that said."""

    text: str
    said: tuple[Said, ...] = ()


def peel(text: str, labels: Labels) -> Peeled:
    """Return the abstract in `text`, exactly as written inside, and what stood around it."""
    lines = split(text, labels)
    head, start = _head(lines)
    tail = _tail(text, lines, head, start)
    above, below = lines[:head], lines[tail:]
    if not _is_site([*above, *below], labels):
        return Peeled(_unwrapped(text, labels.bars))
    end = below[0].start if below else len(text)
    said = tuple(_said(text, above, below, labels))
    if not any(_is_sure(line, labels) for line in above):
        return Peeled(_unwrapped(text[start:end], labels.bars), said)
    body, keywords = _parted(text[start:end], labels)
    return Peeled(_unwrapped(body, labels.bars), (*said, *keywords))


def peel_page(text: str, labels: Labels, headings: Container[int] = ()) -> Peeled:
    """Return the abstract of a whole page, on which any lines may stand before and behind it, and all that is labelled.

    Of several lines with the label of the abstract, the one with the longest line behind it counts; without one, the
    text is empty. The abstract ends at the next label, or where one of `headings` begins.
    """
    lines = split(text, labels)
    sections = list(_sections(text, lines, labels, headings))
    chosen = max(sections, key=lambda section: section.promise, default=None)
    body, keywords = _parted(chosen.text if chosen else "", labels)
    said = (*_labelled(_outside(lines, sections)), *keywords, *_other_texts(sections, chosen))
    return Peeled(_unwrapped(body, labels.bars), said)


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands behind a label of the abstract: its text, the lines below the label, and how long the first is."""

    label: str
    text: str
    lines: range
    promise: int


def _sections(text: str, lines: Sequence[Line], labels: Labels, headings: Container[int] = ()) -> Iterator[_Section]:
    for place, line in enumerate(lines):
        if line.text_at is not None:
            end = _section_end(lines, place + 1, labels, headings)
            words = text[line.text_at : lines[end - 1].end].strip()
            first, _, _ = words.partition("\n")
            yield _Section(line.said[-1].label, words, range(place + 1, end), len(first))


def _section_end(lines: Sequence[Line], start: int, labels: Labels, headings: Container[int]) -> int:
    """Return the place behind a section's last line: a sure sign of the site ends it, and so do labels at its end."""
    ends = (
        place for place in range(start, len(lines)) if _is_sure(lines[place], labels) or lines[place].start in headings
    )
    end = next(ends, len(lines))
    while end > start and lines[end - 1].kind is not LineKind.PLAIN:
        end -= 1
    return end


def _outside(lines: Sequence[Line], sections: Iterable[_Section]) -> list[Line]:
    inside = {place for section in sections for place in section.lines}
    return [line for place, line in enumerate(lines) if place not in inside]


def _other_texts(sections: Iterable[_Section], chosen: _Section | None) -> Iterator[Said]:
    """Give the same abstract in other languages."""
    for section in sections:
        if chosen and section.text and language.guess(section.text) != language.guess(chosen.text):
            yield Said("extra", section.label, section.text)


def _head(lines: Sequence[Line]) -> tuple[int, int]:
    """Return how many lines stand before the abstract, and where it begins."""
    room = _room(lines)
    labelled = next((place for place in range(_room(lines, loose=True)) if lines[place].text_at is not None), None)
    if labelled is not None:
        return labelled + 1, lines[labelled].text_at or 0
    body = room
    if room == len(lines) or lines[room].kind is LineKind.END:  # all could be headings: the last has to be the abstract
        body = next((place for place in reversed(range(room)) if lines[place].kind is LineKind.PLAIN), room)
    last = next((place for place in reversed(range(body)) if lines[place].kind in _CHROME), None)
    return (0, 0) if last is None else (last + 1, lines[last].end)


def _room(lines: Sequence[Line], *, loose: bool = False) -> int:
    """Return how many lines may stand before an abstract: up to the first that can be no heading.

    A heading ends no sentence, unless, to be `loose`, it stands below a line of the site.
    """
    headings, below_chrome = 0, False
    for place, line in enumerate(lines):
        below_chrome = below_chrome or line.kind in _CHROME
        if line.kind is LineKind.PLAIN:
            headings += 1
            is_sentence = line.words.endswith(_SENTENCE_ENDS) and not (loose and below_chrome)
            if headings > _HEADINGS or len(line.words) > HEADING or is_sentence:
                return place
        elif line.kind is LineKind.END:
            return place
    return len(lines)


def _tail(text: str, lines: Sequence[Line], head: int, start: int) -> int:
    """Return the place of the first line behind the abstract: from there on, nothing is the abstract's."""
    other = _other_abstract(text, lines, head, start)
    tail, closing = len(lines), True
    for place in reversed(range(head, len(lines))):
        line = lines[place]
        if line.kind is LineKind.END or place == other:
            tail, closing = place, True
        elif line.kind is LineKind.PLAIN or line.text_at is not None:
            closing = False
        elif line.kind in _CHROME and closing:
            tail = place
    return tail


def _other_abstract(text: str, lines: Sequence[Line], head: int, start: int) -> int | None:
    """Return the place of the line that begins the same abstract in another language."""
    place = next((place for place in range(head, len(lines)) if lines[place].text_at is not None), None)
    if place is None or not head or lines[head - 1].text_at is None:
        return None
    behind = text[lines[place].text_at : lines[place].end].strip() or text[lines[place].end :]
    return place if language.guess(behind) != language.guess(text[start : lines[place].start]) else None


def _is_site(around: Sequence[Line], labels: Labels) -> bool:
    """Tell whether the lines around a text are a site's: one sure sign, or two labels.

    A journal's own "Abstract:" before the first sentence is no site's: it is printed there, and stays.
    """
    said = [one for line in around for one in line.said]
    if len(around) == len(said) == 1 and said[0].field == "text" and said[0].value and said[0].label != "heading":
        return False
    return len({one.label for one in said}) > 1 or any(_is_sure(line, labels) for line in around)


def _is_sure(line: Line, labels: Labels) -> bool:
    return line.kind in {LineKind.SITE, LineKind.END} or any(said.field in labels.sure for said in line.said)


def _said(text: str, above: Sequence[Line], below: Sequence[Line], labels: Labels) -> Iterator[Said]:
    others = list(_sections(text, below, labels))
    labelled = _labelled([*above, *_outside(below, others)])
    headings = [line.words for line in above if line.kind is LineKind.PLAIN]
    if headings and not any(said.field == "title" for said in labelled):
        yield Said("title", "heading", headings.pop(0))
    yield from (Said("extra", "heading", heading) for heading in headings)
    yield from labelled
    yield from (Said("extra", other.label, other.text) for other in others)


def _labelled(lines: Iterable[Line]) -> list[Said]:
    said = (said for line in lines for said in line.said)
    return [one for one in said if one.value and one.field not in {"text", "none"}]


def _parted(body: str, labels: Labels) -> tuple[str, list[Said]]:
    """Part an abstract from what a site writes behind it on the same line: keywords, and the site's own words."""
    body = without_site(body.rstrip(), labels)
    last_line = max(body.rfind("\n"), body.rfind("\r")) + 1
    for label in labels.keywords.finditer(body, max(last_line, len(body) - _KEYWORDS)):
        keywords = body[label.end() :]
        if body[: label.start()].strip() and not SENTENCE_INSIDE.search(keywords):
            return body[: label.start()], [Said("keywords", label["label"], keywords)]
    return body, []


def _unwrapped(text: str, bars: str) -> str:
    """Return a text without white space around it, and without the bars of a table that stand apart at its ends.

    A bar at the beginning alone is part of the text: nothing shows that it opened a cell.
    """
    text = text.strip()
    left, right = len(text) - len(text.lstrip(bars)), len(text.rstrip(bars))
    is_tight = 0 < left < right < len(text) and not any(bar in text[left:right] for bar in bars)
    end = right if is_tight or text[right - 1 : right].isspace() else len(text)
    start = left if is_tight or (end < len(text) and text[left : left + 1].isspace()) else 0
    return text[start:end].strip() if left < len(text) else ""
