"""What a visitor does on the search page."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.test_site import QUOTES
from browser.walking import HERE, Walks, expect, found, speak, text

pytestmark = pytest.mark.browser


def test_search_finds_words_in_all_their_forms_and_leads_to_the_sentence(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "search.html").page
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("barrier difficult")
    expect(found(page)).to_have_count(1)
    assert [text(mark) for mark in found(page).locator("mark").all()] == ["difficult", "barriers"]
    expect(page.locator("#tally")).to_have_text("1 found", use_inner_text=True)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a.to")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies/001_*.html*#p*")
    assert "information barriers" in text(page.locator(":target"))


def test_search_finds_statements_by_the_chinese_name_of_their_theme(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "search.html").page
    speak(page, "zh")
    page.fill("#q", "数据共享")
    expect(page.locator("#tally")).to_contain_text("找到 6 条", use_inner_text=True)
    first = found(page).first
    assert first.get_attribute("data-kind") == "theme"
    assert text(first.locator("mark")) == "数据共享"
    assert {text(words) for words in found(page).locator(".words").all()} >= QUOTES


def test_search_knows_the_other_chinese_names_of_a_theme(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "search.html#q=信息孤岛").page
    assert found(page).first.get_attribute("data-kind") == "theme"
    assert {text(words) for words in found(page).locator(".words").all()} >= QUOTES


def test_search_reads_a_misspelt_word_as_the_nearest_and_says_so(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "search.html#q=infromation").page
    expect(page.locator("#instead")).to_contain_text("“infromation”; read as: information", use_inner_text=True)
    assert found(page).count() > 1


def test_search_keeps_only_a_kind_and_a_theme_and_the_address_says_which(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "search.html").page
    page.fill("#q", "sharing")
    page.locator("#kinds input[value=problem]").check()
    page.select_option("#theme", "data-sharing")
    page.wait_for_function("() => location.hash === '#q=sharing&kind=problem&theme=data-sharing'")
    expect(found(page)).to_have_count(3)
    page.reload()
    expect(found(page)).to_have_count(3)
    assert page.input_value("#theme") == "data-sharing"
    assert page.locator("#kinds input:checked").count() == 1


def test_search_says_when_there_is_nothing(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "search.html#q=zeppelin").page
    expect(page.locator("#tally")).to_contain_text("Nothing found", use_inner_text=True)
    assert found(page).count() == 0


def test_search_answers_over_a_large_corpus_while_one_types(walks: Walks, seed_site: Path, artefacts: Path) -> None:
    page = walks(seed_site, "search.html").page
    taken = page.evaluate((HERE / "search.js").read_text(encoding="utf-8"), 150_000)
    lines = [f"{query}: {number} found in {time:.0f} ms" for query, number, time in taken["queries"]]
    (artefacts / "search.txt").write_text(f"{taken['records']} records\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert taken["records"] == 150_000
    assert all(number for _, number, _ in taken["queries"])
    assert max(time for _, _, time in taken["queries"]) < 1_000
