"""The journeys of a newcomer through the site of the seeds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from browser.walking import TYPES, Walks, expect, speak, text

pytestmark = pytest.mark.browser

QUOTES = {
    "data sharing is not smooth",
    "difficult to break through information barriers",
    "inadequate integration and sharing of internal and external resources",
}


def test_a_newcomer_finds_the_recurring_problem_and_reads_its_three_quotes_in_their_abstracts(
    walks: Walks, seed_site: Path
) -> None:
    page = walks(seed_site).page
    recurring = page.locator(".recurring[data-kind=problem] > li", has_text="data sharing").first
    assert "3 of 4 cases" in text(recurring)
    recurring.locator("details.quotes summary").first.click()
    quotes = recurring.locator("mark")
    expect(quotes).to_have_count(3)
    assert {text(quotes.nth(number)) for number in range(3)} == QUOTES
    quotes.filter(has_text="data sharing is not smooth").click()
    page.wait_for_url("**/studies/003_*.html*#p2")
    mark = page.locator("#p2")
    expect(mark).to_be_in_viewport()
    assert "data sharing is not smooth" in text(mark)


def test_an_address_sent_to_a_colleague_opens_at_the_sentence(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, f"{TYPES['study']}#p2", size=(390, 844)).page
    expect(page.locator("#p2")).to_be_in_viewport()


def test_the_network_leads_back_to_the_pages_and_keeps_its_filter(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "network.html#theme/data-sharing?theme=theme/data-sharing").page
    assert page.locator("#theme").input_value() == "theme/data-sharing"
    page.locator("a[href='themes/data-sharing.html']").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("data sharing", re.IGNORECASE))
    page.go_back()
    assert page.locator("#theme").input_value() == "theme/data-sharing"


def test_a_cell_of_the_comparison_leads_to_the_sentence(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "matrix.html").page
    page.locator("td a").first.click()
    page.locator("#panel a[href*='#']").first.click()
    assert "/studies/" in page.url
    expect(page.locator(":target")).to_be_visible()


def test_the_keyboard_alone_leads_from_the_overview_to_a_theme(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site).page
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.locator(".recurring .what a").first
    for _ in range(60):
        if link.evaluate("(link) => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/data-sharing.html*")


def test_the_language_goes_with_the_visitor_and_the_quotes_stay(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site).page
    speak(page, "zh")
    assert page.locator("h2", has_text="反复出现").first.is_visible()
    page.locator(".recurring .what a").first.click()
    page.wait_for_url("**/themes/data-sharing.html*")
    expect(page.locator("h1")).to_contain_text("数据共享")
    assert page.locator("mark", has_text="data sharing is not smooth").first.is_visible()
    assert "data sharing" not in text(page.locator("h1"))


def test_a_page_prints(walks: Walks, seed_site: Path, artefacts: Path) -> None:
    for name in ("study", "theme", "question", "overview"):
        page = walks(seed_site, TYPES[name]).page
        page.pdf(path=artefacts / f"site-{name}.pdf", format="A4")
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not page.locator(".languages").is_visible()
        assert (artefacts / f"site-{name}.pdf").stat().st_size > 10_000
