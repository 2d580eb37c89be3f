"""Networks come to rest in the same places every time, the tied near to one another, also when they are large."""

from __future__ import annotations

import numpy as np

from kg.views.springs import Forces, Points


def _rings(rings: int, members: int) -> Forces:
    """Rings that nothing ties to one another, each with a hub."""
    hubs = np.arange(rings) * members
    ends = [(hub, hub + place) for hub in hubs for place in range(1, members)]
    masses = np.ones(rings * members)
    masses[hubs] += members
    return Forces.between(masses, np.array(ends), np.ones(len(ends)))


def _crowding(points: Points) -> float:
    """How unevenly points are spread over a grid: 0 where every cell has as many."""
    counts = np.histogram2d(points[:, 0], points[:, 1], bins=8)[0]
    return float(counts.std() / counts.mean())


def test_the_tied_lie_together() -> None:
    points = _rings(20, 15).rest(steps=80, finishing=20).reshape(20, 15, 2)
    within = np.linalg.norm(points - points[:, :1], axis=2).mean()
    between = np.linalg.norm(points[:, 0][:, None] - points[:, 0][None], axis=2).mean()
    assert within * 3 < between


def test_the_same_rest_twice() -> None:
    one, two = (_rings(20, 15).rest(steps=40, finishing=10) for _ in range(2))
    assert (one == two).all()


def test_every_point_is_finite() -> None:
    points = _rings(60, 10).rest(steps=40, finishing=10)
    assert np.isfinite(points).all()
    assert len(points) == 600


def test_what_is_pinned_stays() -> None:
    forces = _rings(10, 10)
    before = forces.rest(steps=20, finishing=5)
    pinned = np.arange(100) % 10 == 0
    after = forces.settle(before, 10, heat=0.2, pinned=pinned)
    assert (after[pinned] == before[pinned]).all()
    assert (after[~pinned] != before[~pinned]).any()


def test_a_crowd_spreads() -> None:
    forces = _rings(1, 400)
    place = np.arange(400)
    crowded = np.stack((np.cos(place) * place**3, np.sin(place) * place**3), axis=1) / 400**3 * 20
    even = forces.evened(crowded, np.ones(400), steps=40)
    assert _crowding(even) < _crowding(crowded) / 2


def test_a_heavy_node_gathers_its_own() -> None:
    """A large network is laid out in small first; without that its halves would lie through one another."""
    forces = _rings(2, 400)
    points = forces.rest(steps=60, finishing=5)
    nearer = np.linalg.norm(points - points[0], axis=1) < np.linalg.norm(points - points[400], axis=1)
    assert nearer[:400].mean() > 0.9
    assert nearer[400:].mean() < 0.1
