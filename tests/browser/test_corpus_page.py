"""What a visitor does on the page of a whole corpus, in a real browser that draws by WebGL."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from views.corpora import HOSTILE, generated, hostile

from browser.conftest import Opens, Scheme
from browser.test_network_page import expect
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views import corpus
from kg.views.texts import drawable

pytestmark = pytest.mark.browser

DRAWN = "() => performance.getEntriesByName('first-draw').length > 0"


@pytest.fixture(scope="module")
def corpus_page(seed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus of the seeds."""
    path = tmp_path_factory.mktemp("corpus") / "corpus.html"
    corpus.write(drawable(KnowledgeGraph(seed_store)), path, title="Five studies")
    return path


@pytest.fixture(scope="module")
def whole_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of nearly 20,000 marks."""
    path = tmp_path_factory.mktemp("whole") / "corpus.html"
    corpus.write(generated(940), path, title="Twenty thousand marks")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_it_opens_without_a_request_or_a_complaint(
    opens: Opens, whole_page: Path, artefacts: Path, scheme: Scheme, size: tuple[int, int]
) -> None:
    page = opens(whole_page, size=size, scheme=scheme).page
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(300)
    page.screenshot(path=artefacts / f"corpus-{size[0]}-{scheme}.png", full_page=size[0] == 390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("chart.sigma.getGraph().order") == 19_770


def test_twenty_thousand_marks_are_drawn_at_once(opens: Opens, whole_page: Path, artefacts: Path) -> None:
    page = opens(whole_page).page
    page.wait_for_function(DRAWN)
    taken = page.evaluate("performance.getEntriesByName('first-draw')[0].startTime")
    (artefacts / "first-draw-corpus.txt").write_text(
        f"19,770 marks drawn {taken:.0f} ms after the page was asked for\n"
    )
    assert taken < 10_000
    assert whole_page.stat().st_size < 2_500_000


def test_an_address_chooses_and_filters(opens: Opens, corpus_page: Path, artefacts: Path) -> None:
    page = opens(corpus_page, "#theme/data-sharing?hide=cause").page
    expect(page.locator("#detail-title")).to_have_text("data sharing")
    expect(page.locator("#detail")).to_contain_text("data sharing is not smooth")
    expect(page.locator("#detail .lead")).to_have_text("Problems in 3 of 4 cases")
    assert not page.is_checked(".toggle input[value=cause]")
    assert page.evaluate("chart.sigma.getGraph().size") == 3
    page.screenshot(path=artefacts / "corpus-theme.png")
    page.click("#detail .go:has-text('data sharing is not smooth')")
    page.wait_for_function("() => location.hash === '#statement/003_81017fc05be48154-p2?hide=cause'")
    page.click("#detail dd a:has-text('W District,S City')")
    expect(page.locator("#detail-title")).to_have_text("W District,S City")
    page.click("#detail .back")
    expect(page.locator("#overview")).to_be_visible()


def test_the_keyboard_reaches_a_mark(opens: Opens, corpus_page: Path) -> None:
    page = opens(corpus_page).page
    page.wait_for_function(DRAWN)
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#overview")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_be_focused()


def test_a_click_on_a_dot_chooses_it(opens: Opens, corpus_page: Path) -> None:
    page = opens(corpus_page).page
    page.wait_for_function(DRAWN)
    spot = page.evaluate(
        "() => { const { x, y } = corpus.byId.get('statement/003_81017fc05be48154-p2');"
        " const at = chart.sigma.graphToViewport({ x, y: -y });"
        " const frame = document.getElementById('network').getBoundingClientRect();"
        " return [frame.x + at.x, frame.y + at.y]; }"
    )
    page.mouse.move(*spot)
    page.mouse.click(*spot)
    expect(page.locator("#detail-title")).to_have_text("data sharing is not smooth")


def test_search_finds_themes_first(opens: Opens, corpus_page: Path) -> None:
    page = opens(corpus_page).page
    page.fill("#search", "数据共享")
    expect(page.locator("#found li .name")).to_have_text(["data sharing"])
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_have_text("data sharing")


def test_the_tables_say_the_same(opens: Opens, corpus_page: Path, artefacts: Path) -> None:
    page = opens(corpus_page).page
    page.click("#view")
    expect(page.locator("#table tbody tr")).to_have_count(page.evaluate("corpus.themes.length + corpus.cases.length"))
    page.screenshot(path=artefacts / "corpus-table.png")
    page.click("#table a:has-text('data sharing')")
    expect(page.locator("#detail-title")).to_have_text("data sharing")


def test_many_cases_are_listed_when_they_are_asked_for(opens: Opens, whole_page: Path) -> None:
    page = opens(whole_page, "#table").page
    expect(page.locator("#cases tr")).to_have_count(60)
    page.click("#more-cases")
    expect(page.locator("#cases tr")).to_have_count(120)


def test_it_speaks_chinese(opens: Opens, corpus_page: Path, artefacts: Path) -> None:
    page = opens(corpus_page, "#theme/data-sharing").page
    page.click("#language")
    expect(page.locator("#detail-title")).to_have_text("数据共享")
    page.screenshot(path=artefacts / "corpus-zh.png")
    assert not page.evaluate(
        "[...document.querySelectorAll('[data-t]')].filter((one) => one.textContent === one.dataset.t).length"
    )


def test_without_webgl_it_says_so_and_the_tables_stand(opens: Opens, corpus_page: Path, artefacts: Path) -> None:
    page = opens(corpus_page).page
    page.add_init_script(
        "const found = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {"
        " return kind.startsWith('webgl') ? null : found.call(this, kind, ...more); };"
    )
    page.reload()
    expect(page.locator("#no-webgl")).to_be_visible()
    expect(page.locator("#table")).to_be_visible()
    page.screenshot(path=artefacts / "corpus-no-webgl.png")


def test_the_table_of_themes_remains_without_a_script(opens: Opens, corpus_page: Path) -> None:
    page = opens(corpus_page, scripts=False).page
    expect(page.locator("#table")).to_be_visible()
    expect(page.locator("#network")).to_be_hidden()


def test_pictures_are_kept(opens: Opens, corpus_page: Path, artefacts: Path) -> None:
    page = opens(corpus_page).page
    page.wait_for_function(DRAWN)
    for form in ("svg", "png"):
        with page.expect_download() as kept:
            page.click(f"#{form}")
        kept.value.save_as(artefacts / f"corpus.{form}")
    assert (artefacts / "corpus.png").read_bytes().startswith(b"\x89PNG")
    svg = etree.parse(artefacts / "corpus.svg").getroot()
    assert len(svg.findall(".//{http://www.w3.org/2000/svg}circle")) == 67


def test_hostile_labels_run_nothing(opens: Opens, tmp_path: Path) -> None:
    corpus.write(hostile(), tmp_path / "corpus.html", title=HOSTILE[0])
    page = opens(tmp_path / "corpus.html").page
    for number, words in enumerate(HOSTILE):
        page.evaluate("(id) => { location.hash = '#' + id; }", f"statement/h{number}-p1")
        page.wait_for_function("(text) => document.getElementById('detail-title')?.textContent === text", arg=words)
    page.fill("#search", "alert")
    page.click("#view")
    expect(page.locator("img, iframe, a[href^=javascript]")).to_have_count(0)
