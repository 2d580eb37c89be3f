"""Where the nodes of a network lie: worked out beforehand, so that a page opens with nothing moving.

Springs pull tied nodes together and every node pushes every other away (Fruchterman and Reingold 1991, with the masses
of ForceAtlas2). The pushing is worked out on a grid by fast Fourier transform, so that the time grows little faster
than the number of nodes. Boxes that overlap at the end are pushed apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Spring", "positions"]

_Points = NDArray[np.float64]
_Places = NDArray[np.int64]

_STEPS = 260
_GRAVITY = 0.02
#: How much of the drawing the boxes may fill; the rest is the air between them.
_FILL = 0.5
#: Width to height of the drawing, before overlapping boxes move apart (they move up and down more often).
_ASPECT = 1.3
#: How far the spacing goes towards even (0: as the springs leave it; 1: a uniform spread on either axis).
_EVENNESS = 0.5
_ROUNDS = 400
_ROUNDS_IN_PLACE = 200
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


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

    The same boxes and springs give the same positions: after each step the coordinates are rounded to a fixed grid, so
    that the last bits, in which processors differ, are gone before they can grow.
    """
    if not boxes:
        return []
    sizes = np.array([(box.width, box.height) for box in boxes])
    forces = _Forces.between(boxes, springs)
    points = _spread(_level(forces.settle(_spiral(len(boxes)), _STEPS, heat=0.35)))
    unit = _unit(points, sizes)
    named = np.array([box.far is not None for box in boxes])
    if named.any():
        wide = np.array([box.far for box in boxes if box.far])
        points[named] = _part(points[named] * unit, wide) / unit
        points = forces.settle(points, _STEPS // 4, heat=0.05, pinned=named)
    points = _part(points * unit, sizes)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return [(round(x), round(y)) for x, y in points.tolist()]


# -- Springs and pushes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Forces:
    """What moves the nodes: their masses, the ends and strengths of their springs, and the grid for their pushes."""

    masses: _Points
    ends: _Places
    strengths: _Points
    grid: _Grid

    @classmethod
    def between(cls, boxes: Sequence[Box], springs: Sequence[Spring]) -> _Forces:
        return cls(
            np.array([box.mass for box in boxes]),
            np.array([(spring.origin, spring.target) for spring in springs], dtype=np.int64).reshape(-1, 2),
            np.array([spring.strength for spring in springs]),
            _Grid.over(len(boxes)),
        )

    def settle(self, points: _Points, steps: int, *, heat: float, pinned: NDArray[np.bool_] | None = None) -> _Points:
        """Move the points step by step, ever less far, until they rest; pinned ones stay where they are."""
        reach = math.sqrt(len(points)) * heat
        for step in range(steps):
            forces = self.grid.push(points, self.masses) + self._pull(points)
            forces -= _GRAVITY * self.masses[:, None] * points
            moves = _limited(forces / self.masses[:, None], reach * (1 - step / steps) ** 1.5 + 0.002)
            if pinned is not None:
                moves[pinned] = 0
            points = np.round(points + moves, 6)
        return points

    def _pull(self, points: _Points) -> _Points:
        origins, targets = self.ends.T
        pulls = (points[targets] - points[origins]) * self.strengths[:, None]
        forces = np.empty_like(points)
        for axis in (0, 1):
            forces[:, axis] = np.bincount(origins, pulls[:, axis], len(points))
            forces[:, axis] -= np.bincount(targets, pulls[:, axis], len(points))
        return forces


def _spiral(count: int) -> _Points:
    """Return points evenly spread over a disc, as sunflower seeds are."""
    radii = [math.sqrt(place + 0.5) for place in range(count)]
    return np.array(
        [(r * math.cos(place * _GOLDEN_ANGLE), r * math.sin(place * _GOLDEN_ANGLE)) for place, r in enumerate(radii)]
    ).round(6)


def _limited(moves: _Points, heat: float) -> _Points:
    lengths: _Points = np.sqrt((moves**2).sum(axis=1, keepdims=True))
    kept: _Points = np.minimum(1, heat / np.maximum(lengths, 1e-9))
    return moves * kept


@dataclass(frozen=True, slots=True)
class _Grid:
    """A square grid on which the pushes of all nodes are one convolution; `kernels` are transformed beforehand."""

    size: int
    kernels: tuple[NDArray[np.complex128], NDArray[np.complex128]]

    @classmethod
    def over(cls, count: int) -> _Grid:
        size = 2 ** min(9, max(6, math.ceil(math.log2(1.25 * math.sqrt(count)))))
        offsets = np.fft.fftfreq(2 * size, 1 / (2 * size))
        down, across = offsets[:, None], offsets[None, :]
        squares = down**2 + across**2 + 0.25
        return cls(size, (np.fft.rfft2(across / squares), np.fft.rfft2(down / squares)))

    def push(self, points: _Points, masses: _Points) -> _Points:
        """Return the force on each point: along the line from every other, falling with the distance."""
        low = points.min(axis=0)
        cell = max(float((points.max(axis=0) - low).max()), 1e-3) / (self.size - 2)
        corners = list(self._corners((points - low) / cell))
        wide = self.size * 2
        laid = sum(np.bincount(places, masses * shares, self.size**2) for places, shares in corners)
        spectrum = np.fft.rfft2(np.asarray(laid).reshape(self.size, self.size), (wide, wide))
        forces = np.empty_like(points)
        for axis, kernel in enumerate(self.kernels):
            field = np.fft.irfft2(spectrum * kernel, (wide, wide))[: self.size, : self.size].ravel()
            forces[:, axis] = sum(field[places] * shares for places, shares in corners)
        return forces * masses[:, None] / cell

    def _corners(self, where: _Points) -> Iterator[tuple[_Places, _Points]]:
        """Give, for each corner of the points' cells, its places on the flat grid and the points' shares in it."""
        floors = np.floor(where).astype(np.int64)
        inside = where - floors
        for right in (0, 1):
            for below in (0, 1):
                shares = np.abs(1 - right - inside[:, 0]) * np.abs(1 - below - inside[:, 1])
                yield (floors[:, 1] + below) * self.size + floors[:, 0] + right, shares


# -- From points to a drawing ------------------------------------------------------------------------------------------


def _level(points: _Points) -> _Points:
    """Turn the points so that they spread widest from left to right, as screens do."""
    points = points - points.mean(axis=0)
    (xx, xy), (_, yy) = (points.T @ points).tolist()
    angle = math.atan2(2 * xy, xx - yy) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    turned: _Points = points @ np.array(((cos, -sin), (sin, cos)))
    return np.round(turned, 6)


def _spread(points: _Points) -> _Points:
    """Move each coordinate part of the way to where even spacing would put it, and give the whole a screen's shape."""
    across, down = np.maximum(np.ptp(points, axis=0), 1e-6).tolist()
    ranks = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0) / max(len(points) - 1, 1) - 0.5
    points = points * (1 - _EVENNESS) + ranks * (across, down) * _EVENNESS
    stretch = min(1.6, max(0.6, math.sqrt(_ASPECT * down / across)))
    shaped: _Points = points * np.array((stretch, 1 / stretch))
    return np.round(shaped, 6)


def _unit(points: _Points, sizes: _Points) -> float:
    """Return by how much to enlarge the points so that the boxes fill the drawing as far as they should."""
    across, down = np.ptp(points, axis=0).tolist()
    area = max(across * down, across**2 / 8, down**2 / 8, 1e-6)  # points on a line have none of their own
    return math.sqrt(float(sizes.prod(axis=1).sum()) / _FILL / area) if len(points) > 1 else 1.0


def _part(points: _Points, sizes: _Points) -> _Points:
    """Push overlapping boxes apart, each pair along the axis on which they overlap less, until none do.

    Where there is too little room for all, the whole grows.
    """
    for turn in range(_ROUNDS):
        first, second = _near(points, float(sizes.max()))
        apart = points[second] - points[first]
        lacks = (sizes[first] + sizes[second]) / 2 - np.abs(apart)
        clash = (lacks > 0.5).all(axis=1)
        if not clash.any():
            break
        first, second, apart, lacks = first[clash], second[clash], apart[clash], lacks[clash]
        across = lacks[:, 0] < lacks[:, 1]
        for axis, chosen in ((0, across), (1, ~across)):
            pushes = np.where(apart[:, axis] < 0, -1, 1) * lacks[:, axis] * chosen * 0.45
            points[:, axis] += np.bincount(second, pushes, len(points)) - np.bincount(first, pushes, len(points))
        points = np.round(points * (1.005 if turn > _ROUNDS_IN_PLACE else 1), 4)
    return points


def _near(points: _Points, reach: float) -> tuple[_Places, _Places]:
    """Return the pairs of points that lie in one cell, or in neighbouring cells, of a grid of width `reach`."""
    cells = np.floor((points - points.min(axis=0)) / reach).astype(np.int64)
    width = int(cells[:, 0].max()) + 3
    flat = cells[:, 1] * width + cells[:, 0]
    order = np.argsort(flat, kind="stable")
    ranked = flat[order]
    pairs = [_joined(order, ranked, flat[order] + step) for step in (1, width - 1, width, width + 1)]
    pairs.append(_joined(order, ranked, ranked, after_self=True))
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


def _joined(order: _Places, ranked: _Places, wanted: _Places, *, after_self: bool = False) -> tuple[_Places, _Places]:
    """Pair each point of `order` with the points whose cell is the wanted one; within its own cell, the later ones."""
    starts = np.arange(1, len(order) + 1) if after_self else np.searchsorted(ranked, wanted, "left")
    counts = np.maximum(np.searchsorted(ranked, wanted, "right") - starts, 0)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(order, counts), order[np.repeat(starts, counts) + offsets]
