"""Gives each statement its theme, as the network sees it in its text."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from kg.extraction import settings
from kg.extraction.settings import Settings
from kg.extraction.tagging import network
from kg.extraction.tagging.graphs import Floats
from kg.extraction.tagging.spans import look_again
from kg.model import Mention
from kg.vocabulary import STATEMENT_KINDS

__all__ = ["give_themes"]


def give_themes(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with one theme, or two, for each statement, the more probable first.

    Raises:
        ResourceError: if the weights are missing or malformed.

    """
    stated = [mention for mention in mentions if mention.kind in STATEMENT_KINDS]
    if not stated:
        return list(mentions)
    known, encoded = settings.load(), network.encode(text)
    spans = sorted({encoded.within(mention.span) for mention in stated})
    _, likely = look_again(encoded, spans)
    themes = {span: _best(np.exp(row), known) for span, row in zip(spans, likely, strict=True)}
    return [
        dataclasses.replace(mention, themes=themes[encoded.within(mention.span)])
        if mention.kind in STATEMENT_KINDS
        else mention
        for mention in mentions
    ]


def _best(chances: Floats, known: Settings) -> tuple[str, ...]:
    first, second = (int(place) for place in np.argsort(-chances, kind="stable")[:2])
    if chances[second] > known.second_theme:
        return known.themes[first], known.themes[second]
    return (known.themes[first],)
