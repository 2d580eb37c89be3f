"""Each measure has an answer and a network, and takes only what it knows."""

from __future__ import annotations

import pytest

from kg import resources
from kg.analysis import Grouped, Measure, Measured
from kg.analysis.wording import say
from kg.errors import QueryError
from kg.store import Store


@pytest.mark.parametrize("measure", Measure)
def test_every_measure_answers_with_denominators_and_draws(measure: Measure, seed_store: Store) -> None:
    wanted = Measured(measure)
    for language in ("en", "zh"):
        found = wanted.answers(seed_store, language)
        assert found.denominators
        assert found.rows or found.note
    assert len(wanted.network(seed_store)) > 0


def test_themes_are_counted_in_studies_and_cases_among_cases(seed_store: Store) -> None:
    themes, cases = (Measured(Measure.COMMUNITIES, of=of).network(seed_store) for of in Grouped)
    assert len(themes) == 12
    assert {data["kind"] for _, data in cases.nodes(data=True)} == {"case"}


@pytest.mark.parametrize(
    ("measure", "given"),
    [
        (Measure.COMMUNITIES, {"case": "J City"}),
        (Measure.CENTRALITY, {"top": 3}),
        (Measure.SIMILARITY, {"other_role": "cause"}),
        (Measure.COMMUNITIES, {"least": 0.5}),
    ],
)
def test_what_a_measure_does_not_know_is_refused(measure: Measure, given: dict[str, str]) -> None:
    with pytest.raises(QueryError, match="only"):
        Measured(measure, **given)  # type: ignore[arg-type]


def test_both_languages_say_the_same_things() -> None:
    tables: dict[str, set[str]] = {}
    for line in resources.text(resources.ontology("measures.toml")).splitlines():
        if line.startswith("["):
            language, _, part = line.strip("[]").partition(".")
        elif "=" in line and not line.startswith("#"):
            tables.setdefault(language, set()).add(f"{part}.{line.partition(' =')[0]}")
    assert tables["en"] == tables["zh"]
    assert len(tables["en"]) > 20
    assert say("role.cause", "zh") == "原因"
