"""Positions are finite, the same every time, apart, and near to what they are tied to."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.views.layout import Box, Spring, positions

STAR = [Box(200, 40, 4.0, far=(300, 80))] * 3 + [Box(90, 30)] * 30
SPOKES = [Spring(place, place % 3) for place in range(3, 33)]


def _overlap(one: tuple[int, int], two: tuple[int, int], first: Box, second: Box) -> bool:
    across = (first.width + second.width) / 2 - abs(one[0] - two[0])
    down = (first.height + second.height) / 2 - abs(one[1] - two[1])
    return min(across, down) > 2


def test_nothing_gives_nothing() -> None:
    assert positions([], []) == []


def test_one_node_lies_in_the_middle() -> None:
    assert positions([Box(10, 10)], []) == [(0, 0)]


def test_boxes_do_not_overlap() -> None:
    found = positions(STAR, SPOKES)
    pairs = itertools.combinations(zip(found, STAR, strict=True), 2)
    assert not [1 for (a, first), (b, second) in pairs if _overlap(a, b, first, second)]


def test_what_is_tied_lies_nearer_than_what_is_not() -> None:
    found = positions(STAR, SPOKES)
    own = [math.dist(found[place], found[place % 3]) for place in range(3, 33)]
    strange = [math.dist(found[place], found[(place + 1) % 3]) for place in range(3, 33)]
    assert sum(own) < 0.7 * sum(strange)


def test_the_drawing_is_centred() -> None:
    found = positions(STAR, SPOKES)
    for axis in (0, 1):
        values = [point[axis] for point in found]
        assert abs(min(values) + max(values)) <= 2


def test_named_nodes_keep_their_distance_for_their_names() -> None:
    hubs = positions(STAR, SPOKES)[:3]
    for one, two in itertools.combinations(hubs, 2):
        assert abs(one[0] - two[0]) > 150 or abs(one[1] - two[1]) > 40


def test_the_same_positions_in_another_process() -> None:
    code = (
        "from kg.views.layout import *; "
        "print(positions([Box(200, 40, 4.0, far=(300, 80))] * 3 + [Box(90, 30)] * 30, "
        "[Spring(p, p % 3) for p in range(3, 33)]))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == str(positions(STAR, SPOKES))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.data())
def test_every_graph_gets_finite_positions(count: int, data: st.DataObject) -> None:
    place = st.integers(0, count - 1)
    ends = data.draw(st.lists(st.tuples(place, place), max_size=60))
    found = positions([Box(60, 20)] * count, [Spring(a, b) for a, b in ends])
    assert len(found) == count
    assert all(abs(x) < 10_000 and abs(y) < 10_000 for x, y in found)
    assert len(set(found)) == count


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_small_graphs_without_ties(count: int) -> None:
    assert len(set(positions([Box(50, 20)] * count, []))) == count
