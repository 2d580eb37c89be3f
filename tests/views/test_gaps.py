"""The page of a gap map: discs by the number of cases, gaps marked, words behind every number."""

from __future__ import annotations

from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest
from comparison.worlds import hostile, mixed
from lxml import html

from kg.comparison import gap_map
from kg.errors import OutputError
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views import gaps as page
from views.corpora import HOSTILE


def found(text: str, path: str) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", html.fromstring(text).xpath(path))


def test_the_area_of_a_disc_is_the_number_of_cases(seed_store: Store) -> None:
    made = gap_map(KnowledgeGraph(seed_store))
    text = page.page(made)
    radii = [float(str(circle.get("r"))) for circle in found(text, "//td//*[@class='disc']/circle")]
    cases = [share.cases for line in made.lines for share in line.shares if share.cases]
    assert [round(radius * radius / 400 * max(cases)) for radius in radii] == cases
    hollow = sum(bool(share.said) and not share.cases for line in made.lines for share in line.shares)
    assert len(found(text, "//td//*[@class='hollow']")) == hollow == 8


def test_gaps_are_marked_and_so_are_their_words(seed_store: Store) -> None:
    made = gap_map(KnowledgeGraph(seed_store))
    text = page.page(made)
    open_lines = [line for line in made.lines if line.gap.is_open]
    assert len(found(text, "//th[@data-gap='1']")) == len(found(text, "//td//*[@class='lacks']")) == len(open_lines)
    assert len(found(text, "//li//*[@class='lacks']")) == sum(len(line.gap.said) for line in open_lines)


def test_hostile_words_stay_text_and_every_number_leads_to_them() -> None:
    text = page.page(gap_map(hostile()), source="</title><script>alert(1)</script>")
    quotes = {" ".join(str(one.text_content()).split()) for one in found(text, "//blockquote")}
    assert {" ".join(words.split()) for words in HOSTILE} <= quotes
    assert len(found(text, "//script")) == 1
    ids = {str(one.get("id")) for one in found(text, "//*[@id]")}
    ways = {unquote(str(link.get("href"))[1:]) for link in found(text, "//td//a | //article//a")}
    assert ways <= ids
    assert len(ways) == 2 * 4


def test_it_is_written_or_refused(tmp_path: Path) -> None:
    page.write(gap_map(mixed(), language="zh"), tmp_path / "g.html", source="a folder")
    assert "缺口图 · a folder" in (tmp_path / "g.html").read_text(encoding="utf-8")
    with pytest.raises(OutputError):
        page.write(gap_map(mixed()), tmp_path / "none" / "g.html")


def test_an_empty_map_is_a_page() -> None:
    assert found(page.page(gap_map(KnowledgeGraph(Store()))), "//table[@id='matrix']")
