"""The gap map counts examined cases, and its gaps are those that the question finds."""

from __future__ import annotations

import pytest

from comparison.worlds import mixed
from kg.comparison import GapMap, gap_map
from kg.comparison.gaps import GapState
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.vocabulary import STATEMENT_KINDS


@pytest.fixture(scope="module")
def seeds(seed_store: Store) -> KnowledgeGraph:
    return KnowledgeGraph(seed_store)


def shares(made: GapMap) -> dict[str, tuple[tuple[int, int], ...]]:
    return {line.theme.notation: tuple((share.cases, share.loose) for share in line.shares) for line in made.lines}


def test_cases_are_examined_ones_and_studies_stand_beside_them() -> None:
    made = gap_map(mixed())
    assert shares(made) == {
        "data-sharing": ((2, 0), (0, 0), (1, 0), (0, 0)),
        "data-governance": ((1, 0), (0, 0), (0, 0), (0, 0)),
        "funding": ((0, 1), (0, 0), (0, 0), (0, 0)),
        "talent": ((0, 0), (1, 0), (0, 0), (0, 0)),
    }, "the most frequent problem first, and nothing of the comparator"
    assert [line.gap.state for line in made.lines] == [GapState.PARTIAL, GapState.OPEN, GapState.OPEN, GapState.NONE]
    assert [(line.gap.studies, line.gap.lacking) for line in made.lines] == [(2, 1), (1, 1), (1, 1), (0, 0)]
    assert [said.words for said in made.lines[0].gap.said] == ["few data", "no data"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_gaps_are_those_of_the_question(seeds: KnowledgeGraph, language: str) -> None:
    found = {
        (line.theme.label, said.study, said.words, said.start, said.end)
        for line in gap_map(seeds, language=language).lines
        for said in line.gap.said
    }
    rows = seeds.ask("gap_countermeasures", language=language)
    assert found == {tuple(row[name] for name in ("theme", "study", "problem", "start", "end")) for row in rows}
    assert found


def test_what_nobody_proposes_is_open(seeds: KnowledgeGraph) -> None:
    made = gap_map(seeds)
    rows = seeds.ask("gap_countermeasures", scope="corpus")
    assert {line.theme.label for line in made.lines if line.gap.state is GapState.OPEN} == {r["theme"] for r in rows}


@pytest.mark.parametrize("place", range(4))
def test_the_numbers_are_those_of_recurrence(place: int, seeds: KnowledgeGraph) -> None:
    made = gap_map(seeds)
    rows = seeds.ask("theme_recurrence", role=STATEMENT_KINDS[place].value, min_cases=1)
    found = {line.theme.label: line.shares[place].cases for line in made.lines if line.shares[place].cases}
    assert found == {row["theme"]: row["cases"] for row in rows}


def test_the_denominators_add_up(seeds: KnowledgeGraph) -> None:
    made = gap_map(seeds)
    counts = dict(made.denominators)
    states = [line.gap.state for line in made.lines]
    assert counts["cases examined"] == 4
    assert counts["themes"] == len(states)
    assert counts["themes that are a problem"] == len(states) - states.count(GapState.NONE)
    assert [line.gap.is_open for line in made.lines].count(True) == sum(list(counts.values())[-2:])


def test_an_empty_graph_has_no_gaps() -> None:
    made = gap_map(KnowledgeGraph(Store()))
    assert (made.lines, made.examined) == ((), 0)
