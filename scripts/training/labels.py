"""The names of what is learned, in the order in which the networks number them."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from kg import lexicon
from kg.model import Mention
from kg.vocabulary import Kind, Role

__all__ = ["NO_MARK", "TAGS", "TECHNOLOGY_TAGS", "TYPES", "theme_numbers", "type_of"]

#: What a span can be: cases by their role, and every other kind. Technologies lie inside other marks and are apart.
TYPES = (
    *(f"{Kind.CASE}:{role}" for role in Role),
    *(str(kind) for kind in Kind if kind not in (Kind.CASE, Kind.TECHNOLOGY)),
)
#: The number of a span that is no mark.
NO_MARK = len(TYPES)
#: How many tags a token can have: O, then B, I, E and S (begin, inside, end, single) of each type. BIES beats BIO where
#: ends matter: Ratinov and Roth, "Design challenges and misconceptions in named entity recognition", CoNLL 2009.
TAGS = 1 + 4 * len(TYPES)
TECHNOLOGY_TAGS = 5


def type_of(mention: Mention) -> str:
    """Return the type that a mention is learned as, one of `TYPES` or `technology`."""
    return f"{mention.kind}:{mention.role or Role.SUBJECT}" if mention.kind is Kind.CASE else str(mention.kind)


@functools.cache
def theme_numbers() -> Mapping[str, int]:
    """Return the themes of the scheme, each with its number."""
    return {theme: number for number, theme in enumerate(lexicon.load().themes)}
