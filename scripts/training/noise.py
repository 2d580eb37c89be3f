"""Slips that translated and scanned abstracts are full of: lost articles, joined words, stray hyphens, wide commas."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from training.documents import Piece

__all__ = ["disturb"]

_ARTICLE = re.compile(r"\b(?:the|a|an) (?=\w)")
_SPACE = re.compile(r"(?<=\w) (?=\w)")
_MIDDLE = re.compile(r"(?<=\w{4})(?=\w{4})")
_WIDE = str.maketrans({",": "，", ";": "；", ":": "："})


def disturb(pieces: list[Piece], random: Random) -> list[Piece]:
    """Return the pieces with one kind of slip in them."""
    slip = random.choice((_lose_articles, _join_words, _hyphenate, _widen, _lower))
    return [slip(piece, random) if _is_free(piece) else piece for piece in pieces]


def _is_free(piece: Piece) -> bool:
    """Tell whether nothing inside the piece is counted in characters."""
    return piece.mark is None or not piece.mark.technologies


def _lose_articles(piece: Piece, random: Random) -> Piece:
    if piece.mark is not None:
        return piece  # a mark is the shortest stretch that says the whole thing, articles and all
    return replace(piece, text=_ARTICLE.sub(lambda found: "" if random.random() < 0.5 else found[0], piece.text))


def _join_words(piece: Piece, random: Random) -> Piece:
    return replace(piece, text=_SPACE.sub(lambda _: "" if random.random() < 0.03 else " ", piece.text))


def _hyphenate(piece: Piece, random: Random) -> Piece:
    return replace(piece, text=_MIDDLE.sub(lambda _: "-" if random.random() < 0.01 else "", piece.text))


def _widen(piece: Piece, _: Random) -> Piece:
    return piece if piece.mark is not None else replace(piece, text=piece.text.translate(_WIDE))


def _lower(piece: Piece, _: Random) -> Piece:
    return replace(piece, text=piece.text.lower())
