"""What is compared is what the questions answer: every case once, every statement with its words and themes."""

from __future__ import annotations

import pytest

from comparison.worlds import mixed
from kg.comparison import corpus
from kg.comparison.corpus import Standing
from kg.errors import QueryError
from kg.graph import KnowledgeGraph
from kg.model import Reading
from kg.store import Store


@pytest.fixture(scope="module")
def seeds(seed_store: Store) -> KnowledgeGraph:
    return KnowledgeGraph(seed_store)


def test_every_case_of_the_seeds_and_the_study_without_one_has_a_row(seeds: KnowledgeGraph) -> None:
    found = [(subject.study[:3], subject.case, subject.standing) for subject in corpus.read(seeds).subjects]
    assert found == [
        ("000", "Z city", Standing.EXAMINED),
        ("001", "J City", Standing.EXAMINED),
        ("001", "Hangzhou,Zhejiang Province", Standing.COMPARATOR),
        ("001", "Qingdao,Shandong Province", Standing.COMPARATOR),
        ("002", "Linhai City,Zhejiang Province", Standing.EXAMINED),
        ("003", "W District,S City", Standing.EXAMINED),
        ("004", None, Standing.UNNAMED),
    ]


def test_what_is_said_of_no_case_in_particular_has_a_row_too() -> None:
    found = [(s.study, s.case, s.standing.value) for s in corpus.read(mixed()).subjects]
    assert found == [
        ("a", "Z City", "examined"),
        ("a", "Y City", "examined"),
        ("a", None, "case not said"),
        ("a", "Hangzhou", "comparator"),
        ("b", "Z City", "examined"),
        ("c", None, "no case named"),
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_statement_and_no_theme_of_one_is_lost(seeds: KnowledgeGraph, language: str) -> None:
    said = corpus.read(seeds, language).said
    rows = seeds.ask("theme_statements", theme="", role="any", language=language)
    found = {
        (theme.label, each.role.value, each.study, each.words, each.start, each.end)
        for each in said
        for theme in each.themes
    }
    assert found == {tuple(row[name] for name in ("theme", "role", "study", "quote", "start", "end")) for row in rows}
    assert (
        len({each.statement for each in said})
        == len(said)
        == dict(rows.denominators)["statements" if language == "en" else "陈述"]
    )


def test_the_words_are_those_of_the_abstract(seeds: KnowledgeGraph, seed_readings: tuple[Reading, ...]) -> None:
    texts = {reading.abstract.id: reading.abstract.text for reading in seed_readings}
    for said in corpus.read(seeds).said:
        assert texts[said.study][said.start : said.end] == said.words


def test_themes_stand_facet_by_facet_and_the_loose_one_last() -> None:
    themes = corpus.read(mixed()).themes
    assert [(theme.facet, theme.notation) for theme in themes] == [
        ("data", "data-governance"),
        ("data", "data-sharing"),
        ("people", "talent"),
        ("resources", "funding"),
        ("technology", "platform"),
    ]
    assert corpus.Theme(True, "", "other", "other") > max(themes)


def test_an_empty_graph_has_nothing_to_compare() -> None:
    assert corpus.read(KnowledgeGraph(Store())) == corpus.Corpus((), ())


def test_another_language_is_refused() -> None:
    with pytest.raises(QueryError, match="'fr'"):
        corpus.read(mixed(), "fr")
