"""A Reading -> annotated XML that says the same when it is read again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from kg.errors import InputError
from kg.loaders.annotated.head import ROOT, attributes
from kg.loaders.annotated.marks import ID_PREFIXES, REFERENCES, THEMED
from kg.model import Mention, Reading, Tie
from kg.vocabulary import Kind, Role

__all__ = ["write"]

#: What XML 1.0 cannot carry, even as a character reference.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A carriage return would be read as a line feed unless it is written as a reference.
_KEPT = {"\r": "&#13;"}


def write(reading: Reading) -> bytes:
    """Return the annotated file (UTF-8) of a reading.

    Ids are given by kind in the order of the text (`k1`, `p1`, `c1`, `m1`). Confidence is not written, and a statement
    without a theme gets the theme `other`.

    Raises:
        InputError: if the file could not carry the reading: a control character, marks that are empty, cross or lie
            outside the text, or a tie between mentions of the wrong kinds.

    """
    text = reading.abstract.text
    _refuse_unfit(text, "the text", reading.abstract.id)
    marks = _Marks(reading)
    body = "".join(_pieces(text, marks))
    head = _attributes(list(attributes(reading.abstract)))
    _refuse_unfit(head, "the title or metadata", reading.abstract.id)
    return f"<{ROOT}{head}>{body}</{ROOT}>\n".encode()


class _Marks:
    """The mentions of a reading in the order in which their tags open, with the attributes that each tag carries."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.order = sorted(range(len(reading.mentions)), key=lambda place: _opening(reading.mentions[place], place))
        self._ids = _ids(reading.mentions, self.order)
        self._tied = _targets(reading)
        self._refuse_misplaced()

    def __iter__(self) -> Iterator[tuple[Mention, str]]:
        for place in self.order:
            mention = self.reading.mentions[place]
            yield mention, f"<{mention.kind}{_attributes(list(self._said(place, mention)))}>"

    def _said(self, place: int, mention: Mention) -> Iterator[tuple[str, str]]:
        if place in self._ids:
            yield "id", self._ids[place]
        if mention.same is not None:
            yield "same", self._ids[mention.same]
        if mention.kind is Kind.CASE:
            yield "role", mention.role or Role.SUBJECT
        if mention.kind in THEMED:
            yield "theme", " ".join(mention.themes) or "other"
        if targets := self._tied.get(place):
            yield REFERENCES[mention.kind][0], " ".join(self._ids[target] for target in sorted(targets))

    def _refuse_misplaced(self) -> None:
        mentions, name = self.reading.mentions, self.reading.abstract.id
        around: list[Mention] = []
        for mention in (mentions[place] for place in self.order):
            while around and around[-1].span.end <= mention.span.start:
                around.pop()
            if not len(mention.span) or mention.span.end > len(self.reading.abstract.text):
                raise InputError(f"{name}: a mark at {_shown(mention)} covers no words of the text")
            if around and not around[-1].span.covers(mention.span):
                raise InputError(f"{name}: the marks {_shown(around[-1])} and {_shown(mention)} cross")
            around.append(mention)


def _opening(mention: Mention, place: int) -> tuple[int, int, int]:
    return mention.span.start, -mention.span.end, place


def _shown(mention: Mention) -> str:
    return f"<{mention.kind}> {mention.span.start}..{mention.span.end}"


def _ids(mentions: Sequence[Mention], order: Sequence[int]) -> dict[int, str]:
    counts: Counter[Kind] = Counter()
    ids: dict[int, str] = {}
    for place in order:
        mention = mentions[place]
        if mention.kind in ID_PREFIXES and mention.same is None:
            counts[mention.kind] += 1
            ids[place] = f"{ID_PREFIXES[mention.kind]}{counts[mention.kind]}"
    return ids


def _targets(reading: Reading) -> Mapping[int, set[int]]:
    targets: dict[int, set[int]] = {}
    for tie in reading.ties:
        _refuse_mismatched(reading, tie)
        targets.setdefault(tie.origin, set()).add(tie.target)
    return targets


def _refuse_mismatched(reading: Reading, tie: Tie) -> None:
    origin, target = reading.mentions[tie.origin], reading.mentions[tie.target]
    _, relation = REFERENCES.get(origin.kind, (None, None))
    if relation is not tie.relation or target.kind is not Kind.PROBLEM:
        raise InputError(
            f"{reading.abstract.id}: {_shown(origin)} {tie.relation} {_shown(target)} is no tie that marks can state"
        )


def _pieces(text: str, marks: _Marks) -> Iterator[str]:
    """Give text and tags in turn; an opening tag closes first whatever ends before it."""
    opened: list[Mention] = []
    at = 0
    for mention, tag in marks:
        while opened and opened[-1].span.end <= mention.span.start:
            at = yield from _closing(text, at, opened.pop())
        yield escape(text[at : mention.span.start], _KEPT)
        yield tag
        at = mention.span.start
        opened.append(mention)
    while opened:
        at = yield from _closing(text, at, opened.pop())
    yield escape(text[at:], _KEPT)


def _closing(text: str, at: int, mention: Mention) -> Generator[str, None, int]:
    yield escape(text[at : mention.span.end], _KEPT)
    yield f"</{mention.kind}>"
    return mention.span.end


def _attributes(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in pairs)


def _refuse_unfit(text: str, what: str, name: str) -> None:
    unfit = _UNFIT.search(text)
    if unfit:
        raise InputError(
            f"{name}: {what} holds U+{ord(unfit[0]):04X} at {unfit.start()}, which XML cannot carry",
            advice="remove the character from the source",
        )
