"""Lays a whole corpus out as discs: one a theme, as large as what is said of it, near to those of the same cases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.views.layout import Box, Spring, positions
from kg.views.springs import Points

__all__ = ["PITCH", "Disc", "arranged"]

#: The distance between neighbouring seats.
PITCH = 10
#: The room in the middle of a disc, for its name: so many seats, and a share of those that are taken.
_HEART, _SHARE = 14, 0.22
_GAP = 1.5 * PITCH
#: Width to height of the whole.
_ASPECT = 1.25
_ROUNDS = 300
#: To how many others a disc is drawn.
_NEIGHBOURS = 3
#: How fast the spiral widens, in pitches: seats on it are about 1.8 times as far from one another.
_SPREAD = 0.58
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc around (x, y) with seats for so many; the first are the innermost."""

    x: int
    y: int
    count: int

    @property
    def radius(self) -> int:
        """How far the outermost seat is from the middle, and a little more."""
        return _radius(self.count)

    def seats(self) -> Iterator[tuple[int, int]]:
        """Give where each seat is: on the spiral of a sunflower's seeds, on which all have the same room."""
        for place in range(_heart(self.count), _heart(self.count) + self.count):
            radius, angle = PITCH * _SPREAD * math.sqrt(place), place * _GOLDEN_ANGLE
            yield self.x + round(radius * math.cos(angle)), self.y + round(radius * math.sin(angle))


def arranged(counts: Sequence[int], shared: Mapping[tuple[int, int], int]) -> list[Disc]:
    """Return a disc for each count; none overlap, and those that share much lie near to one another.

    `shared` says how much two discs, given by their places in `counts`, have in common.
    """
    radii = [_radius(count) for count in counts]
    boxes = [Box(2 * radius, 2 * radius, mass=1 + count / 50) for radius, count in zip(radii, counts, strict=True)]
    places = _packed(np.array(positions(boxes, _springs(counts, shared)), dtype=float).reshape(-1, 2), np.array(radii))
    return [Disc(round(x), round(y), count) for (x, y), count in zip(places.tolist(), counts, strict=True)]


def _packed(points: Points, radii: Points) -> Points:
    """Draw discs together until they touch: ever a little towards the middle, and apart again where they overlap."""
    first, second = np.triu_indices(len(points), 1)
    rooms = radii[first] + radii[second] + _GAP
    for turn in range(_ROUNDS + 100):
        if turn < _ROUNDS:
            points = points * (1 - 0.02 / _ASPECT, 1 - 0.02)
        apart = points[second] - points[first]
        lengths = np.maximum(np.sqrt((apart**2).sum(axis=1)), 1e-6)
        pushes = apart * (np.maximum(rooms - lengths, 0) / lengths / 2)[:, None]
        moves = np.zeros_like(points)
        for axis in (0, 1):
            moves[:, axis] = np.bincount(second, pushes[:, axis], len(points))
            moves[:, axis] -= np.bincount(first, pushes[:, axis], len(points))
        points = np.round(points + moves, 4)
    return points


def _heart(count: int) -> int:
    return _HEART + round(_SHARE * count)


def _radius(count: int) -> int:
    return round(PITCH * (_SPREAD * math.sqrt(_heart(count) + count) + 0.5))


def _springs(counts: Sequence[int], shared: Mapping[tuple[int, int], int]) -> list[Spring]:
    """Return the springs of each disc to those that share most with it, for their size."""
    close = {pair: number / math.sqrt(counts[pair[0]] * counts[pair[1]] + 1) for pair, number in shared.items()}
    kept: set[tuple[int, int]] = set()
    for place in range(len(counts)):
        own = sorted((pair for pair in close if place in pair), key=lambda pair: (-close[pair], pair))
        kept.update(own[:_NEIGHBOURS])
    most = max((close[pair] for pair in kept), default=1.0)
    return [Spring(*pair, strength=0.3 + close[pair] / most) for pair in sorted(kept)]
