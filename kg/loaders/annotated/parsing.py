"""Annotated XML -> a reviewed Reading; whatever breaks the guideline is refused with its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.errors import InputError
from kg.loaders import encoding
from kg.loaders.annotated import elements
from kg.loaders.annotated.elements import Mark
from kg.loaders.annotated.head import describe, file_stem
from kg.loaders.annotated.marks import ATTRIBUTES, CLOSING, OPENING, REFERENCES, THEMED
from kg.model import Mention, Reading, Source, Span, Tie
from kg.vocabulary import Kind, Role, Status

__all__ = ["parse", "parse_file"]


def parse(content: bytes, source: Source, themes: Collection[str] | None = None) -> Reading:
    """Return the reading that an annotated file holds, its status `reviewed`.

    `themes` are the notations that a mark may name as its theme; without them any word goes. The encoding of the file
    is noted in the abstract's source.

    Raises:
        InputError: with the line, if the file is no sound annotated abstract.

    """
    document = elements.read(content, source.path)
    if not document.text.strip():
        raise InputError("the abstract is empty", path=source.path, line=document.line)
    abstract = describe(
        document.attributes, document.text, replace(source, encoding=document.encoding), line=document.line
    )
    page = _Page(document.text, document.marks, source.path, themes)
    mentions = page.mentions()
    return Reading(abstract, mentions, tuple(page.ties(mentions)), Status.REVIEWED)


def parse_file(path: Path, themes: Collection[str] | None = None) -> Reading:
    """Return the reading in an annotated file, which has to be called like its abstract.

    Raises:
        InputError: as `parse`; if the file cannot be read; or if its name is not that of the abstract's id.

    """
    reading = parse(encoding.read_bytes(path), Source(str(path), "annotated"), themes)
    if unicodedata.normalize("NFC", path.stem) != file_stem(reading.abstract.id):
        raise InputError(
            f'id="{reading.abstract.id}" is not the name of the file',
            path=path,
            line=1,
            advice=f"call the file {file_stem(reading.abstract.id)}.xml, or mend the id",
        )
    return reading


@dataclass(slots=True)
class _Page:
    """The marks of one text on their way to mentions and ties; `ids` maps each id met so far to its mark's place."""

    text: str
    marks: Sequence[Mark]
    path: str
    themes: Collection[str] | None
    ids: dict[str, int] = field(default_factory=dict)

    def mentions(self) -> tuple[Mention, ...]:
        """Return the mention of each mark, and learn the ids on the way."""
        mentions: list[Mention] = []
        for mark in self.marks:
            mentions.append(self._mention(mark, mentions))
            self._learn(mark, len(mentions) - 1)
        return tuple(mentions)

    def ties(self, mentions: Sequence[Mention]) -> Iterator[Tie]:
        """Give what `of` and `for` tie together, in the order of the marks."""
        for origin, (mark, mention) in enumerate(zip(self.marks, mentions, strict=True)):
            if mention.kind not in REFERENCES:
                continue
            attribute, relation = REFERENCES[mention.kind]
            names = mark.attributes.get(attribute, "").split()
            for target in sorted({self._problem(mark, attribute, name, mentions) for name in names}):
                yield Tie(relation, origin, target, _cover(mention.span, mentions[target].span))

    def _mention(self, mark: Mark, before: Sequence[Mention]) -> Mention:
        kind = self._kind(mark)
        first = self._first(mark, before)
        return Mention(
            self._span(mark),
            kind,
            themes=self._themes(mark, kind),
            role=self._role(mark, None if first is None else before[first].role) if kind is Kind.CASE else None,
            same=first,
        )

    def _kind(self, mark: Mark) -> Kind:
        if mark.name not in set(Kind):
            raise self._fault(mark, "unknown mark", f"the marks are {', '.join(Kind)}")
        kind = Kind(mark.name)
        unknown = sorted(set(mark.attributes) - ATTRIBUTES[kind])
        if unknown:
            known = ", ".join(sorted(ATTRIBUTES[kind])) or "no attribute"
            raise self._fault(mark, f"unknown attribute {unknown[0]}", f"<{kind}> may carry {known}")
        return kind

    def _span(self, mark: Mark) -> Span:
        words = self.text[mark.start : mark.end]
        if not words.strip():
            raise self._fault(mark, "an empty mark", "put the tags around the words that it marks, or remove them")
        if words != words.strip() or words[0] in OPENING or words[-1] in CLOSING:
            reason = "the mark begins or ends with white space or punctuation"
            raise self._fault(mark, reason, "move the tags to the words themselves")
        return Span(mark.start, mark.end)

    def _themes(self, mark: Mark, kind: Kind) -> tuple[str, ...]:
        themes = tuple(dict.fromkeys(mark.attributes.get("theme", "").split()))
        if kind in THEMED and not themes:
            raise self._fault(mark, "no theme", 'name one, as in theme="data-sharing"')
        for theme in themes:
            if self.themes is not None and theme not in self.themes:
                raise self._fault(mark, f"unknown theme {theme}", "use a notation of the theme scheme, or other")
        return themes

    def _role(self, mark: Mark, first: Role | None) -> Role:
        role = mark.attributes.get("role", first or Role.SUBJECT)
        if role not in set(Role):
            raise self._fault(mark, f'role="{role}" is no role', f"a role is {' or '.join(Role)}")
        return Role(role)

    def _learn(self, mark: Mark, place: int) -> None:
        name = mark.attributes.get("id")
        if name is None:
            return
        if name in self.ids:
            raise self._fault(mark, f"id {name} is given twice", "each id stands once in an abstract")
        self.ids[name] = place

    def _first(self, mark: Mark, before: Sequence[Mention]) -> int | None:
        """Return the place of the mention that names the same case first; a chain of `same` is followed to its end."""
        name = mark.attributes.get("same")
        if name is None:
            return None
        place = self.ids.get(name)
        if place is None or before[place].kind is not Kind.CASE:
            raise self._fault(mark, f"same={name} names no case marked before it", "name the id of an earlier <case>")
        first = before[place].same
        return place if first is None else first

    def _problem(self, mark: Mark, attribute: str, name: str, mentions: Sequence[Mention]) -> int:
        place = self.ids.get(name)
        if place is None or mentions[place].kind is not Kind.PROBLEM:
            raise self._fault(mark, f"{attribute}={name} names no problem", "name the id of a <problem>")
        return place

    def _fault(self, mark: Mark, reason: str, advice: str) -> InputError:
        words = self.text[mark.start : mark.end]
        shown = words if len(words) <= 60 else f"{words[:57]}..."
        return InputError(f"<{mark.name}> {shown!r}: {reason}", path=self.path, line=mark.line, advice=advice)


def _cover(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))
