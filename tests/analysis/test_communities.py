"""Groups are found where there are any, and none are invented."""

from __future__ import annotations

from random import Random

import pytest

from analysis.corpora import THEMES, store
from kg.analysis import Grouped, Profiles, case_network, centrality, communities, theme_network
from kg.analysis.communities import grouped
from kg.store import Store


@pytest.fixture(scope="module")
def planted() -> Profiles:
    """Two groups of themes that never mix."""
    halves = (("awareness", "data-sharing", "funding"), ("manpower", "platform", "talent"))
    chance = Random(3)  # noqa: S311 - any order will do
    return Profiles.of(store({f"s{n:02}": chance.sample(halves[n % 2], 2) for n in range(30)}))


@pytest.fixture(scope="module")
def mixed() -> Profiles:
    """Themes that go with each other by chance alone."""
    chance = Random(4)  # noqa: S311 - any order will do
    return Profiles.of(store({f"s{n:02}": chance.sample(THEMES, chance.choice([2, 3])) for n in range(40)}))


def test_planted_groups_are_found(planted: Profiles) -> None:
    found = communities(planted)
    groups = {
        place: {str(row["iri"]).rsplit("/")[-1] for row in found if row["community"] == place} for place in (1, 2)
    }
    assert sorted(map(sorted, groups.values())) == [
        ["awareness", "data-sharing", "funding"],
        ["manpower", "platform", "talent"],
    ]
    assert found.note.startswith("Modularity 0.")
    assert all(row["weight_inside"] == row["weight"] for row in found)


@pytest.mark.parametrize("what", Grouped)
def test_chance_gives_no_groups(what: Grouped, mixed: Profiles) -> None:
    found = communities(mixed, what)
    assert found.rows == ()
    assert found.note.startswith("No groups")


@pytest.mark.parametrize("what", Grouped)
def test_the_seeds_are_too_few_to_tell(what: Grouped, seed_store: Store) -> None:
    found = communities(Profiles.of(seed_store), what)
    assert found.rows == ()
    assert found.note.startswith("Too few to tell: 3 report problems")


def test_the_same_profiles_give_the_same_groups(planted: Profiles) -> None:
    assert grouped(planted) == grouped(planted)
    assert communities(planted, "cases") == communities(planted, "cases")


def test_centrality_counts_on_the_seeds_and_leaves_the_rest(seed_store: Store) -> None:
    found = centrality(Profiles.of(seed_store, unit="study"))
    assert found.rows[0] == ("data sharing", 3, 9, 10, None)
    assert found.note.startswith("Too few to tell")


def test_what_lies_between_two_groups_is_found() -> None:
    left, right = [["awareness", "talent"]] * 6, [["talent", "platform"]] * 6
    found = centrality(Profiles.of(store({f"s{n}": themes for n, themes in enumerate(left + right)})))
    assert {str(row["theme"]).split()[0]: row["between"] for row in found} == {
        "talent": 1.0, "awareness": 0.0, "information": 0.0,
    }  # fmt: skip


def test_networks_carry_what_a_drawing_needs(planted: Profiles) -> None:
    cases = case_network(planted)
    assert {data["kind"] for _, data in cases.nodes(data=True)} == {"case"}
    assert all(0.5 <= data["weight"] <= 1 for *_, data in cases.edges(data=True))
    assert {data["kind"] for _, data in theme_network(planted).nodes(data=True)} == {"theme"}
