"""Puts numbers, names and quotes into the sentences of `ontology/brief.toml`, which has them in English and Chinese."""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg import phrases, resources
from kg.errors import ResourceError
from kg.reports.content import Name, Number, Quote, Run, Text

__all__ = ["Part", "Wording", "languages", "load"]

#: What fills a place in a sentence; plain text is what the graph calls something.
Part = Run | str | Sequence[Run]


@dataclass(frozen=True, slots=True)
class Wording:
    """What the brief says in one language, by names such as `recurs.cases`."""

    language: str
    said: dict[str, str]

    def text(self, name: str) -> str:
        """Return words into which nothing is put.

        Raises:
            ResourceError: if nothing is said under that name.

        """
        if name not in self.said:
            raise ResourceError(f"brief.toml says nothing in {self.language!r} under {name!r}")
        return self.said[name]

    def say(self, name: str, **parts: Part) -> tuple[Run, ...]:
        """Return the sentence of that name with its parts.

        In a sentence `{n}` is the part itself, `{n:case|cases}` a word that agrees with the number (the first for one),
        and `{n:=No}` the number, said in that word.
        """
        runs: list[Run] = []
        for words, place, form, _ in string.Formatter().parse(self.text(name)):
            runs += [Text(words)] if words else []
            runs += _filled(parts[place], form or "") if place else []
        return tuple(runs)

    def listed(self, parts: Sequence[Part], how: str = "list") -> tuple[Run, ...]:
        """Return parts one after the other: as `a, b and c` (`list`) or `a; b; c` (`quotes`)."""
        between, last = Text(self.text(f"{how}.between")), Text(self.text(f"{how}.last"))
        runs: list[Run] = []
        for place, part in enumerate(parts):
            runs += [last if place == len(parts) - 1 else between] if place else []
            runs += _filled(part, "")
        return tuple(runs)


def languages() -> tuple[str, ...]:
    """Return the languages in which a brief can be written."""
    return tuple(_said())


def load(language: str) -> Wording:
    """Return what is said in a language, one of `languages`."""
    return Wording(language, _said()[language])


@functools.cache
def _said() -> dict[str, dict[str, str]]:
    tables = tomllib.loads(resources.text(resources.ontology("brief.toml")))
    return {language: phrases.flat(table) for language, table in tables.items()}


def _filled(part: Part, form: str) -> list[Run]:
    if isinstance(part, str):
        return [Name(part)]
    if not isinstance(part, Number):
        return [part] if isinstance(part, Text | Name | Quote) else list(part)
    if form.startswith("="):
        return [replace(part, words=form[1:])]
    if form:
        one, _, many = form.partition("|")
        return [Text(one if part.value == 1 else many)]
    return [part]
