"""The matrix and the gap map in a real browser: filtered, turned, read by keyboard, on paper and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from comparison.worlds import hostile

from browser.conftest import Opens, Scheme
from kg.comparison import gap_map, matrix
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views import gaps as gaps_page
from kg.views import matrix as matrix_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SHARING = "003_81017fc05be48154-k1.data-sharing"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES = [(1440, 900), (1024, 768), (390, 844)]
#: The pages in the windows in which they are looked at.
LOOKS = [
    *((name, size, scheme) for name in ("matrix", "gaps") for size in SIZES for scheme in SCHEMES),
    ("turned", (390, 844), "light"),
    ("turned", (1440, 900), "dark"),
    ("hostile", (1024, 768), "light"),
    ("gaps-zh", (390, 844), "dark"),
]
TABLE = """[...document.querySelectorAll('#matrix tr')].filter((row) => !row.hidden).map((row) =>
  [...row.cells].filter((cell) => !cell.hidden).map((cell) => cell.innerText.replace(/\\s+/g, ' ').trim()))"""


@pytest.fixture(scope="module")
def pages(seed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of the seeds, and of a graph whose every word is hostile."""
    folder = tmp_path_factory.mktemp("matrix")
    graph = KnowledgeGraph(seed_store)
    matrix_page.write(matrix(graph), folder / "matrix.html", source="seeds")
    matrix_page.write(matrix(graph, role="problem"), folder / "problems.html")
    matrix_page.write(matrix(graph, transposed=True), folder / "turned.html")
    matrix_page.write(matrix(hostile()), folder / "hostile.html")
    gaps_page.write(gap_map(graph), folder / "gaps.html", source="seeds")
    gaps_page.write(gap_map(graph, language="zh"), folder / "gaps-zh.html")
    return {path.stem: path for path in folder.iterdir()}


def shown(page: Page) -> list[list[str]]:
    """What is to be seen of the table."""
    found: list[list[str]] = page.evaluate(TABLE)
    return found


@pytest.mark.parametrize("look", LOOKS, ids=[f"{name}-{size[0]}-{scheme}" for name, size, scheme in LOOKS])
def test_it_opens_without_a_request_or_a_complaint(
    opens: Opens, pages: dict[str, Path], artefacts: Path, look: tuple[str, tuple[int, int], Scheme]
) -> None:
    name, size, scheme = look
    page = opens(pages[name], size=size, scheme=scheme).page
    page.screenshot(path=artefacts / f"{name}-{size[0]}-{scheme}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("document.images.length") == 0
    page.locator("#matrix td a").first.click()
    assert page.locator("#panel blockquote").count() >= 1
    page.screenshot(path=artefacts / f"{name}-{size[0]}-{scheme}-words.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_cell_opens_its_words_by_keyboard(opens: Opens, pages: dict[str, Path]) -> None:
    page = opens(pages["matrix"]).page
    page.focus(f"[id='c.case/{SHARING}']")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    assert "data sharing is not smooth" in panel.inner_text()
    assert page.evaluate("document.activeElement.id") == "panel"
    assert page.evaluate("location.hash").startswith("#cell=case")
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.id") == f"c.case/{SHARING}"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "c.case/001_6afee907cf989e5b-k1.data-sharing"


def test_choosing_a_role_shows_what_the_matrix_of_that_role_shows(opens: Opens, pages: dict[str, Path]) -> None:
    page = opens(pages["matrix"]).page
    page.select_option("[name=role]", "problem")
    assert "role=problem" in page.evaluate("location.hash")
    found, expected = shown(page), shown(opens(pages["problems"]).page)
    assert found[0] == expected[0]
    assert [[cell.replace("problem ", "") for cell in row] for row in found[1:-1]] == expected[1:-1]
    assert {cell for row in found[1:-1] for cell in row[1:]} >= {"not reported –", "comparator ◇"}
    assert page.locator("#words li:visible").count() == 17


def test_turning_the_page_shows_the_turned_matrix(opens: Opens, pages: dict[str, Path]) -> None:
    page = opens(pages["matrix"]).page
    before = shown(page)
    page.check("[name=turned]")
    turned = shown(page)
    assert turned == shown(opens(pages["turned"]).page)
    assert page.evaluate("[...document.querySelectorAll('#matrix tbody th')].every((head) => head.scope === 'row')")
    page.uncheck("[name=turned]")
    assert shown(page) == before


def test_the_address_brings_back_what_was_shown(opens: Opens, pages: dict[str, Path]) -> None:
    page = opens(pages["matrix"]).page
    page.select_option("[name=facet]", "data")
    page.select_option("[name=least]", "3")
    page.check("[name=turned]")
    page.uncheck("[name=comparators]")
    again = opens(pages["matrix"], page.evaluate("location.hash")).page
    assert shown(again) == shown(page)
    assert [row[0] for row in shown(page)[1:]] == ["data application data", "data governance data", "data sharing data"]
    assert not any("Hangzhou" in head for head in shown(page)[0])
    page.click("button[type=reset]")
    assert page.evaluate("location.hash") == ""
    assert shown(page) == shown(opens(pages["matrix"]).page)


def test_a_cell_can_be_linked_to(opens: Opens, pages: dict[str, Path]) -> None:
    page = opens(pages["matrix"], f"#cell=case/{SHARING}").page
    assert "data sharing is not smooth" in page.locator("#panel").inner_text()


def test_without_a_script_a_cell_leads_to_its_words_and_back(opens: Opens, pages: dict[str, Path]) -> None:
    for name in ("matrix", "gaps", "hostile"):
        page = opens(pages[name], scripts=False).page
        assert page.locator(".controls").is_hidden()
        page.locator("#matrix td a").first.click()
        assert page.locator("#words article:target blockquote").first.is_visible()
        page.locator("#words article:target a").click()
        assert page.locator("#matrix td a:target").count() == 1


def test_only_gaps(opens: Opens, pages: dict[str, Path]) -> None:
    page = opens(pages["gaps"]).page
    whole = len(shown(page))
    page.check("[name=gaps]")
    rows = shown(page)[1:]
    assert len(rows) == 7 < whole
    assert all("propose" in row[-1] for row in rows)
    page.locator("#matrix td a").first.click()
    assert "this problem has no countermeasure in its study" in page.locator("#panel").inner_text()


def test_paper_shows_every_word(opens: Opens, pages: dict[str, Path], artefacts: Path) -> None:
    page = opens(pages["matrix"]).page
    page.emulate_media(media="print")
    assert page.locator("#words blockquote:visible").count() == 64
    assert page.locator(".controls").is_hidden()
    page.pdf(path=artefacts / "matrix.pdf", prefer_css_page_size=True)
