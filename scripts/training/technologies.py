"""The names of technologies, as the marks of the training set have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.extraction.tagging.technologies import whole_names
from kg.model import Reading, Span
from kg.vocabulary import Kind

__all__ = ["names"]


def names(readings: Sequence[Reading], share: float) -> list[str]:
    """Return the names, in lower case, whose first mention is marked in at least `share` of the readings with them."""
    marked = {span.of(reading.abstract.text).lower() for reading in readings for span in _marked(reading)}
    return sorted(name for name in marked if _is_meant(name, readings, share))


def _is_meant(name: str, readings: Iterable[Reading], share: float) -> bool:
    verdicts = list(_verdicts(name, readings))
    return bool(verdicts) and sum(verdicts) >= share * len(verdicts)


def _verdicts(name: str, readings: Iterable[Reading]) -> Iterator[bool]:
    """Tell, for each reading with the name, whether its first mention is marked."""
    whole = whole_names([name])
    for reading in readings:
        first = whole.search(reading.abstract.text)
        if first is not None:
            yield any(span.covers(Span(*first.span())) for span in _marked(reading))


def _marked(reading: Reading) -> list[Span]:
    return [mention.span for mention in reading.mentions if mention.kind is Kind.TECHNOLOGY]
