"""Finds the first mentions of technologies: names that are known, and what the network takes for one."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator

from kg.extraction import settings
from kg.extraction.tagging.decoding import best_spans
from kg.extraction.tagging.network import Encoded
from kg.model import Mention, Span
from kg.vocabulary import Kind

__all__ = ["find", "whole_names"]

#: The log-probability of a name that is known.
_KNOWN = -0.05


def find(text: str, encoded: Encoded) -> list[Mention]:
    """Return the technologies of a text in order, each name once; none overlap."""
    named = dict(_known(text))
    taken = [span for span, _ in named.values()]
    for span, sure in _proposed(encoded):
        if not any(span.meets(other) for other in taken):
            named.setdefault(span.of(text).lower(), (span, sure))
    return [_mention(span, sure) for span, sure in sorted(named.values())]


def _known(text: str) -> Iterator[tuple[str, tuple[Span, float]]]:
    met = set()
    for match in _names().finditer(text):
        name = match[0].lower()
        if name not in met:
            met.add(name)
            yield name, (Span(*match.span()), _KNOWN)


def _proposed(encoded: Encoded) -> Iterator[tuple[Span, float]]:
    for first, end, _ in best_spans(encoded.technologies):
        sure = float(encoded.technologies[first:end, 1:].max(axis=-1).mean())
        if math.exp(sure) >= settings.load().technology_least:
            yield encoded.span(first, end), sure


@functools.cache
def _names() -> re.Pattern[str]:
    return whole_names(settings.load().technologies)


def whole_names(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for names that stand alone, in any case, the longest first; without any it never matches."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    one_of = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{one_of})(?![\w-])", re.IGNORECASE)


def _mention(span: Span, sure: float) -> Mention:
    calibration = settings.load().calibration
    signs = [sure] * len(calibration.weights)
    return Mention(span, Kind.TECHNOLOGY, calibration.confidence(signs, Kind.TECHNOLOGY))
