"""Pushes boxes apart that overlap, moving each as little as it must."""

from __future__ import annotations

import numpy as np

from kg.views.springs import Places, Points

__all__ = ["part"]

_ROUNDS = 400
#: From this round on the whole grows, since there is too little room for all.
_PATIENCE = 60
_GROWTH = 1.01
#: How many rounds the pairs that may touch are kept before they are looked for again.
_KEPT = 8
_SLACK = 0.5

_Pairs = tuple[Places, Places, Points]


def part(points: Points, sizes: Points) -> Points:
    """Return the points moved until no two boxes (of widths and heights `sizes`, around them) overlap.

    Each pair moves along the axis on which it overlaps less.
    """
    pairs = _touching(points, sizes)
    for turn in range(_ROUNDS):
        fresh = turn % _KEPT == 0
        if fresh:
            pairs = _touching(points, sizes)
        moved = _pushed(points, pairs)
        if moved is None and fresh:
            break
        if moved is not None:
            points = np.round(moved * (_GROWTH if turn > _PATIENCE else 1), 4)
    return points


def _pushed(points: Points, pairs: _Pairs) -> Points | None:
    """Return the points after one push of every pair that overlaps, or `None` where none does."""
    first, second, rooms = pairs
    apart = points[second] - points[first]
    lacks = rooms - np.abs(apart)
    clash = np.flatnonzero((lacks[:, 0] > _SLACK) & (lacks[:, 1] > _SLACK))
    if not len(clash):
        return None
    first, second, apart, lacks = first[clash], second[clash], apart[clash], lacks[clash]
    across = lacks[:, 0] < lacks[:, 1]
    moved = points.copy()
    for axis, chosen in ((0, across), (1, ~across)):
        pushes = np.where(apart[:, axis] < 0, -1, 1) * lacks[:, axis] * chosen * 0.45
        moved[:, axis] += np.bincount(second, pushes, len(points)) - np.bincount(first, pushes, len(points))
    return moved


def _touching(points: Points, sizes: Points) -> _Pairs:
    """Return the pairs of boxes that overlap or nearly do, with the distance on either axis at which they would not."""
    near = np.median(sizes, axis=0) / 2
    first, second = _near(points, sizes.max(axis=0) + near)
    rooms = (sizes[first] + sizes[second]) / 2
    close = np.flatnonzero((np.abs(points[second] - points[first]) < rooms + near).all(axis=1))
    return first[close], second[close], rooms[close]


def _near(points: Points, reach: Points) -> tuple[Places, Places]:
    """Return the pairs of points that lie in one cell, or in neighbouring cells, of a grid of cells `reach` wide."""
    cells = np.floor((points - points.min(axis=0)) / reach).astype(np.int64)
    width = int(cells[:, 0].max()) + 3
    flat = cells[:, 1] * width + cells[:, 0]
    order = np.argsort(flat, kind="stable")
    ranked = flat[order]
    pairs = [_joined(order, ranked, ranked + step) for step in (1, width - 1, width, width + 1)]
    pairs.append(_joined(order, ranked, ranked, after_self=True))
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


def _joined(order: Places, ranked: Places, wanted: Places, *, after_self: bool = False) -> tuple[Places, Places]:
    """Pair each point of `order` with the points whose cell is the wanted one; within its own cell, the later ones."""
    starts = np.arange(1, len(order) + 1) if after_self else np.searchsorted(ranked, wanted, "left")
    counts = np.maximum(np.searchsorted(ranked, wanted, "right") - starts, 0)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(order, counts), order[np.repeat(starts, counts) + offsets]
