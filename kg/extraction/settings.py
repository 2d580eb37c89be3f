"""What was learned beside the networks: the names of their columns, their thresholds, and how sure they really are."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg import resources
from kg.errors import ResourceError
from kg.vocabulary import Kind, Role

__all__ = ["Calibration", "Label", "Settings", "load"]

_FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Label:
    """What the network tells apart: a kind of mention, and for a case its role."""

    kind: Kind
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve from what speaks for a mention to how often such a mention is right."""

    weights: tuple[float, ...]
    bias: float
    kinds: Mapping[str, float]

    def confidence(self, signs: Sequence[float], kind: Kind) -> float:
        """Return how likely a mention of `kind` is right, between 0 and 1 (both excluded), in four digits.

        `signs` are log-probabilities that speak for it, as many as there are `weights`.
        """
        sum_of = sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))
        logit = self.bias + self.kinds.get(kind, 0.0) + sum_of
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
        return min(max(round(chance, 4), 0.0001), 0.9999)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that go with one set of weights.

    `labels` and `themes` name the columns of the networks' answers. A text is read `window` word pieces at a time, the
    lower layers seeing about `block` of them; `lead` word pieces before a mention say what brings it in. `relabel`
    (0 to 1) weighs a second opinion against a first. The others are the least confidence of a mention, the least
    probabilities of a second theme, of a technology and of a tie, and the names of technologies that need no opinion.
    """

    labels: tuple[Label, ...]
    themes: tuple[str, ...]
    window: int
    block: int
    lead: int
    relabel: float
    mention_least: float
    second_theme: float
    technology_least: float
    technologies: tuple[str, ...]
    link_at: float
    calibration: Calibration


@functools.cache
def load() -> Settings:
    """Return the settings in `kg/extraction/weights/settings.json`, read once.

    Raises:
        ResourceError: if the file is missing or malformed.

    """
    try:
        return _settings(json.loads(resources.text(resources.weights(_FILE))))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ResourceError(f"kg/extraction/weights/{_FILE}: {error!r}") from error


def _settings(content: Mapping[str, Any]) -> Settings:
    calibration = content["calibration"]
    return Settings(
        labels=tuple(map(_label, content["types"])),
        themes=tuple(map(str, content["themes"])),
        window=int(content["window"]),
        block=int(content["block"]),
        lead=int(content["lead"]),
        relabel=float(content["relabel"]),
        mention_least=float(content["mention_least"]),
        second_theme=float(content["second_theme"]),
        technology_least=float(content["technology_least"]),
        technologies=tuple(map(str, content["technologies"])),
        link_at=float(content["link_at"]),
        calibration=Calibration(
            weights=tuple(map(float, calibration["weights"])),
            bias=float(calibration["bias"]),
            kinds={str(kind): float(value) for kind, value in calibration["label"].items()},
        ),
    )


def _label(name: str) -> Label:
    kind, _, role = name.partition(":")
    return Label(Kind(kind), Role(role) if role else None)
