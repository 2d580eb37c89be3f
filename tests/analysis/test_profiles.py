"""The arrays say what the statements say: who reports what, and how many report each theme."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from analysis.corpora import store
from kg import iris
from kg.analysis import Profiles, Unit
from kg.errors import QueryError
from kg.model import Value
from kg.store import Store
from kg.vocabulary import STATEMENT_KINDS, Kind

QUERIES = Path(__file__).parents[2] / "scripts" / "benchmarks" / "queries"
OTHER = iris.mint("theme", "other")


def _said(seed_store: Store, role: Kind, unit: Unit) -> set[tuple[Value, ...]]:
    about = "kg:aboutCase ?unit . ?study kg:examines ?unit" if unit is Unit.CASE else "kg:madeBy ?unit"
    found = seed_store.query(
        f"""PREFIX kg: <https://w3id.org/smart-policing-kg/ontology#>
        SELECT DISTINCT ?unit ?theme {{ ?s a kg:{role.capitalize()} ; kg:hasTheme ?theme ; {about} }}"""
    )
    return set(found.rows)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("role", sorted(STATEMENT_KINDS))
def test_arrays_are_what_the_statements_say(role: Kind, unit: Unit, seed_store: Store) -> None:
    found = Profiles.of(seed_store, role, unit=unit)
    said = _said(seed_store, Kind(role), unit)
    assert said
    in_matrix = {(found.cases[row], found.themes[column]) for row, column in zip(*found.matrix.nonzero(), strict=True)}
    assert in_matrix == {pair for pair in said if pair[1] != OTHER}
    assert dict(zip(found.cases, found.sizes.tolist(), strict=True)) == {
        case: sum(1 for unit, _ in said if unit == case) for case in found.cases
    }
    assert found.frequencies == Counter(theme for _, theme in said)
    assert list(found.cases) == sorted(found.cases)
    assert list(found.themes) == sorted(found.themes)


def test_those_that_report_nothing_are_counted_and_other_has_no_column() -> None:
    found = Profiles.of(store({"a": ["talent", "other"], "b": ["other"], "c": []}))
    assert found.matrix.tolist() == [[1], [0], [0]]
    assert found.sizes.tolist() == [2, 1, 0]
    assert found.reporting == 2
    assert found.frequencies == {iris.mint("theme", "talent"): 1, OTHER: 2}
    assert Profiles.of(store({"a": []})).frequencies == {}


def test_what_recurs_is_what_the_statements_joined_in_sparql_tell(seed_store: Store) -> None:
    plainly = seed_store.query((QUERIES / "recurrence.rq").read_text(encoding="utf-8")).rows
    frequencies = Profiles.of(seed_store).frequencies
    assert set(plainly) == {(theme, cases) for theme, cases in frequencies.items() if cases >= 2}
    assert plainly


def test_a_role_that_is_none_is_refused(seed_store: Store) -> None:
    with pytest.raises(QueryError, match="'method' is none"):
        Profiles.of(seed_store, "method")
