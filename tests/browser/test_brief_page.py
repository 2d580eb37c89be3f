"""The page of a brief in Chromium: it prints on two sheets whatever it is about, and fits every window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from reports.worlds import HOSTILE, copies, opened, saying

from kg import reports
from kg.model import Study

from .conftest import Opens, Scheme

pytestmark = pytest.mark.browser

_SHEET = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def pages(seed_studies: Sequence[Study], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The briefs of the seeds, of hundreds of studies, of one, and of words that attack, in both languages."""
    folder = tmp_path_factory.mktemp("briefs")
    worlds = {
        "seeds": opened(seed_studies),
        "hundreds": opened(copies(seed_studies, 200)),
        "one": opened(seed_studies[:1]),
        "hostile": opened([saying(number, words) for number, words in enumerate(HOSTILE)]),
    }
    made = {f"{name}-{language}": folder / f"{name}-{language}.html" for name in worlds for language in ("en", "zh")}
    for name, graph in worlds.items():
        for language in ("en", "zh"):
            reports.write(graph, made[f"{name}-{language}"], language=language)
    return made


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("world", ["seeds", "hundreds", "one", "hostile"])
def test_it_prints_on_two_sheets_at_most(world: str, language: str, pages: dict[str, Path], opens: Opens) -> None:
    printed = opens(pages[f"{world}-{language}"]).page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(_SHEET.findall(printed)) <= 2


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("world", ["seeds", "hostile"])
def test_it_fits_the_window(world: str, width: int, scheme: Scheme, pages: dict[str, Path], opens: Opens) -> None:
    page = opens(pages[f"{world}-en"], size=(width, 900), scheme=scheme).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_number_leads_to_its_note_and_a_quote_to_its_study(pages: dict[str, Path], opens: Opens) -> None:
    page = opens(pages["seeds-en"]).page
    page.locator("main sup a").first.click()
    assert page.locator("p:has(:target)").inner_text().startswith("kg ask DIR")
    page.locator("main .cite").first.click()
    assert page.locator(":target").inner_text().startswith("S1")
