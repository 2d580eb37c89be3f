"""Makes the vocabulary smaller: what is dropped falls apart into shorter pieces that are kept."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from training.examples import FIRST_WORD

__all__ = ["Spec", "kept", "pruned"]

#: What a Hugging Face tokenizer file says.
Spec = dict[str, Any]

_CONTINUES = "##"


def kept(spec: Spec, seen: Collection[int], rows: int) -> list[int]:
    """Return the numbers of the word pieces to keep, in their order.

    Kept are the pieces that were `seen` in the corpus, those of one character (everything can be spelled with them),
    those before the words, and, up to `rows` in all, the first of the others: BERT orders its vocabulary by frequency.
    """
    pieces = sorted(spec["model"]["vocab"].items(), key=lambda piece: piece[1])
    found = {
        number
        for word, number in pieces
        if number < FIRST_WORD or number in seen or len(word.removeprefix(_CONTINUES)) == 1
    }
    others = [number for _, number in pieces if number not in found]
    return sorted(found.union(others[: max(0, rows - len(found))]))


def pruned(spec: Spec, numbers: Collection[int]) -> Spec:
    """Return the tokenizer with these word pieces only, numbered anew in their order."""
    new = {old: number for number, old in enumerate(sorted(numbers))}
    vocabulary = {word: new[old] for word, old in spec["model"]["vocab"].items() if old in new}
    return spec | {"model": spec["model"] | {"vocab": dict(sorted(vocabulary.items(), key=lambda piece: piece[1]))}}
