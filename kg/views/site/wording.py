"""What the pages say, in every language at once: a reader's browser shows one of them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any, Protocol, cast

from markupsafe import Markup, escape

from kg import resources
from kg.errors import ResourceError
from kg.views import look
from kg.views.templating import environment
from kg.vocabulary import Status

__all__ = ["LANGUAGES", "both", "certainty", "glyph", "labelled", "linked", "phrases", "say", "say_in", "sign"]

LANGUAGES = ("en", "zh")
#: What a machine has read is never said to be certain.
_NEVER_SURE = 0.995
#: What the network says, too: the names of the kinds and of the relations.
_SHARED = ("kind.", "kinds.", "tie.")

#: A value of a phrase: a number gets its thousands apart, a string is escaped, markup is taken as it is.
Filling = str | int | Markup


class _Templates(Protocol):
    """The macros of `site/words.html`."""

    def both(self, en: Markup, zh: Markup) -> Markup: ...
    def labelled(self, labels: Mapping[str, str]) -> Markup: ...
    def linked(self, page: str, label: Markup) -> Markup: ...
    def glyph(self, kind: str) -> Markup: ...
    def sign(self, glyph: Markup, name: Markup) -> Markup: ...


def say(name: str, **values: Filling) -> Markup:
    """Return a phrase in all languages; where `n` is 1, its singular is taken if it has one.

    Raises:
        KeyError: if there is no such phrase, or it needs a value that is not given.

    """
    return _said(name, tuple(values.items()))


def say_in(language: str, name: str, **values: Filling) -> str:
    """Return a phrase in one language, as text, for places that can hold no element."""
    return _filled(phrases()[name], language, values).unescape()


def both(texts: Mapping[str, str]) -> Markup:
    """Return a text that is written in all languages."""
    return _templates().both(*(escape(texts[language]) for language in LANGUAGES))


def labelled(labels: Mapping[str, str]) -> Markup:
    """Return a name in all languages, or in the one that it has, marked as that."""
    return _templates().labelled(labels)


def linked(page: str, label: Markup) -> Markup:
    """Return a name that leads to a page from a folder of the site; without a page, the name alone."""
    return _templates().linked(page, label) if page else label


@functools.cache
def glyph(kind: str) -> Markup:
    """Return the shape of a kind, which stands beside its name or its words."""
    return _templates().glyph(kind)


@functools.cache
def sign(kind: str) -> Markup:
    """Return the shape of a kind, and its name for those who do not see it, as they stand before marked words."""
    return _templates().sign(glyph(kind), say(f"kind.{kind}"))


@functools.lru_cache(maxsize=8192)
def certainty(status: str, confidence: float | None) -> Markup:
    """Return who read something, and how sure that is."""
    if status == Status.EXTRACTED and confidence is not None:
        return say("claim.sure", confidence=f"{confidence:.0%}" if confidence < _NEVER_SURE else "> 99%")
    return say(f"status.{status}") if status in set(Status) else Markup()


@functools.cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Return every phrase of `static/words` by its dotted name: its text by language, and its singular as `one`.

    Raises:
        ResourceError: if a table is malformed, or a phrase is not in all languages.

    """
    found: dict[str, Mapping[str, str]] = dict(_shared())
    for table in sorted(resources.static("words").iterdir(), key=lambda table: table.name):
        for name, texts in _leaves(_read(table)):
            if name in found or not set(LANGUAGES) <= texts.keys():
                raise ResourceError(
                    f"{table.name}: {name} is said elsewhere, too, or not in all of {', '.join(LANGUAGES)}"
                )
            found[name] = texts
    return found


@functools.lru_cache(maxsize=8192)
def _said(name: str, values: tuple[tuple[str, Filling], ...]) -> Markup:
    texts, filling = phrases()[name], dict(values)
    return _templates().both(*(_filled(texts, language, filling) for language in LANGUAGES))


def _filled(texts: Mapping[str, str], language: str, values: Mapping[str, Filling]) -> Markup:
    singular = language == "en" and values.get("n") == 1 and "one" in texts
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return escape(texts["one" if singular else language]).format(**shown)


def _shared() -> Iterator[tuple[str, Mapping[str, str]]]:
    tables = {language: look.strings(language) for language in LANGUAGES}
    for name in tables[LANGUAGES[0]]:
        if name.startswith(_SHARED):
            yield name, {language: table[name] for language, table in tables.items()}


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for name, value in table.items():
        if _is_leaf(value.values()):
            yield f"{prefix}{name}", value
        else:
            yield from _leaves(value, f"{prefix}{name}.")


def _is_leaf(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _read(table: Traversable) -> Mapping[str, Any]:
    try:
        return tomllib.loads(resources.text(table))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"{table.name} is malformed: {error}") from error


@functools.cache
def _templates() -> _Templates:
    module: Any = environment().get_template("site/words.html").module
    return cast("_Templates", module)
