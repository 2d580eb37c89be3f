"""Every type of page, in each size, scheme and language, with and without scripts, and with hostile texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from views.corpora import HOSTILE

from browser.conftest import Scheme
from browser.walking import TYPES, Walks, expect, found

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (1024, "light"), (390, "dark")])
def test_no_page_scrolls_sideways_or_complains(
    walks: Walks, seed_site: Path, artefacts: Path, width: int, scheme: Scheme
) -> None:
    walk = walks(seed_site, size=(width, 900), scheme=scheme)
    for name, address in TYPES.items():
        page = walk.to(address)
        page.wait_for_load_state()
        page.wait_for_timeout(100)
        page.screenshot(path=artefacts / f"site-{name}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh"), ("dark", "en")])
def test_axe_finds_nothing_on_any_type_of_page(
    walks: Walks, seed_site: Path, axe: str, scheme: Scheme, language: str
) -> None:
    walk = walks(seed_site, scheme=scheme)
    wrong = []
    for name, address in TYPES.items():
        path, hash_sign, terms = address.partition("#")
        page = walk.to(f"{path}?lang={language}{hash_sign}{terms}")
        if name == "search":
            found(page)
        page.evaluate(axe)
        violations = page.evaluate("async () => (await axe.run({ preload: false })).violations")
        wrong += [(name, one["id"], [node["target"] for node in one["nodes"]][:3]) for one in violations]
    assert wrong == []


def test_every_page_opens_without_a_request_outside_or_a_complaint(walks: Walks, seed_site: Path) -> None:
    walk = walks(seed_site)
    for path in sorted(seed_site.rglob("*.html")):
        walk.to(path.relative_to(seed_site).as_posix())


def test_without_a_script_every_page_says_the_same(walks: Walks, seed_site: Path, artefacts: Path) -> None:
    walk = walks(seed_site, scripts=False)
    for name, address in TYPES.items():
        page = walk.to(address)
        assert page.locator("h1").is_visible()
        page.screenshot(path=artefacts / f"site-{name}-no-script.png")
    page = walk.to("search.html")
    page.locator("noscript a").first.click()
    page.wait_for_url("**/themes/index.html")
    page = walk.to(TYPES["question"])
    expect(page.locator("table.answer tbody tr")).to_have_count(6)
    assert not page.locator(".copy").first.is_visible()


def test_no_hostile_text_runs(walks: Walks, hostile_site: Path, artefacts: Path) -> None:
    walk = walks(hostile_site)
    for path in sorted(hostile_site.rglob("*.html")):
        page = walk.to(path.relative_to(hostile_site).as_posix())
        assert page.locator("img, iframe, a[href^=javascript]").count() == 0, path
        assert page.locator("main script[src]").count() == 0, path
    page = walk.to("search.html")
    for words in HOSTILE:
        page.fill("#q", words)
        page.wait_for_timeout(200)
    page.fill("#q", "alert")
    page.wait_for_function("() => location.hash === '#q=alert'")
    assert found(page).count() > 5
    assert page.locator("#found img, #found script").count() == 0
    page.screenshot(path=artefacts / "site-hostile-search.png")
