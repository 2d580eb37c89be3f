"""The pages of the questions: the SPARQL shown gives the answer shown, and a value cannot break out of it."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from kg import queries
from kg.model import Parameter, Value
from kg.store import Store
from kg.views.site import questions, sparql
from views.corpora import HOSTILE
from views.worlds import document, write_site


def page(folder: Path, name: str) -> Any:  # noqa: ANN401 - lxml leaves it open
    return document(folder / "questions" / f"{name}.html")


def english(element: Any) -> str:  # noqa: ANN401 - lxml leaves it open
    """The text that a reader in English sees."""
    for other in element.xpath(".//*[@lang='zh' and name() = 'span']"):
        other.drop_tree()
    return " ".join(str(element.text_content()).split())


def test_each_question_has_a_page(seed_site: Path) -> None:
    listed = document(seed_site / "questions" / "index.html")
    leads = [str(address).rpartition("/")[2] for address in listed.xpath("//main//h2/a/@href")]
    assert leads == [f"{name}.html" for name in queries.names()]


@pytest.mark.parametrize("name", queries.names())
def test_the_query_shown_gives_what_the_question_gives(seed_site: Path, seed_store: Store, name: str) -> None:
    question = queries.load(name)
    terms = {one.name: one.default for one in question.parameters} | queries.samples(seed_store, question)
    shown = page(seed_site, name).get_element_by_id("query").text_content()
    assert "?_" not in shown
    asked = queries.run(seed_store, question, **terms)
    found = seed_store.query(shown)
    assert sorted(map(str, set(found.rows))) == sorted(map(str, set(asked.rows)))


@pytest.mark.parametrize("name", queries.names())
def test_the_table_beside_has_every_row(seed_site: Path, seed_store: Store, name: str) -> None:
    question = queries.load(name)
    terms = {one.name: one.default for one in question.parameters} | queries.samples(seed_store, question)
    answers = queries.run(seed_store, question, **terms)
    found = page(seed_site, name)
    assert len(found.xpath("//table[@class='answer']/tbody/tr")) == min(len(answers), questions.SHOWN)
    sheet = seed_site / "questions" / f"{name}.csv"
    assert sheet.exists() == bool(answers.rows)
    if answers.rows:
        with sheet.open(encoding="utf-8", newline="") as stream:
            assert len(list(csv.reader(stream))) == len(answers) + 1


def test_a_long_answer_says_how_much_of_it_stands_there(seed_site: Path) -> None:
    told = english(page(seed_site, "case_graph").get_element_by_id("content"))
    assert f"First {questions.SHOWN} of " in told


def test_an_empty_answer_says_what_that_means(seed_site: Path) -> None:
    assert queries.load("statement_candidates").empty["en"].replace("`", "") in english(
        page(seed_site, "statement_candidates").get_element_by_id("content")
    )


def test_the_denominators_stand_below_the_answer(seed_site: Path) -> None:
    told = english(page(seed_site, "problem_recurrence").find_class("denominators")[0])
    assert told.startswith("Counted over: 4 cases examined; 3 cases with")


def test_a_quote_leads_to_its_place_and_a_name_to_its_page(seed_site: Path) -> None:
    row = page(seed_site, "problem_recurrence").xpath("//table[@class='answer']/tbody/tr[3]")[0]
    assert [str(address) for address in row.xpath(".//a/@href")] == [
        "../themes/data-sharing.html",
        "../cases/003_81017fc05be48154-k1.html",
        "../studies/003_81017fc05be48154.html",
        "../studies/003_81017fc05be48154.html#p2",
    ]


def test_a_large_corpus_is_not_asked_and_the_page_says_so(
    seed_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_STUDIES", 4)
    folder = write_site(seed_store, tmp_path / "site", "Large")
    found = page(folder, "problem_recurrence")
    assert not found.xpath("//table[@class='answer']")
    assert "more than 4 studies" in english(found.get_element_by_id("content"))
    assert "FILTER" in found.get_element_by_id("query").text_content()
    assert not list((folder / "questions").glob("*.csv"))


@pytest.mark.parametrize("value", [*HOSTILE, 'a "quoted" \\ text', "line\nfeed\r\ttab", "'", "?_case", ""])
def test_a_value_stays_one_value(seed_store: Store, value: str) -> None:
    text = Parameter("case", "string", {})
    found = seed_store.query(f"SELECT ({sparql.literal(text, value)} AS ?found) WHERE {{}}")
    assert found.rows == ((value,),)
    iri = Parameter("iri", "iri", {})
    assert re.fullmatch(r'<[^\x00-\x20<>"{}|^`\\]*>', sparql.literal(iri, f"https://example.org/{value}"))


@pytest.mark.parametrize("value", HOSTILE)
def test_the_command_is_one_command(value: str) -> None:
    question = queries.load("case_report")
    terms: dict[str, Value] = {"case": value, "language": "en"}
    command = "".join(piece.text for piece in sparql.command(question, terms))
    assert shlex.split(command) == ["kg", "ask", "DIR", "case_report", f"case={value}"]
