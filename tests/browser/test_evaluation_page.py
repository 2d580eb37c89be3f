"""The page of an evaluation in a real browser: nothing runs or overflows, and the filter works without a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import Opens, Scheme
from kg.evaluation import evaluate
from kg.model import Abstract, Mention, Reading, Span
from kg.views import evaluation
from kg.vocabulary import Kind

pytestmark = pytest.mark.browser

ATTACK = "</script><img src=x onerror=alert(1)>"
TEXT = f"In Z City {ATTACK} data sharing is slow because staff are few. "


def mention(kind: Kind, words: str, *themes: str) -> Mention:
    start = TEXT.index(words)
    return Mention(Span(start, start + len(words)), kind, themes=themes)


@pytest.fixture(scope="module")
def evaluation_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page on which marks nest and cross, are right, missed, wrong and of another kind."""
    abstracts = [Abstract(f"{number}", TEXT * 8, title=ATTACK) for number in range(3)]
    marks = mention(Kind.CASE, "Z City"), mention(Kind.PROBLEM, "data sharing is slow", "data-sharing")
    others = marks[0], mention(Kind.CAUSE, "sharing is slow because", "talent"), mention(Kind.TECHNOLOGY, "data")
    gold, found = ([Reading(abstract, read) for abstract in abstracts] for read in (marks, others))
    path = tmp_path_factory.mktemp("evaluation") / "page.html"
    evaluation.write(gold, found, evaluate(gold, found), path)
    return path


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_never_scrolls_sideways(
    opens: Opens, evaluation_page: Path, artefacts: Path, width: int, scheme: Scheme
) -> None:
    page = opens(evaluation_page, size=(width, 900), scheme=scheme).page
    # Chromium cannot picture the whole of so long a page every time.
    page.screenshot(
        path=artefacts / f"evaluation-{width}-{scheme}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": 4_000},
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_hostile_text_stays_text(opens: Opens, evaluation_page: Path) -> None:
    page = opens(evaluation_page).page
    assert page.evaluate("document.images.length + document.scripts.length") == 0
    words = "[...document.querySelector('.text').querySelectorAll('.said')].map((said) => said.textContent).join('')"
    assert page.evaluate(words) == TEXT * 8


def test_the_filter_hides_and_shows_without_a_script(opens: Opens, evaluation_page: Path) -> None:
    page = opens(evaluation_page, scripts=False).page
    right = page.locator(".chip.v-right").first
    assert right.is_visible()
    page.focus("#show-right")
    page.keyboard.press("Space")
    assert not right.is_visible()
    page.keyboard.press("Space")
    assert right.is_visible()


def test_a_tag_leads_to_its_entry_and_back(opens: Opens, evaluation_page: Path) -> None:
    page = opens(evaluation_page, scripts=False).page
    page.locator("a.chip").first.click()
    entry = page.locator(".mistakes li:target")
    assert entry.count() == 1
    entry.locator("a.back").click()
    assert page.locator("a.chip:target").count() == 1
