"""Tags a text with mentions: the names in it and the statements that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kg.extraction.tagging import names, statements
from kg.model import Mention, Span

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["Tagger", "tag"]


class Tagger(Protocol):
    """What finds the mentions of a text; whatever keeps to this can stand in for `tag`."""

    def __call__(self, text: str, lexicon: Lexicon, /) -> Sequence[Mention]:
        """Return the mentions of `text` in order, cases with their role, without themes.

        Any two are apart, or one lies inside the other.
        """
        ...


def tag(text: str, lexicon: Lexicon) -> list[Mention]:
    """Return the names and the statements of a text, in order; where two cross, the less certain one is left out."""
    named, stated = names.find(text, lexicon), statements.find(text)
    dropped = set()
    for name, statement in _overlapping(named, stated):
        if _cross(name.span, statement.span):
            dropped.add(min(name, statement, key=lambda mention: mention.confidence))
    kept = [mention for mention in (*named, *stated) if mention not in dropped]
    return sorted(kept, key=lambda mention: (mention.span.start, -mention.span.end))


def _overlapping(left: Sequence[Mention], right: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Give the pairs that share a character; each sequence is in order and does not overlap itself."""
    place = 0
    for one in left:
        while place < len(right) and right[place].span.end <= one.span.start:
            place += 1
        met = place
        while met < len(right) and right[met].span.start < one.span.end:
            yield one, right[met]
            met += 1


def _cross(one: Span, other: Span) -> bool:
    """Tell whether two spans that meet cover the same words, or neither holds the other."""
    return one == other or not (one.covers(other) or other.covers(one))
