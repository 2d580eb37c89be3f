"""The page of a matrix fetches nothing, what is hostile stays text in it, and every cell leads to its words."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest
from comparison.worlds import hostile, many, mixed
from lxml import html

from kg.comparison import matrix
from kg.errors import OutputError
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views import matrix as page
from views.corpora import HOSTILE


def parsed(text: str) -> html.HtmlElement:
    return html.fromstring(text)


def found(tree: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", tree.xpath(path))


@pytest.mark.parametrize("transposed", [False, True])
def test_nothing_runs_but_what_the_policy_names(transposed: bool) -> None:
    tree = parsed(page.page(matrix(hostile(), transposed=transposed)))
    policy = found(tree, "//meta[@http-equiv]")[0].get("content", "")
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256((one.text or '').encode()).digest()).decode()}'"
        for one in found(tree, "//script | //style")
    }
    assert hashes == set(re.findall(r"'sha256-[^']+'", policy))
    assert policy.startswith("default-src 'none'")
    assert len(found(tree, "//script")) == 1
    assert not found(tree, "//*[@style or @src or @onclick or @onerror or @onload or @onmouseover]")
    assert {one.tag for one in found(tree, "//*[@href]")} == {"a", "link", "use"}
    assert {str(one.get("href"))[0] for one in found(tree, "//a[@href] | //use[@href]")} == {"#"}


def test_hostile_words_stay_text() -> None:
    tree = parsed(page.page(matrix(hostile()), source="</title><script>alert(1)</script>"))
    quotes = {" ".join(str(one.text_content()).split()) for one in found(tree, "//*[@id='words']//blockquote")}
    heads = {
        " ".join(str(one.text_content()).split()) for one in found(tree, "//tbody/tr/th//span[@class='label']/span")
    }
    wanted = {" ".join(words.split()) for words in HOSTILE}
    assert wanted <= quotes
    assert wanted <= heads


@pytest.mark.parametrize("transposed", [False, True])
def test_every_cell_with_words_leads_to_them_and_back(transposed: bool, seed_store: Store) -> None:
    for graph in (KnowledgeGraph(seed_store), mixed(), hostile()):
        made = matrix(graph, transposed=transposed)
        tree = parsed(page.page(made))
        ids = {str(one.get("id")) for one in found(tree, "//*[@id]")}
        assert len(ids) == len(found(tree, "//*[@id]"))
        ways = [unquote(str(link.get("href"))[1:]) for link in found(tree, "//article//a | //td//a")]
        assert set(ways) <= ids
        held = sum(bool(cell.said) for row in made.cells for cell in row)
        assert len([way for way in ways if way.startswith("w.")]) == held
        assert len([way for way in ways if way.startswith("c.")]) == held


def test_titles_name_rows_and_columns_and_tell_the_filters_what_they_are() -> None:
    tree = parsed(page.page(matrix(mixed())))
    columns, rows = found(tree, "//thead//th"), found(tree, "//tbody//th")
    assert {one.get("scope") for one in columns} == {"col"}
    assert {one.get("scope") for one in rows} == {"row"}
    sharing = next(one for one in columns if one.get("data-topic") == "data-sharing")
    wanted = {"data-facet": "data", "data-cases": "2", "data-cases-problem": "2", "data-cases-countermeasure": "1"}
    assert {name: sharing.get(name) for name in wanted} == wanted
    assert sharing.get("data-roles") == "problem countermeasure"
    standings = [one.get("data-standing") for one in rows]
    assert standings == ["examined", "examined", "case not said", "comparator", "examined", "no case named", None]


def test_controls_are_there_where_they_change_something() -> None:
    def names(text: str) -> set[str]:
        return {str(one.get("name")) for one in found(parsed(text), "//form//*[@name]")}

    assert names(page.page(matrix(mixed()))) == {"role", "facet", "least", "turned", "comparators"}
    assert names(page.page(matrix(mixed(), of="kinds", comparators=False))) == {"least", "turned"}
    assert names(page.page(matrix(mixed(), role="cause"))) == {"least", "turned", "comparators"}


def test_the_page_speaks_chinese() -> None:
    text = page.page(matrix(mixed(), language="zh"))
    tree = parsed(text)
    assert tree.get("lang") == "zh"
    assert "数据共享" in text
    shown = " ".join(
        str(one.text_content()) for one in found(tree, "//header | //form | //thead | //*[@class='about']")
    )
    assert set(re.findall(r"[A-Za-z_]{4,}", shown)) <= {"matrix_cases", "matrix_statements"}


def test_the_same_matrix_gives_the_same_page() -> None:
    assert page.page(matrix(mixed())) == page.page(matrix(mixed()))


def test_a_page_of_very_many_cases_stays_small() -> None:
    text = page.page(matrix(many(300)))
    assert "the first 100 of 300 rows" in text
    assert len(text) < 1_000_000


def test_it_is_written_or_refused(tmp_path: Path) -> None:
    page.write(matrix(mixed()), tmp_path / "m.html", source="a folder")
    assert "Comparison matrix · a folder" in (tmp_path / "m.html").read_text(encoding="utf-8")
    with pytest.raises(OutputError):
        page.write(matrix(mixed()), tmp_path / "none" / "m.html")
