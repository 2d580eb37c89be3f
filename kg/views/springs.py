"""Lets a network come to rest: springs pull tied nodes together, and every node pushes every other away.

The forces are those of Fruchterman and Reingold (1991) with the masses of ForceAtlas2. The pushing is worked out on a
grid by fast Fourier transform, and a large network is first laid out in small: nodes are gathered around their
weightiest neighbours until few are left (Walshaw 2003). The time grows little faster than the number of nodes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Forces", "Places", "Points"]

Points = NDArray[np.float64]
Places = NDArray[np.int64]
_Some = NDArray[np.bool_]

_GRAVITY = 0.02
#: Below this number of nodes nothing is gained by laying out a smaller network first.
_FEW = 120
#: A gathered network must be smaller by this much, or it is not worth its steps.
_SHRINKS = 0.75
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Forces:
    """What moves the nodes: their masses, the ends (n, 2) and strengths (n) of their springs, and the grid of pushes.

    `spread` is how far apart the nodes lie at rest, roughly: half the width of the whole.
    """

    masses: Points
    ends: Places
    strengths: Points
    grid: _Grid
    spread: float

    @classmethod
    def between(cls, masses: Points, ends: Places, strengths: Points, *, spread: float | None = None) -> Forces:
        """Return the forces of a network; `ends` are pairs of places in `masses`."""
        count = len(masses)
        return cls(masses, ends, strengths, _Grid.over(count), math.sqrt(count) if spread is None else spread)

    def rest(self, *, steps: int, finishing: int) -> Points:
        """Return where the nodes come to rest: after so many steps of the smallest network, and `finishing` of others.

        After each step the coordinates are rounded to a fixed grid, so that the last bits, in which processors differ,
        are gone before they can grow.
        """
        found = _gathered(self) if len(self.masses) > _FEW else None
        if found is None:
            return self.settle(
                _spiral(len(self.masses)) * (self.spread / math.sqrt(len(self.masses))), steps, heat=0.35
            )
        groups, smaller = found
        points = smaller.rest(steps=steps, finishing=finishing)[groups]
        points = self._drawn_in(points) + _spiral(len(points)) * 0.02
        return self.settle(points, finishing, heat=0.08)

    def settle(self, points: Points, steps: int, *, heat: float, pinned: _Some | None = None) -> Points:
        """Move the points step by step, ever less far, until they rest; pinned ones stay where they are."""
        reach = self.spread * heat
        for step in range(steps):
            forces = self.grid.push(points, self.masses) + self._pull(points)
            forces -= _GRAVITY * self.masses[:, None] * points
            moves = _limited(forces / self.masses[:, None], reach * (1 - step / steps) ** 1.5 + 0.002)
            if pinned is not None:
                moves[pinned] = 0
            points = np.round(points + moves, 6)
        return points

    def evened(self, points: Points, areas: Points, *, steps: int, pinned: _Some | None = None) -> Points:
        """Move the points from where they are crowded to where there is room, the whole keeping its size.

        Each pushes as much as its area, and the whole is held together: they rest where they are evenly spread.
        """
        across, down = np.ptp(points, axis=0).tolist()
        held = _GRAVITY * across * down / 4  # the push of all at which an even spread of this width rests
        masses = areas * (max(held, 1e-6) / float(areas.sum()))
        springless = Forces(masses, self.ends[:0], self.strengths[:0], self.grid, self.spread)
        return springless.settle(points - points.mean(axis=0), steps, heat=0.12, pinned=pinned)

    def _pull(self, points: Points) -> Points:
        origins, targets = self.ends.T
        pulls = (points[targets] - points[origins]) * self.strengths[:, None]
        forces = np.empty_like(points)
        for axis in (0, 1):
            forces[:, axis] = np.bincount(origins, pulls[:, axis], len(points))
            forces[:, axis] -= np.bincount(targets, pulls[:, axis], len(points))
        return forces

    def _drawn_in(self, points: Points) -> Points:
        """Move each point half of the way to the middle of those it is tied to."""
        origins, targets = self.ends.T
        weights = np.bincount(origins, self.strengths, len(points)) + np.bincount(targets, self.strengths, len(points))
        middles: Points = points + self._pull(points) / np.maximum(weights, 1e-9)[:, None]
        return (points + middles) / 2


def _gathered(forces: Forces) -> tuple[Places, Forces] | None:
    """Return a smaller network with each node's place in it, or `None` if it would not be much smaller.

    The weightiest node gathers its neighbours, then the weightiest that is left gathers those that are left, and so on.
    """
    count = len(forces.masses)
    groups = np.array(_groups(forces), dtype=np.int64)
    few = int(groups.max()) + 1
    if few > count * _SHRINKS:
        return None
    ends = np.sort(groups[forces.ends], axis=1)
    apart = ends[:, 0] != ends[:, 1]
    pairs, which = np.unique(ends[apart] @ np.array((few, 1)), return_inverse=True)
    strengths = np.bincount(which, forces.strengths[apart], len(pairs)).astype(np.float64)
    masses = np.bincount(groups, forces.masses).astype(np.float64)
    joined = np.stack((pairs // few, pairs % few), axis=1)
    return groups, Forces.between(masses, joined, strengths, spread=forces.spread)


def _groups(forces: Forces) -> list[int]:
    near: list[list[int]] = [[] for _ in forces.masses]
    for origin, target in forces.ends.tolist():
        near[origin].append(target)
        near[target].append(origin)
    groups = [-1] * len(near)
    found = 0
    for node in np.argsort(-forces.masses, kind="stable").tolist():
        if groups[node] < 0:
            for other in (node, *near[node]):
                groups[other] = found if groups[other] < 0 else groups[other]
            found += 1
    return groups


def _spiral(count: int) -> Points:
    """Return points evenly spread over a disc, as sunflower seeds are."""
    places = np.arange(count)
    radii, angles = np.sqrt(places + 0.5), places * _GOLDEN_ANGLE
    return np.round(np.stack((radii * np.cos(angles), radii * np.sin(angles)), axis=1), 6)


def _limited(moves: Points, heat: float) -> Points:
    lengths: Points = np.sqrt(moves[:, :1] ** 2 + moves[:, 1:] ** 2)
    kept: Points = np.minimum(1, heat / np.maximum(lengths, 1e-9))
    return moves * kept


@dataclass(frozen=True, slots=True)
class _Grid:
    """A square grid on which the pushes of all nodes are one convolution; `kernel` is transformed beforehand."""

    size: int
    kernel: NDArray[np.complex128]

    @classmethod
    def over(cls, count: int) -> _Grid:
        size = min(384, max(48, 16 * math.ceil(1.25 * math.sqrt(count) / 16)))
        offsets = np.fft.fftfreq(2 * size, 1 / (2 * size))
        squares = offsets[:, None] ** 2 + offsets[None, :] ** 2 + 0.25
        return cls(size, np.fft.rfft2(np.log(squares) / 2))

    def push(self, points: Points, masses: Points) -> Points:
        """Return the force on each point: along the line from every other, falling with the distance."""
        low = points.min(axis=0)
        cell = max(float((points.max(axis=0) - low).max()), 1e-3) / (self.size - 4)
        corners = list(self._corners((points - low) / cell + 1))  # at the rim, a point would push itself
        wide = self.size * 2
        laid = sum(np.bincount(places, masses * shares, self.size**2) for places, shares in corners)
        spectrum = np.fft.rfft2(np.asarray(laid).reshape(self.size, self.size), (wide, wide))
        height = np.fft.irfft2(spectrum * self.kernel, (wide, wide))[: self.size, : self.size]
        down, across = np.gradient(height)
        forces = np.empty_like(points)
        for axis, field in enumerate((across.ravel(), down.ravel())):
            forces[:, axis] = sum(field[places] * shares for places, shares in corners)
        return forces * masses[:, None] / cell

    def _corners(self, where: Points) -> Iterator[tuple[Places, Points]]:
        """Give, for each corner of the points' cells, its places on the flat grid and the points' shares in it."""
        floors = np.floor(where).astype(np.int64)
        inside = where - floors
        for right in (0, 1):
            for below in (0, 1):
                shares = np.abs(1 - right - inside[:, 0]) * np.abs(1 - below - inside[:, 1])
                yield (floors[:, 1] + below) * self.size + floors[:, 0] + right, shares
