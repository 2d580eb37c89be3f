"""Reads abstracts with the extraction itself, but with weights of another folder than its own.

Whatever is measured or learned from is thus what users get. It happens in a process of its own, because the extraction
keeps the weights that it has loaded.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self, cast

from kg import extraction, lexicon, resources
from kg.extraction import settings
from kg.model import Abstract, Reading
from kg.vocabulary import Kind

__all__ = ["Signed", "read"]


@dataclass(frozen=True, slots=True)
class Signed:
    """A reading, and for each of its mentions the signs from which its confidence was made."""

    reading: Reading
    signs: tuple[tuple[float, ...], ...]


def read(abstracts: Iterable[Abstract], weights: Path) -> list[Signed]:
    """Return the readings of the abstracts by the extraction with the weights in that folder."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, fresh, initializer=_use, initargs=(weights,)) as process:
        return list(process.map(_read, abstracts))


class _Confidence(float):
    """A confidence that remembers its signs."""

    signs: tuple[float, ...]

    @classmethod
    def of(cls, value: float, signs: Sequence[float]) -> Self:
        made = cls(value)
        made.signs = tuple(signs)
        return made


class _Remembering(settings.Calibration):
    """A calibration whose confidences remember their signs."""

    def confidence(self, signs: Sequence[float], kind: Kind) -> float:
        return _Confidence.of(super().confidence(signs, kind), signs)


def _use(weights: Path) -> None:
    """Make the extraction of this process read its weights in that folder, and its confidences remember.

    The process does nothing else, so that replacing what the extraction calls harms nobody; mypy cannot know that.
    """
    resources.weights = weights.joinpath  # type: ignore[assignment]
    known = settings.load()
    curve = _Remembering(known.calibration.weights, known.calibration.bias, known.calibration.kinds)
    remembering = dataclasses.replace(known, calibration=curve)
    settings.load = lambda: remembering  # type: ignore[assignment]


def _read(abstract: Abstract) -> Signed:
    found = extraction.extract(abstract, lexicon.load())
    signs = tuple(cast("_Confidence", mention.confidence).signs for mention in found.mentions)
    plain = tuple(dataclasses.replace(one, confidence=float(one.confidence)) for one in found.mentions)
    return Signed(dataclasses.replace(found, mentions=plain), signs)
