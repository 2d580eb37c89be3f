"""Where the nodes of a network lie: worked out beforehand, so that a page opens with nothing moving.

What is tied comes to lie together (`kg.views.springs`), the whole takes the shape of a screen, and boxes that overlap
are pushed apart (`kg.views.parting`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.views.parting import part
from kg.views.springs import Forces, Points

__all__ = ["Box", "Spring", "positions"]

_STEPS = 200
_FINISHING = 40
#: How much of the drawing the boxes may fill; the rest is the air between them.
_FILL = 0.5
#: Width to height of the drawing, before overlapping boxes move apart (they move up and down more often).
_ASPECT = 1.3
#: How far the spacing goes towards even (0: as the springs leave it; 1: a uniform spread on either axis).
_EVENNESS = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a node needs, in the units of the drawing, and how strongly it pushes others away.

    `far` is the room that a node with a name keeps from others that have one, so that their names can be read when the
    whole is seen from afar.
    """

    width: float
    height: float
    mass: float = 1.0
    far: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Spring:
    """A tie between two nodes, given by their places in the sequence of boxes; a stronger one is shorter."""

    origin: int
    target: int
    strength: float = 1.0


def positions(boxes: Sequence[Box], springs: Sequence[Spring]) -> list[tuple[int, int]]:
    """Return where the middle of each box lies, around (0, 0), y growing downwards.

    The same boxes and springs give the same positions.
    """
    if not boxes:
        return []
    sizes = np.array([(box.width, box.height) for box in boxes])
    areas = np.array([math.prod(box.far or (box.width, box.height)) for box in boxes])
    forces = _forces(boxes, springs)
    points = forces.rest(steps=_STEPS, finishing=_FINISHING)
    points = _spread(_level(forces.evened(points, areas, steps=_FINISHING)))
    unit = _unit(points, areas)
    named = np.array([box.far is not None for box in boxes])
    if named.any():
        wide = np.array([box.far for box in boxes if box.far])
        points[named] = part(points[named] * unit, wide) / unit
        points = forces.settle(points, _FINISHING // 2, heat=0.05, pinned=named)
        points = forces.evened(points, areas, steps=_FINISHING // 2, pinned=named)
    points = part(points * unit, sizes)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return [(round(x), round(y)) for x, y in points.tolist()]


def _forces(boxes: Sequence[Box], springs: Sequence[Spring]) -> Forces:
    return Forces.between(
        np.array([box.mass for box in boxes]),
        np.array([(spring.origin, spring.target) for spring in springs], dtype=np.int64).reshape(-1, 2),
        np.array([spring.strength for spring in springs]),
    )


def _level(points: Points) -> Points:
    """Turn the points so that they spread widest from left to right, as screens do."""
    points = points - points.mean(axis=0)
    (xx, xy), (_, yy) = (points.T @ points).tolist()
    angle = math.atan2(2 * xy, xx - yy) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    turned: Points = points @ np.array(((cos, -sin), (sin, cos)))
    return np.round(turned, 6)


def _spread(points: Points) -> Points:
    """Move each coordinate part of the way to where even spacing would put it, and give the whole a screen's shape."""
    across, down = np.maximum(np.ptp(points, axis=0), 1e-6).tolist()
    ranks = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0) / max(len(points) - 1, 1) - 0.5
    points = points * (1 - _EVENNESS) + ranks * (across, down) * _EVENNESS
    stretch = min(1.6, max(0.6, math.sqrt(_ASPECT * down / across)))
    shaped: Points = points * np.array((stretch, 1 / stretch))
    return np.round(shaped, 6)


def _unit(points: Points, areas: Points) -> float:
    """Return by how much to enlarge the points so that the boxes fill the drawing as far as they should."""
    across, down = np.ptp(points, axis=0).tolist()
    area = max(across * down, across**2 / 8, down**2 / 8, 1e-6)  # points on a line have none of their own
    return math.sqrt(float(areas.sum()) / _FILL / area) if len(points) > 1 else 1.0
