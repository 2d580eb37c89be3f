"""What a thesis site writes around an abstract comes off, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.loaders import annotated, labels
from kg.loaders.chrome import peel, peel_page
from kg.loaders.labels import folded
from kg.model import Span

CORPUS = Path(__file__).parents[2] / "seeds" / "annotated"
KNOWN = labels.load()
TEXT = (
    "With the rapid development of big data,smart policing has come to Z City.Degree: of freedom and Subject: matters "
    "stand in mid-text.\nType: this line is the abstract's own.\nData sharing is not smooth"
)


def said(text: str) -> dict[str, str]:
    return {one.field: one.value for one in peel(text, KNOWN).said}


def test_lines_of_a_site_come_off_and_are_kept() -> None:
    page = (
        "Font Size: a A A\n\nSmart Policing: A Study\n\nPosted on:2023-08-06Degree:MasterType:Thesis\n"
        "Country:ChinaCandidate:M Q ChenFull Text:PDF\nGTID:255Subject:Public administration\n"
        f"Abstract/Summary:PDF Full Text Request\n{TEXT}\n"
        "Keywords/Search Tags:Big data, Smart policing\nPDF Full Text Request\nRelated items\nAnother thesis\n"
    )
    assert peel(page, KNOWN).text == TEXT
    assert said(page) == {
        "title": "Smart Policing: A Study",
        "posted": "2023-08-06",
        "degree": "Master",
        "type": "Thesis",
        "country": "China",
        "candidate": "M Q Chen",
        "identifier": "255",
        "subject": "Public administration",
        "keywords": "Big data, Smart policing",
    }


@pytest.mark.parametrize(
    "page",
    [
        f"Title: T\nGTID: 9\nAbstract: {TEXT}\nKeywords: a",
        f"GTID:9Title:TAbstract/Summary:{TEXT}\nKeywords:a",
        f"Abstract\n\n{TEXT}\n\nTitle: T\nGTID: 9\nKeywords: a",
        f"GTID:\n9\nTitle:\nT\nABSTRACT\n{TEXT}\nKey words:\na",
        f"题名：T\nGTID：9\n摘　要：{TEXT}\n关 键 词：a",
        f"【题名】T\n【GTID】9\n【摘要】{TEXT}\n【关键词】a",
        f"| GTID: 9 |\n| Title: T |\n| Abstract/Summary: |\n| {TEXT} |\n| Keywords: a |",
        f"Font Size: a A A\nT\nGTID:9\n{TEXT}\nKeywords: a\nRelated items\nAbstract: of something else",
    ],
)
def test_order_lines_and_language_of_the_labels_do_not_matter(page: str) -> None:
    for content in (page, page.replace("\n", "\r\n")):
        peeled = peel(content, KNOWN)
        assert peeled.text == (TEXT if content == page else TEXT.replace("\n", "\r\n"))
        assert {"title": "T", "identifier": "9", "keywords": "a"}.items() <= said(content).items()


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Subject: the police of Z City.\nMore of it.",
        "First paragraph of the text.\n\nTitle: is a word here.\nKeywords: is another.\n\nThe last paragraph of it.",
        "Purpose: to study.\nMethods: a survey.\nSummary: it is bad.",
        "A short paragraph.\nAbstract: thinking is what it takes.",
        "Keywords are hard to find, and abstract too.",
        "P(A | B) is | not a table |x|",
        "|x| and |y| are numbers",
        "Related items are many.",
    ],
)
def test_an_abstract_without_a_site_is_left_alone(text: str) -> None:
    assert peel(f"\n {text}\r\n", KNOWN).text == text
    assert peel(text, KNOWN).said == ()


def test_the_corpus_loses_its_sites_and_no_mark() -> None:
    """Some invented abstracts carry what a site or a table writes around them; of that, only a title holds marks."""
    touched = 0
    for path in sorted(CORPUS.rglob("*.xml")):
        reading = annotated.parse_file(path)
        text = reading.abstract.text
        left = peel(text, KNOWN).text
        wrapped = text.startswith("|") and text.endswith("|")
        assert (left != text) == (wrapped or text.startswith("Font Size")), path
        inside = Span(text.index(left), text.index(left) + len(left))
        lost = [mention for mention in reading.mentions if not inside.covers(mention.span)]
        assert all(mention.span.of(text) in said(text).get("title", "") for mention in lost), path
        assert not re.search("Font Size|Posted on:|PDF Full|Search Tags|Related items", left), path
        touched += left != text
    assert touched > 20


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("Font Size: a A A A Study Posted on:2020-01-02 Abstract/Summary:PDF Full Text Request {}", "A Study"),
        ("Font Size: a A A\tA Study\tAbstract: {}", "A Study"),
        ("Font Size: a A A A Study\nAbstract: {}", "A Study"),
        ("Font Size: a A A {}", None),
        ("Font Size: a A A\n{}", None),
    ],
)
@pytest.mark.parametrize(
    "tail", ["Keywords/Search Tags:a, b PDF Full Text Request Related items", " Key words: a, b", ""]
)
def test_a_page_that_lost_its_lines_is_taken_apart(page: str, title: str | None, tail: str) -> None:
    text = (
        "Smart policing has come.Its Keywords: here mean nothing,and so it goes on. " * 20
        + "Data sharing is not smooth."
    )
    peeled = peel(page.format(text + tail), KNOWN)
    assert peeled.text == text
    found = {one.field: one.value for one in peeled.said}
    assert (found.get("title"), found.get("keywords")) == (title, "a, b" if tail else None)


@pytest.mark.parametrize("wrapped", ["| {} |", "{} |", "|{}|", "｜ {} ｜", "|| {} ||", " | {}  |\n"])
def test_the_bars_of_a_table_come_off(wrapped: str) -> None:
    assert peel(wrapped.format("P(A|B) is meant" if " " in wrapped else "It is meant"), KNOWN).text.endswith("is meant")
    assert "{" not in peel(wrapped.format(TEXT), KNOWN).text
    assert peel(wrapped.format(TEXT), KNOWN).text == TEXT


@pytest.mark.parametrize("printed", ["Abstract: {}", "摘要：{}", "| {}"])
def test_what_a_journal_prints_before_its_first_sentence_stays(printed: str) -> None:
    text = printed.format(f"{TEXT}.")
    assert peel(text, KNOWN).text == text


def test_the_last_of_several_short_lines_is_the_abstract() -> None:
    page = "Font Size: a A A\nA Title\nGTID: 9\nData sharing is not smooth\nRelated items\nAnother thesis"
    assert peel(page, KNOWN).text == "Data sharing is not smooth"
    assert peel("Data sharing is not smooth\nKeywords: data", KNOWN).text == "Data sharing is not smooth"


def test_two_weak_labels_are_a_site_and_one_is_not() -> None:
    assert peel(f"Degree: Master\nType: Thesis\n\n{TEXT}", KNOWN).text == TEXT
    assert peel(f"Degree: Master\n\n{TEXT}", KNOWN).text == f"Degree: Master\n\n{TEXT}"


def test_a_second_abstract_in_another_language_is_kept_beside() -> None:
    page = f"摘要：智慧警务建设存在问题，数据共享不畅。\n关键词：数据\nAbstract: {TEXT}\nKeywords: data"
    peeled = peel(page, KNOWN)
    assert peeled.text == "智慧警务建设存在问题，数据共享不畅。"
    assert [(one.field, one.label) for one in peeled.said] == [
        ("keywords", "关键词"),
        ("keywords", "Keywords"),
        ("extra", "Abstract"),
    ]
    assert peeled.said[-1].value == TEXT


def test_keywords_may_go_on_in_the_next_line() -> None:
    peeled = peel(f"{TEXT}\n\nKeywords: big data,\nsmart policing", KNOWN)
    assert peeled.text == TEXT
    assert [one.value for one in peeled.said] == ["big data,", "smart policing"]


def test_a_site_without_an_abstract_leaves_nothing() -> None:
    assert peel("GTID: 9\nKeywords: a, b\nRelated items", KNOWN).text == ""


def test_on_a_whole_page_any_lines_may_stand_around() -> None:
    menu = "Home\nAbout\nLogin.\nAbstract\nContents\nA line.\nPosted on: 2020-01-02\n"
    page = f"{menu}Abstract\n{TEXT}\nDegree: Master\n1 Introduction\nMore"
    peeled = peel_page(page, KNOWN, {page.index("1 Introduction")})
    assert peeled.text == TEXT
    assert [(one.field, one.value) for one in peeled.said] == [("posted", "2020-01-02"), ("degree", "Master")]
    assert peel_page("Home\nAbout", KNOWN).text == ""


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_characters=":：【[〔|｜│", exclude_categories=["Cs"])))
def test_without_a_colon_or_a_bar_nothing_is_taken(text: str) -> None:
    own = any(folded(line) in {*KNOWN.lines, *KNOWN.end, *KNOWN.fields} for line in text.splitlines())
    assert own or peel(text, KNOWN).text == text.strip()


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_whatever_is_left_is_a_piece_of_what_was_given(text: str, end: str) -> None:
    page = f"Font Size: a A A{end}Title{end}GTID:1{end}Abstract/Summary:{end}{text}{end}Keywords/Search Tags:a"
    assert peel(page, KNOWN).text in page
    assert peel(text, KNOWN).text in text
