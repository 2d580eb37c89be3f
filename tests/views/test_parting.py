"""Boxes end apart and, where they did not overlap, where they were."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.views.parting import part
from kg.views.springs import Points


def _overlaps(points: Points, sizes: Points) -> int:
    first, second = np.triu_indices(len(points), 1)
    lacks = (sizes[first] + sizes[second]) / 2 - np.abs(points[second] - points[first])
    return int((lacks > 1).all(axis=1).sum())


def test_what_does_not_overlap_stays() -> None:
    points = np.array([(0.0, 0.0), (30.0, 0.0), (0.0, 30.0)])
    assert (part(points, np.full((3, 2), 20.0)) == points).all()


def test_a_pair_parts_along_the_shorter_way() -> None:
    moved = part(np.array([(0.0, 0.0), (4.0, 1.0)]), np.array([(40.0, 10.0)] * 2))
    assert np.abs(moved[1] - moved[0])[1] > 9
    assert moved[1][0] - moved[0][0] == 4


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 300)] * 2, st.integers(5, 90), st.integers(5, 40)), min_size=2, max_size=60))
def test_no_boxes_overlap(found: list[tuple[int, int, int, int]]) -> None:
    points = np.array([(x + place / 7, y + place / 11) for place, (x, y, _, _) in enumerate(found)])
    sizes = np.array([(width, height) for *_, width, height in found], dtype=float)
    assert _overlaps(part(points, sizes), sizes) == 0
