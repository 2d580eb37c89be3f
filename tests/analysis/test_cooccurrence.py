"""Themes that stand together are counted as sets would be, and no more is said than the counts allow."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from analysis.corpora import THEMES, store
from kg.analysis import Cooccurrence, cooccurrence
from kg.analysis.cooccurrence import FEWEST, Together
from kg.store import Store


def test_the_seeds_say_what_stands_together_and_that_they_are_few(seed_store: Store) -> None:
    found = cooccurrence(Cooccurrence.of(seed_store))
    assert found.rows == (("awareness and ideas", "problem", "data sharing", "problem", 2, 2, 3, None, None),)
    assert found.note.startswith("Too few to tell: 4 report both roles")
    assert dict(found.denominators) == {
        "studies": 5,
        "studies that report both roles": 4,
        "pairs of themes that stand together at least once": 24,
    }


def test_two_roles_may_share_a_theme(seed_store: Store) -> None:
    (row,) = [
        row
        for row in cooccurrence(Cooccurrence.of(seed_store, "countermeasure", "problem"), least=1)
        if row["theme"] == row["other_theme"] == "manpower and workload"
    ]
    assert (row["role"], row["other_role"], row["together"]) == ("countermeasure", "problem", 1)
    assert cooccurrence(Cooccurrence.of(seed_store, "achievement", "cause")).note.startswith("No two themes")


COUNTS: SearchStrategy[tuple[int, int, int, int]] = st.tuples(*[st.integers(1, 50)] * 4)


@given(counts=COUNTS)
def test_lift_and_npmi_are_those_of_the_books(counts: tuple[int, int, int, int]) -> None:
    both, one, two, neither = counts
    pair = Together("a", "b", both, both + one, both + two, both + one + two + neither)
    if pair.all < FEWEST:
        assert pair.lift is pair.npmi is None
        return
    expected = (both / pair.all) / ((pair.with_theme / pair.all) * (pair.with_other / pair.all))
    assert pair.lift == pytest.approx(expected)
    assert pair.npmi == pytest.approx(math.log(expected) / -math.log(both / pair.all))
    assert -1 <= (pair.npmi or 0) <= 1


def test_npmi_is_one_for_what_never_stands_alone_and_nothing_for_what_stands_everywhere() -> None:
    assert Together("a", "b", 5, 5, 5, 20).npmi == pytest.approx(1)
    assert Together("a", "b", 20, 20, 20, 20).npmi is None


def test_the_network_weighs_edges_by_how_often_and_names_both_languages(seed_store: Store) -> None:
    drawn = Cooccurrence.of(seed_store).network()
    themes = {data["label"]: theme for theme, data in drawn.nodes(data=True)}
    edge = drawn.edges[themes["awareness and ideas"], themes["data sharing"]]
    assert edge == {"kind": "stands together", "weight": 2}
    assert drawn.nodes[themes["data sharing"]]["label_zh"]
    assert drawn.nodes[themes["data sharing"]]["count"] == 3
    two = Cooccurrence.of(seed_store, "cause", "problem").network()
    assert {data["role"] for _, data in two.nodes(data=True)} == {"cause", "problem"}


def test_silent_studies_are_in_no_denominator_of_lift() -> None:
    reported = {f"s{n:02}": list(THEMES[: 1 + n % 3]) for n in range(12)} | {f"z{n}": [] for n in range(8)}
    found = Cooccurrence.of(store(reported))
    assert {pair.all for pair in found.pairs()} == {12}
