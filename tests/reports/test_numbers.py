"""Every number of a written brief is asked for again, in another engine; every quote is looked up in its abstract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import reports
from kg.graph import KnowledgeGraph
from kg.reports import markdown, page
from kg.reports.content import Brief, Name, Number, Text
from reports.recounting import (
    Recounting,
    numbers_of_markdown,
    numbers_of_page,
    quotes_of_markdown,
    quotes_of_page,
)


@pytest.fixture(scope="module", params=["seed_graph_dir", "extracted_dir"])
def graph(request: pytest.FixtureRequest) -> KnowledgeGraph:
    """The graph of the seeds: as reviewed, and as read by the program with candidates."""
    folder: Path = request.getfixturevalue(request.param)
    return KnowledgeGraph.open(folder)


@pytest.fixture(scope="module")
def again(graph: KnowledgeGraph) -> Recounting:
    return Recounting(graph)


@pytest.fixture(scope="module")
def in_english(graph: KnowledgeGraph) -> Brief:
    return reports.brief(graph)


def test_every_number_of_the_markdown_is_the_answer_to_its_question(in_english: Brief, again: Recounting) -> None:
    claims = numbers_of_markdown(markdown.write(in_english).decode())
    assert len(claims) > 50
    assert [claim for claim in claims if not again.holds(claim)] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_the_page_is_the_answer_to_its_question(
    language: str, graph: KnowledgeGraph, again: Recounting
) -> None:
    claims = numbers_of_page(page.write(reports.brief(graph, language=language)))
    assert len(claims) > 50
    assert [claim for claim in claims if not again.holds(claim)] == []


def test_a_wrong_number_would_be_found(in_english: Brief, again: Recounting) -> None:
    written = markdown.write(in_english).decode()
    wrong = written.replace("of 4[^2] examined", "of 5[^2] examined")
    assert wrong != written
    assert {claim.said for claim in numbers_of_markdown(wrong) if not again.holds(claim)} == {5}


def test_every_quote_is_what_its_abstract_says_at_that_place(in_english: Brief, again: Recounting) -> None:
    in_markdown = quotes_of_markdown(markdown.write(in_english).decode())
    on_page = quotes_of_page(page.write(in_english))
    assert in_markdown == on_page
    assert len(on_page) > 20
    assert [quote for quote in on_page if not again.stands(quote)] == []


def test_every_quote_rests_on_a_statement_or_a_link(in_english: Brief, again: Recounting) -> None:
    for run in in_english.runs():
        if isinstance(run, reports.content.Quote):
            assert re.search(r"/(statement|link)/", run.statement)
            found = again.graph.ask("evidence_quotes", iri=run.statement)
            assert (run.study, run.words, run.start, run.end) in {
                (row["study"], row["quote"], row["start"], row["end"]) for row in found
            }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_digit_stands_outside_of_a_number(language: str, graph: KnowledgeGraph) -> None:
    made = reports.brief(graph, language=language)
    said = [run.words for run in made.runs() if isinstance(run, Text)]
    said += [section.title for section in made.sections] + [figure.label for figure in made.figures] + [made.title]
    assert [words for words in said if re.search(r"\d", words)] == []
    body = re.split(r"^## (?:Studies quoted|所引研究)$", markdown.write(made).decode(), flags=re.MULTILINE)[0]
    body = re.sub(r"“[^“]*?” \([^()]*?S\d+, \d+–\d+\)", "", re.sub(r"[\w.,]+\[\^\d+\]", "", body))
    names = {run.words for run in made.runs() if isinstance(run, Name)}
    for name in names:
        body = body.replace(name, "")
    assert re.findall(r"\d+", body) == []


def test_a_number_in_words_is_none(graph: KnowledgeGraph) -> None:
    for language in ("en", "zh"):
        runs = reports.brief(graph, language=language).runs()
        assert {run.value for run in runs if isinstance(run, Number) and run.words} <= {0}
