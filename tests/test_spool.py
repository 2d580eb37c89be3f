"""What is sorted and kept on disk comes back as from memory, as often as one likes."""

from __future__ import annotations

import random

import pytest

from kg import spool


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 1_000])
def test_items_come_back_sorted_whether_they_fit_or_not(count: int) -> None:
    choose = random.Random(count)  # noqa: S311 - the same items in every run
    items = [(choose.randint(0, 50), number) for number in range(count)]
    found = spool.ordered(iter(items), lambda item: item[0], most=10)
    assert list(found) == sorted(items, key=lambda item: item[0]), "equal ones stay in their order"
    assert list(found) == list(found)
    assert len(found) == count
    assert isinstance(found, tuple) == (count < 10)


@pytest.mark.parametrize("count", [0, 9, 10, 1_000])
def test_items_come_back_as_they_came(count: int) -> None:
    found = spool.kept(iter(range(count)), most=10)
    assert list(found) == list(found) == list(range(count))
    assert len(found) == count
    assert (count - 1 in found) == bool(count)
    assert count not in found


def test_two_can_go_through_at_the_same_time() -> None:
    found = spool.ordered(range(1_000, 0, -1), lambda item: item, most=100)
    assert list(zip(found, found, strict=True)) == [(number, number) for number in range(1, 1_001)]
    assert 1_000 in found
    assert 0 not in found
