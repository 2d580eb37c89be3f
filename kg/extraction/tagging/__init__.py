"""Tags a text with mentions: the names in it and the statements that it makes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kg.extraction import settings
from kg.extraction.tagging import network, spans, technologies
from kg.model import Mention, Span
from kg.vocabulary import Kind

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["Tagger", "tag"]

#: Marks with which no mention begins, and with which none ends (".NET" begins with a full stop).
_OPENING = frozenset(",;:，。；：、")
_CLOSING = _OPENING | {"."}


class Tagger(Protocol):
    """What finds the mentions of a text; whatever keeps to this can stand in for `tag`."""

    def __call__(self, text: str, lexicon: Lexicon, /) -> Sequence[Mention]:
        """Return the mentions of `text` in order, cases with their role, without themes.

        Any two are apart, or one lies inside the other.
        """
        ...


def tag(text: str, lexicon: Lexicon, /) -> list[Mention]:  # noqa: ARG001 - the signature of Tagger
    """Return the names and the statements of a text, in order; where two cross, the less certain one is left out.

    What is only background (`context`) is recognised, so that it is not taken for a finding, and left out. So is what
    is hardly likely at all: it would not even be worth a reviewer's look.

    Raises:
        ResourceError: if the weights are missing or malformed.

    """
    encoded, least = network.encode(text), settings.load().mention_least
    found = [*spans.find(encoded), *technologies.find(text, encoded)]
    kept = [mention for mention in found if mention.kind is not Kind.CONTEXT and mention.confidence >= least]
    return _uncrossed(_trimmed(text, kept))


def _trimmed(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Give the mentions without white space and punctuation around them, and none that is nothing else."""
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        while start < end and (text[start].isspace() or text[start] in _OPENING):
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] in _CLOSING):
            end -= 1
        if start < end:
            yield dataclasses.replace(mention, span=Span(start, end))


def _uncrossed(mentions: Iterable[Mention]) -> list[Mention]:
    """Put mentions in order, the outer before the inner, and leave out the less certain one of two that cross."""
    kept: list[Mention] = []
    reaching: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.span.start, -one.span.end, -one.confidence)):
        reaching = [other for other in reaching if other.span.end > mention.span.start]
        crossed = [other for other in reaching if _cross(other.span, mention.span)]
        if all(other.confidence < mention.confidence for other in crossed):
            for other in crossed:
                kept.remove(other)
                reaching.remove(other)
            kept.append(mention)
            reaching.append(mention)
    return kept


def _cross(one: Span, other: Span) -> bool:
    """Tell whether two spans cover the same words, or meet though neither holds the other."""
    return one == other or (one.meets(other) and not (one.covers(other) or other.covers(one)))
