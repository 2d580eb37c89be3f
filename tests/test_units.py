"""Units, made one by one, are together what a graph made at once would be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, parse

from kg import resources, triples, units, validation
from kg.errors import GraphError
from kg.graph import collect
from kg.model import Abstract, Evidence, Reading, Source, Span, Study
from kg.store import Store

ABSTRACT = Abstract("a", "Data sharing is not smooth.", source=Source("in/a.jsonl", "jsonl", "utf-8", 3))


def test_units_hold_together_what_the_whole_graph_holds(seed_studies: tuple[Study, ...]) -> None:
    made = list(units.make(seed_studies))
    whole = collect(seed_studies)
    lines = b"".join(part for unit in made for part in (unit.own, unit.inferred, unit.shared))
    ours = set(parse(lines, RdfFormat.N_QUADS))
    graphs = {triples.CANDIDATES, triples.INFERRED, *(triples.study_graph(study.abstract.id) for study in seed_studies)}
    assert ours == {quad for quad in whole.quads() if quad.graph_name in graphs}
    turtle = b"".join(unit.turtle for unit in made)
    assert b'kg:basis "inferred"' in turtle


def test_what_is_counted_one_by_one_is_what_the_checks_count(seed_studies: tuple[Study, ...]) -> None:
    made = list(units.make(seed_studies))
    store = Store(parse(b"".join(unit.own + unit.inferred for unit in made), RdfFormat.N_QUADS))
    checked = validation.counts(store)
    for name in ("studies", "cases", "links", "links_inferred", "evidence", "triples"):
        assert sum(unit.counts.get(name, 0) for unit in made) == checked[name] > 0, name
    for name in ("statement", "use"):
        counted = sum(n for unit in made for key, n in unit.counts.items() if key.startswith(f"{name} "))
        assert counted == checked[f"{name}s"] > 0


def test_a_claim_without_its_words_has_no_unit(seed_studies: tuple[Study, ...]) -> None:
    first = seed_studies[0]
    moved = replace(first.statements[0], evidence=Evidence(first.abstract.id, Span(0, 4)))
    with pytest.raises(GraphError, match="lack their evidence"):
        list(units.make([first, replace(seed_studies[1], statements=()), replace(first, statements=(moved,))]))


def test_where_an_abstract_stands_does_not_change_its_key() -> None:
    elsewhere = replace(ABSTRACT, source=Source("other/place/a.jsonl", "jsonl", "utf-8", 99))
    assert units.key(ABSTRACT, 0.5) == units.key(elsewhere, 0.5)
    assert units.key(Reading(ABSTRACT), 0.5) == units.key(Reading(elsewhere), 0.5)


@pytest.mark.parametrize(
    "other",
    [
        replace(ABSTRACT, text="Data sharing is smooth."),
        replace(ABSTRACT, id="b"),
        replace(ABSTRACT, year=2020),
        replace(ABSTRACT, source=Source("in/b.jsonl", "jsonl", "utf-8", 3)),
        Reading(ABSTRACT),
    ],
)
def test_what_an_abstract_says_changes_its_key(other: Abstract | Reading) -> None:
    assert units.key(other, 0.5) != units.key(ABSTRACT, 0.5)
    assert units.key(ABSTRACT, 0.5) != units.key(ABSTRACT, 0.6)


def test_a_key_changes_with_what_makes_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    before = units.key(ABSTRACT, 0.5), units.key(Reading(ABSTRACT), 0.5)
    digest = resources.digest
    monkeypatch.setattr(
        "kg.units.resources.digest", lambda code, curated: digest(code, curated) + str("extraction" in code)
    )
    read_anew = units.key(ABSTRACT, 0.5), units.key(Reading(ABSTRACT), 0.5)
    monkeypatch.setattr("kg.units.resources.digest", lambda *_: "new")
    made_anew = units.key(ABSTRACT, 0.5), units.key(Reading(ABSTRACT), 0.5)
    assert len({*before, *read_anew, *made_anew}) == 6
