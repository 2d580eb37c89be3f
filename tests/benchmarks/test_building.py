"""Graphs are built in sizes that are ten times one another, and the table says how much more each takes."""

from __future__ import annotations

from benchmarks import building
from benchmarks.builder import Cost


def cost(times: float) -> Cost:
    return Cost(cpu=2.0 * times, seconds=3.0 * times, megabytes=100 + times, unloaded=50 + times)


def test_sizes_go_on_as_far_as_is_asked() -> None:
    assert list(building._sizes(10_000, 0)) == [1_000, 10_000]
    assert list(building._sizes(10_000, 100_000)) == [1_000, 10_000, 100_000]
    assert list(building._sizes(10_000, 99_999)) == [1_000, 10_000]


def test_the_table_tells_times_and_slopes() -> None:
    figures = building.Figures(
        beside=1_000,
        steps={"turtle": cost(1), "rdflib": cost(120), "units": cost(8)},
        builds={1_000: cost(1), 10_000: cost(10), 100_000: cost(105)},
        touch=cost(0.5),
        workers={"one worker": cost(2), "two workers": cost(1)},
        studies=10_000,
    )
    shown = building.tables(figures)
    assert "| triples and Turtle, kg | 2.00 | 120.0 |" in shown
    assert "| one of 10,000 changed | 1.0 | 1.5 | 100 | 50 |" in shown
    assert "| 100,000 for 10,000 | 10.5 | 10.5 | 1.86 | 2.58 |" in shown
    assert "| two workers | 3.0 | 2.00 |" in shown
