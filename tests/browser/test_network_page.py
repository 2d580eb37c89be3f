"""What a visitor does on the network page, in a real browser: look, search, filter, choose, read, switch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from views.corpora import HOSTILE

from browser.conftest import Opens, Scheme

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SHARING = "#statement/003_81017fc05be48154-p2"
LINHAI = "#case/002_f0a00859b3d7e2b8-k1"
HIDDEN = "() => map.network.body.data.nodes.get({ filter: (node) => node.hidden }).length"
FAINT = "() => map.lines.filter((line) => line.opacity < 0.1).length"


def expect(locator: Locator, message: str | None = None) -> Any:  # noqa: ANN401 - Playwright does not export its type
    """Wait for what is asserted: a page does what it is asked to in its own time.

    It is imported here, since only where a browser is tested Playwright is installed.
    """
    from playwright.sync_api import expect as expectation

    return expectation(locator, message)


def _spot(page: Page, node: str) -> tuple[float, float]:
    """Where a node lies in the window."""
    x, y = page.evaluate(
        "(id) => { const frame = document.getElementById('network').getBoundingClientRect();"
        " const at = map.network.canvasToDOM(map.network.getPosition(id)); return [frame.x + at.x, frame.y + at.y]; }",
        node,
    )
    return float(x), float(y)


def _text(page: Page, selector: str) -> str:
    return " ".join(page.inner_text(selector).split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_it_opens_from_a_folder_without_a_request_or_a_complaint(
    opens: Opens, seed_page: Path, artefacts: Path, scheme: Scheme, size: tuple[int, int]
) -> None:
    page = opens(seed_page, size=size, scheme=scheme).page
    page.wait_for_timeout(300)
    page.screenshot(path=artefacts / f"network-{size[0]}-{scheme}.png", full_page=size[0] == 390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "5 studies" in _text(page, ".figures")
    assert "3 of 4 cases" in _text(page, "#overview")


def test_nothing_moves_when_it_has_opened(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page, motion="no-preference").page
    page.wait_for_timeout(300)
    before = page.evaluate("JSON.stringify(map.network.getPositions())")
    page.wait_for_timeout(500)
    assert page.evaluate("JSON.stringify(map.network.getPositions())") == before
    assert page.evaluate("map.network.physics.options.enabled") is False


def test_a_click_shows_the_words_in_their_sentence(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page).page
    page.mouse.click(*_spot(page, SHARING[1:]))
    expect(page.locator("#detail-title")).to_have_text("data sharing is not smooth")
    quote = page.locator("#detail blockquote").first
    assert quote.locator("mark").inner_text() == "data sharing is not smooth"
    assert quote.inner_text().startswith("It is found that some police forces")
    assert "W District,S City" in _text(page, "#detail dl")
    assert "Reviewed by a person" in _text(page, "#detail dl")
    page.wait_for_function(f"() => location.hash === '{SHARING}'")
    page.screenshot(path=artefacts / "network-statement.png")


def test_a_click_beside_everything_lets_go(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page, SHARING).page
    frame = page.locator("#network").bounding_box()
    assert frame
    page.mouse.click(frame["x"] + 4, frame["y"] + 4)
    expect(page.locator("#overview")).to_be_visible()
    page.wait_for_function(f"() => ({FAINT})() === 0")


def test_what_is_chosen_dims_the_rest(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    page.wait_for_function(f"() => ({FAINT})() === 0")
    page.click("#overview a >> text=data sharing")
    lit = page.evaluate("() => scene.around(map.chosen).size")
    assert 5 < lit < 20
    page.wait_for_function(f"() => ({FAINT})() > 150")


def test_a_theme_shows_its_problems_with_their_cases(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page, "#theme/data-sharing").page
    told = _text(page, "#detail")
    assert "Problems in 3 of 4 cases" in told
    for words, case in [
        ("inadequate integration and sharing of internal and external resources", "Z city"),
        ("difficult to break through information barriers", "J City"),
        ("data sharing is not smooth", "W District,S City"),
    ]:
        assert f"{words} {case}" in told
    page.screenshot(path=artefacts / "network-theme.png")


def test_the_keyboard_reaches_and_reads_a_node(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#overview")).to_be_hidden()
    first = page.evaluate("map.chosen")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(first) => map.chosen !== first", arg=first)
    expect(page.locator("#told")).to_contain_text(page.inner_text("#detail-title"))
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    expect(page.locator("#network")).to_be_focused()


def test_the_keyboard_zooms(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    page.focus("#network")
    before = page.evaluate("map.network.getScale()")
    page.keyboard.press("+")
    page.wait_for_function("(before) => map.network.getScale() > before * 1.01", arg=before)
    page.keyboard.press("0")
    page.wait_for_function("(before) => Math.abs(map.network.getScale() / before - 1) < 1e-6", arg=before)


def test_search_finds_words_of_a_quote(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page).page
    page.fill("#search", "information BARRIERS")
    expect(page.locator("#found li .name")).to_have_text(["difficult to break through information barriers"])
    page.screenshot(path=artefacts / "network-search.png")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "found-0"
    page.keyboard.press("Enter")
    expect(page.locator("#detail-title")).to_have_text("difficult to break through information barriers")
    expect(page.locator("#detail-title")).to_be_focused()


def test_search_says_what_it_found(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    page.fill("#search", "data")
    expect(page.locator("#found-count")).to_contain_text("12 of ")
    page.fill("#search", "nothing of the kind")
    expect(page.locator("#found-count")).to_have_text("Nothing found")
    page.fill("#search", "数据共享")
    expect(page.locator("#found li .name")).to_have_text(["data sharing"])


def test_the_legend_filters(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    box = page.locator(".toggle input[value=problem]")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"() => ({HIDDEN})() === 17")
    expect(page.locator("#hidden-kinds")).to_have_text("1 kind hidden")
    page.mouse.click(*_spot(page, SHARING[1:]))
    page.wait_for_timeout(400)
    assert page.evaluate("map.chosen") != SHARING[1:], "what is hidden cannot be hit"
    page.click("#show-all")
    page.wait_for_function(f"() => ({HIDDEN})() === 0")
    assert box.is_checked()


def test_a_hidden_kind_loses_its_lines(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    drawn = "() => map.lines.length"
    before = page.evaluate(drawn)
    page.uncheck(".toggle input[value=theme]")
    page.wait_for_function(f"(before) => ({drawn})() < before - 60", arg=before)


def test_one_theme_alone(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page).page
    page.select_option("#theme", "theme/data-sharing")
    page.wait_for_function(f"() => ({HIDDEN})() > 100")
    assert page.evaluate("location.hash") == "#?theme=theme/data-sharing"
    assert page.evaluate("map.isHidden('theme/funding')")
    assert page.evaluate(f"map.isHidden('{LINHAI[1:]}')")
    page.screenshot(path=artefacts / "network-one-theme.png")
    page.click("#view")
    said = page.evaluate("scene.others('theme/data-sharing', 'hasTheme', 'in').length")
    expect(page.locator("#table tr[data-kind]:visible")).to_have_count(said)
    page.click("#view")
    page.click("#show-all")
    page.wait_for_function(f"() => ({HIDDEN})() === 0")


def test_one_step_around_and_further_by_a_click(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page, SHARING).page
    expect(page.locator("#steps")).to_be_visible()
    page.locator("#steps input[value='1']").check(force=True)
    page.wait_for_function(f"() => ({HIDDEN})() > 130")
    few = page.evaluate(HIDDEN)
    page.screenshot(path=artefacts / "network-one-step.png")
    page.click("#detail .go:has-text('data sharing')")
    page.wait_for_function(f"(few) => ({HIDDEN})() < few", arg=few)
    assert page.evaluate("location.hash") == f"#theme/data-sharing?steps=1&with={SHARING[1:]}"
    page.locator("#steps input[value='2']").check(force=True)
    page.wait_for_function("() => location.hash.endsWith('steps=2')")
    page.click("#detail .back")
    page.wait_for_function(f"() => ({HIDDEN})() === 0")


def test_an_address_holds_the_node_and_the_filters(opens: Opens, seed_page: Path) -> None:
    address = f"#theme/data-sharing?hide=cause,theory&steps=1&with={SHARING[1:]}"
    page = opens(seed_page, address).page
    expect(page.locator("#detail-title")).to_have_text("data sharing")
    assert not page.is_checked(".toggle input[value=cause]")
    assert page.is_checked("#steps input[value='1']")
    assert page.evaluate("location.hash") == address
    assert page.evaluate("map.isHidden('theme/funding')")
    page.reload()
    expect(page.locator("#detail-title")).to_have_text("data sharing")
    assert page.evaluate("location.hash") == address


@pytest.mark.parametrize(
    "address", ["#%", "#?", "#?steps=9&theme=none&with=,", "#table?hide=cause", "#nobody?hide=__proto__"]
)
def test_any_address_opens(opens: Opens, seed_page: Path, address: str) -> None:
    expect(opens(seed_page, address).page.locator("h1")).to_be_visible()


def test_the_network_is_kept_as_svg(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page).page
    with page.expect_download() as kept:
        page.click("#svg")
    assert kept.value.suggested_filename == "network.svg"
    kept.value.save_as(artefacts / "network.svg")
    svg = etree.parse(artefacts / "network.svg").getroot()
    name = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f".//{name}path/{name}title")) == page.evaluate("scene.details.size")
    assert len(svg.findall(f".//{name}line")) == page.evaluate("map.lines.length")
    assert "data sharing" in [text.text for text in svg.iter(f"{name}text")]


def test_the_network_is_kept_as_png(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page).page
    with page.expect_download() as kept:
        page.click("#png")
    kept.value.save_as(artefacts / "network.png")
    content = (artefacts / "network.png").read_bytes()
    frame = page.locator("#network").bounding_box()
    assert frame
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 2 * round(frame["width"])
    assert len(content) > 50_000


def test_a_hostile_network_is_kept_as_text(opens: Opens, hostile_page: Path) -> None:
    page = opens(hostile_page).page
    found = page.evaluate("new XMLSerializer().serializeToString(picture.svg())")
    elements = {etree.QName(element).localname for element in etree.fromstring(found.encode()).iter("*")}
    assert elements <= {"svg", "title", "rect", "g", "line", "path", "text"}


def test_what_is_not_reported_is_said(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page, LINHAI).page
    assert "Problems: not reported" in _text(page, "#detail")
    page.screenshot(path=artefacts / "network-not-reported.png")


def test_a_comparator_is_told_apart(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page, "#case/001_6afee907cf989e5b-k2").page
    assert "Compared with; not examined" in _text(page, "#detail dl")
    assert page.get_attribute("#detail .badge svg", "class") == "glyph hollow"


def test_a_link_shows_its_basis_and_its_words(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page, "#statement/004_7e82d5b8489e5d5d-p1").page
    told = _text(page, "#detail")
    assert "Caused by 1 diversification,fluidity and fragmentation of information Reviewed by a person" in told
    assert "caused by" in page.locator("#detail li blockquote mark").inner_text()


def test_a_study_shows_its_abstract_with_marks_that_lead_on(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page, "#study/003_81017fc05be48154").page
    page.click(".reading summary")
    assert page.locator(".abstract mark").count() > 20
    page.screenshot(path=artefacts / "network-study.png")
    page.click(".abstract a:has-text('data sharing is not smooth')")
    expect(page.locator("#detail-title")).to_have_text("data sharing is not smooth")


def test_neighbours_lead_on(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page, SHARING).page
    page.click("#detail .go:has-text('data sharing')")
    expect(page.locator("#detail-title")).to_have_text("data sharing")
    page.click("#detail .back")
    expect(page.locator("#overview")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_speaks_chinese(opens: Opens, seed_page: Path, artefacts: Path, scheme: Scheme) -> None:
    page = opens(seed_page, "#theme/data-sharing", scheme=scheme).page
    page.click("#language")
    expect(page.locator("#detail-title")).to_have_text("数据共享")
    assert page.get_attribute("html", "lang") == "zh"
    expect(page.locator(".figures")).to_contain_text("项研究")
    expect(page.locator("#detail"), "quotes stay as written").to_contain_text("data sharing is not smooth")
    page.screenshot(path=artefacts / f"network-zh-{scheme}.png")
    page.click("#language")
    expect(page.locator("#detail-title")).to_have_text("data sharing")
    assert "5 studies" in _text(page, ".figures")


def test_the_table_says_the_same(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page).page
    expect(page.locator("#table")).to_be_hidden()
    page.click("#view")
    expect(page.locator("#table")).to_be_visible()
    expect(page.locator("#network")).to_be_hidden()
    expect(page.locator("#table mark")).to_have_count(61)
    page.screenshot(path=artefacts / "network-table.png")
    page.click("#table a:has-text('social participation') >> nth=0")
    expect(page.locator("#network")).to_be_visible()
    expect(page.locator("#detail-title")).to_have_text("social participation")


def test_an_address_leads_to_the_table(opens: Opens, seed_page: Path) -> None:
    expect(opens(seed_page, "#table").page.locator("#table")).to_be_visible()


def test_the_table_remains_without_a_script(opens: Opens, seed_page: Path, artefacts: Path) -> None:
    page = opens(seed_page, scripts=False).page
    expect(page.locator("#table")).to_be_visible()
    expect(page.locator("#overview")).to_be_visible()
    expect(page.locator("#network")).to_be_hidden()
    expect(page.locator("#search")).to_be_hidden()
    expect(page.locator("#table mark")).to_have_count(61)
    page.screenshot(path=artefacts / "network-no-script.png")


def test_the_table_is_printed(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page).page
    page.emulate_media(media="print")
    expect(page.locator("#table")).to_be_visible()
    expect(page.locator("#network")).to_be_hidden()


def test_the_colours_follow_the_system(opens: Opens, seed_page: Path) -> None:
    page = opens(seed_page, scheme="light").page
    before = page.evaluate("paint.ink('problem')")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert page.evaluate("paint.ink('problem')") != before


def test_hostile_labels_run_nothing(opens: Opens, hostile_page: Path, artefacts: Path) -> None:
    page = opens(hostile_page).page
    page.evaluate("() => { for (const id of scene.details.keys()) { location.hash = '#' + id; } }")
    for number, words in enumerate(HOSTILE):
        page.evaluate("(id) => { location.hash = '#' + id; }", f"statement/h{number}-p1")
        page.wait_for_function("(text) => document.getElementById('detail-title')?.textContent === text", arg=words)
        assert page.locator("#detail blockquote mark").first.text_content() == words
        page.evaluate("(id) => { location.hash = '#' + id; }", f"study/h{number}")
        page.wait_for_function("(text) => document.querySelector('.abstract')?.textContent.includes(text)", arg=words)
    page.mouse.move(*_spot(page, "theory/h0"))
    page.fill("#search", "alert")
    expect(page.locator("#found li")).to_have_count(12)
    page.click("#language")
    page.click("#view")
    page.screenshot(path=artefacts / "network-hostile.png")
    expect(page.locator("img, iframe, a[href^=javascript]")).to_have_count(0)
    assert page.title() == "</title><script>alert(1)</script>"


def test_an_inline_script_would_be_refused(opens: Opens, hostile_page: Path) -> None:
    visit = opens(hostile_page)
    visit.page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = true';"
        " document.body.append(script); }"
    )
    assert visit.page.evaluate("window.ran") is None
    assert len(visit.complaints) == 1
    assert "Content Security Policy" in visit.complaints.pop()


def test_a_thousand_nodes_are_drawn_at_once(opens: Opens, large_page: Path, artefacts: Path) -> None:
    page = opens(large_page).page
    nodes = page.evaluate("scene.details.size")
    taken = page.evaluate("performance.getEntriesByName('first-draw')[0].startTime")
    (artefacts / "first-draw.txt").write_text(f"{nodes} nodes drawn {taken:.0f} ms after the page was asked for\n")
    assert nodes > 1000
    assert taken < 5000
