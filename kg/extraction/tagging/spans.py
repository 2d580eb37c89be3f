"""A second look at the spans that were found: what each is, in the sequence of all of them, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kg.extraction import settings
from kg.extraction.settings import Settings
from kg.extraction.tagging import graphs
from kg.extraction.tagging.decoding import best_spans
from kg.extraction.tagging.graphs import Floats
from kg.extraction.tagging.network import Encoded
from kg.model import Mention

__all__ = ["find", "log_softmax", "look_again"]

#: So many spans are looked at in one sequence: more than an abstract has, and a bound to the memory of a long text.
_TOGETHER = 256
_TINY = 1e-9


def find(encoded: Encoded) -> list[Mention]:
    """Return what the network finds in the text but technologies, in order and apart; a case has its role."""
    known = settings.load()
    found = best_spans(encoded.tags)
    kinds, _ = look_again(encoded, [(span.first, span.end) for span in found])
    return [_mention(encoded, span.first, span.end, opinion, known) for span, opinion in zip(found, kinds, strict=True)]


def look_again(encoded: Encoded, spans: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
    """Return the log-probabilities of labels [S, labels + 1] and of themes [S, themes] for spans of word pieces.

    `spans` are first pieces and the ones after the last, in the order of the text. The last label is "no mention".
    """
    known = settings.load()
    kinds = [np.zeros((0, len(known.labels) + 1), dtype=np.float32)]
    themes = [np.zeros((0, len(known.themes)), dtype=np.float32)]
    for at in range(0, len(spans), _TOGETHER):
        kind, theme = _look(encoded, spans[at : at + _TOGETHER], known.lead)
        kinds.append(kind)
        themes.append(theme)
    return np.concatenate(kinds), np.concatenate(themes)


def log_softmax(scores: Floats) -> Floats:
    """Return scores as log-probabilities along their last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    chances: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return chances


def _look(encoded: Encoded, spans: Sequence[tuple[int, int]], lead: int) -> list[Floats]:
    """Ask the network about some spans, showing it only their pieces and those that lead to them."""
    shown = np.unique(np.concatenate([np.arange(max(first - lead, 0), end) for first, end in spans]))
    firsts, ends = np.searchsorted(shown, np.array(spans).T)
    leads = np.searchsorted(shown, [max(first - lead, 0) for first, _ in spans])
    rows = encoded.rows[shown]
    feeds = {
        "last": encoded.last[rows][None],
        "early": encoded.early[rows][None],
        "average": _averages(firsts, ends, len(shown)),
        "before": _averages(leads, firsts, len(shown)),
        "first": firsts,
        "final": ends - 1,
    }
    return graphs.run("spans", ["kind", "theme"], feeds)


def _averages(starts: graphs.Integers, stops: graphs.Integers, width: int) -> Floats:
    """Return a row for each stretch that averages its pieces; an empty stretch has a row of zeros."""
    places = np.arange(width)
    inside = (places >= starts[:, None]) & (places < stops[:, None])
    averages: Floats = inside.astype(np.float32) / np.maximum(stops - starts, 1)[:, None].astype(np.float32)
    return averages


def _mention(encoded: Encoded, first: int, end: int, opinion: Floats, known: Settings) -> Mention:
    """Give a span the label on which its pieces and its place among the spans agree."""
    signs = _signs(encoded.tags[first:end], opinion, known)
    best = int(signs[:, 0].argmax())
    label = known.labels[best]
    confidence = known.calibration.confidence(signs[best].tolist(), label.kind)
    return Mention(encoded.span(first, end), label.kind, confidence, role=label.role)


def _signs(tags: Floats, opinion: Floats, known: Settings) -> Floats:
    """Return what speaks for each label [labels, 4]: both opinions together, each alone, how sharp the edges are."""
    chances = np.exp(tags[:, 1:]).reshape(len(tags), len(known.labels), 4)
    by_pieces = np.log(chances.sum(axis=-1) + _TINY).mean(axis=0)
    by_place = opinion[: len(known.labels)]
    both = log_softmax((1 - known.relabel) * by_pieces + known.relabel * by_place)
    begins, ends = chances[0, :, [0, 3]].sum(), chances[-1, :, [2, 3]].sum()
    edges = np.full_like(both, 0.5 * (math.log(begins + _TINY) + math.log(ends + _TINY)))
    signs: Floats = np.stack([both, by_pieces, by_place, edges], axis=1)
    return signs
