"""Similarity by arrays is that of sets, of the SPARQL question, and says why."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpora import store
from kg import queries
from kg.analysis import Profiles, Unit, alike, pairs, similarity
from kg.errors import QueryError
from kg.store import Store
from kg.vocabulary import STATEMENT_KINDS, Kind

SETS = st.lists(st.frozensets(st.integers(0, 6), max_size=5), min_size=1, max_size=14)


def profiles(sets: list[frozenset[int]]) -> Profiles:
    """Profiles of these themes, of which number 6 is `other`."""
    matrix = np.array([[theme in found for theme in range(6)] for found in sets], dtype=np.uint8)
    sizes = np.array([len(found) for found in sets], dtype=np.int64)
    cases, themes = (tuple(f"urn:{kind}:{n:02}" for n in range(many)) for kind, many in (("c", len(sets)), ("t", 6)))
    return Profiles(Kind.PROBLEM, Unit.CASE, cases, themes, matrix, sizes, Store())


def by_hand(sets: list[frozenset[int]]) -> list[similarity.Likeness]:
    found = []
    for (i, one), (j, two) in combinations(enumerate(sets), 2):
        shared = len((one & two) - {6})
        if shared:
            found.append(similarity.Likeness(i, j, shared, len(one) + len(two) - shared))
    return sorted(found, key=lambda pair: (-pair.shared / pair.in_either, -pair.shared, pair.case, pair.other))


@given(sets=SETS, top=st.integers(1, 12), least=st.sampled_from([0.0, 0.2, 1 / 3, 0.5, 1.0]), block=st.integers(1, 40))
def test_all_pairs_are_those_of_sets_however_large_a_block(
    sets: list[frozenset[int]], top: int, least: float, block: int
) -> None:
    expected = by_hand(sets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similarity, "_BLOCK", block)
        best, sharing = similarity.best_pairs(profiles(sets), least=least, top=top)
    assert best == [pair for pair in expected if pair.shared / pair.in_either >= least][:top]
    assert sharing == len(expected)


@given(sets=SETS)
def test_likeness_is_symmetric_and_one_for_equal_sets(sets: list[frozenset[int]]) -> None:
    of = profiles(sets)
    rows = [similarity.counts(of, row) for row in range(len(sets))]
    for (i, one), (j, two) in combinations(enumerate(sets), 2):
        for known in (0, 1):
            assert rows[i][known][j] == rows[j][known][i]
        if one == two and one and 6 not in one:
            assert rows[i][0][j] == rows[i][1][j] == len(one)
        if not one:
            assert rows[i][0][j] == 0


def test_a_half_is_rounded_up_as_in_sparql() -> None:
    assert similarity.Likeness(0, 1, 1, 16).jaccard == 0.063


@pytest.mark.parametrize("role", STATEMENT_KINDS)
@pytest.mark.parametrize("case", ["J City", "Z city", "China", "S City", "Linhai", "Hangzhou", "nowhere"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_sparql_gives_the_same_rows(case: str, role: Kind, language: str, seed_store: Store) -> None:
    asked = queries.run(seed_store, queries.load("case_similarity"), case=case, role=role, language=language)
    found = alike(Profiles.of(seed_store, role), case, top=None, language=language)
    assert (found.columns, found.rows) == (asked.columns, asked.rows)


def test_the_seeds_share_what_their_abstracts_say(seed_store: Store) -> None:
    found = pairs(Profiles.of(seed_store))
    said = {(row["case"], row["other"]): (row["shared"], row["in_either"], row["jaccard"]) for row in found}
    assert said == {
        ("Z city", "W District,S City"): (2, 7, 0.286),
        ("Z city", "J City"): (1, 7, 0.143),
        ("J City", "W District,S City"): (1, 8, 0.125),
    }
    assert {row["theme"] for row in found} == {"data sharing", "awareness and ideas"}
    assert dict(found.denominators)["cases examined"] == 4
    assert dict(found.denominators)["cases with reported problems"] == 3


def test_silence_is_like_nothing_and_says_so(seed_store: Store) -> None:
    of = Profiles.of(seed_store)
    assert "Silence is not absence" in alike(of, "Linhai").note
    assert "未报告" in alike(of, "Linhai", language="zh").note
    assert "comparator" in alike(of, "Hangzhou").note
    assert "Fewer than two" in pairs(Profiles.of(seed_store, "achievement")).note
    assert "that degree" in alike(of, "J City", least=0.9).note


def test_other_is_never_shared_but_counts_for_each() -> None:
    found = pairs(Profiles.of(store({"a": ["talent", "other"], "b": ["talent", "other"], "c": ["other"]})))
    assert [(row["shared"], row["in_either"]) for row in found] == [(1, 3)]
    assert dict(found.denominators)["of these, cases with no theme but `other`"] == 1


def test_one_place_in_two_studies_is_two_cases_and_one_name_is_no_place() -> None:
    everyone = store({"a": ["talent"], "b": ["talent"], "c": ["talent"]}, a="linhai-zhejiang", b="linhai-zhejiang")
    found = alike(Profiles.of(everyone), "A City")
    places = {(row["study"], row["other_study"]): row["same_place"] for row in found}
    assert len(places) == 6
    assert {pair for pair, place in places.items() if place == "Linhai"} == {("a", "b"), ("b", "a")}
    assert {place for pair, place in places.items() if "c" in pair} == {None}


def test_equally_alike_cases_come_in_the_order_of_their_iris() -> None:
    of = Profiles.of(store({code: ["talent", "funding"] for code in "dbca"}))
    assert [row["other_study"] for row in alike(of, "a-k1", top=2)] == ["b", "b", "c", "c"]
    assert [(row["study"], row["other_study"]) for row in pairs(of, top=1)] == [("a", "b"), ("a", "b")]


def test_what_is_no_role_or_language_is_refused(seed_store: Store) -> None:
    with pytest.raises(QueryError, match="role is one of problem"):
        Profiles.of(seed_store, "method")
    with pytest.raises(QueryError, match="languages are en and zh"):
        pairs(Profiles.of(seed_store), language="fr")
