"""Whatever an abstract, a question or an address holds, no page that is served or written runs it or asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from server.conftest import Running, running
from views.corpora import HOSTILE, attacks

from browser.conftest import Opens
from browser.walking import Walk, Walks
from kg import comparison, evaluation, extraction, graph, lexicon, queries, reports
from kg.graph import KnowledgeGraph
from kg.model import Reading
from kg.triples import CANDIDATES
from kg.views import corpus, gaps, matrix, network, site, texts
from kg.views import evaluation as evaluation_page
from kg.vocabulary import BASE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: One page of so many is opened from the server; all of them are opened from the folder (`test_no_hostile_text_runs`).
_SAMPLE = 5

#: How many hostile abstracts are read by machine, beside those that are marked.
_EXTRACTED = 12
#: What no page may hold: something that runs, or asks for something, without being ours.
_FOREIGN = """() => [...document.querySelectorAll("*")].filter((one) =>
    one.matches("img, iframe, object, embed, [href^='javascript:' i], main script[src]")
    || [...one.attributes].some(({ name }) => name.startsWith("on"))).map((one) => one.outerHTML.slice(0, 200))"""
_ASKED = Path(__file__).parent.parent / "data" / "views" / "asked"
_STOPPED = "Executing inline event handler violates the following Content Security Policy"
_TITLE = "</title><script>alert(1)</script>"


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return list(attacks(_EXTRACTED))


@pytest.fixture(scope="module")
def attacked(readings: list[Reading], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built folder with its site, in which everything is hostile."""
    folder = tmp_path_factory.mktemp("attacked") / "graph"
    graph.write([extraction.assemble(reading, lexicon.load()) for reading in readings], folder)
    site.write(KnowledgeGraph.open(folder), folder / "site", title=_TITLE)
    return folder


@pytest.fixture(scope="module")
def served(attacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(attacked, tmp_path_factory.mktemp("server") / "log") as server:
        yield server


def harmless(page: Page) -> None:
    assert page.evaluate(_FOREIGN) == []


def test_every_page_of_the_site_that_is_served(walks: Walks, attacked: Path, served: Running) -> None:
    walk = walks(served.url, "")
    pages = sorted(path.relative_to(attacked / "site").as_posix() for path in (attacked / "site").rglob("*.html"))
    assert len(pages) > 200
    for name in pages[::_SAMPLE]:
        harmless(walk.to(quote(name)))


def test_the_page_of_every_resource(walks: Walks, attacked: Path, served: Running) -> None:
    walk = walks(served.url, "questions")
    store = KnowledgeGraph.open(attacked).store
    ours = [name for name in store.graphs() if "/study-" in name.value or name == CANDIDATES]
    subjects = {str(quad.subject)[1:-1] for name in ours for quad in store.quads(name)}
    names = sorted(subject.removeprefix(BASE) for subject in subjects | {name.value for name in store.graphs()})
    kinds: dict[str, list[str]] = {}
    for name in names:
        kinds.setdefault(name.partition("/")[0], []).append(name)
    assert kinds.keys() >= {"study", "abstract", "case", "statement", "evidence", "quote", "theory", "graph"}
    for same in kinds.values():
        for name in same[:: max(1, len(same) // 6)]:
            harmless(walk.to(f"page/{name}"))
            assert walk.page.locator("table").count() > 0, name


def test_every_question_with_hostile_terms(walks: Walks, served: Running, artefacts: Path) -> None:
    walk = walks(served.url, "questions")
    for number, name in enumerate(queries.names()):
        harmless(walk.to(f"questions/{name}"))
        texts_of = [one.name for one in queries.load(name).parameters if one.type == "string" and not one.choices]
        given = {one: HOSTILE[number % len(HOSTILE)] for one in texts_of if one != "language"}
        refused(walk, f"questions/{name}?{urlencode(given)}")
    walk.to(f"questions/theme_causes?{urlencode({'theme': HOSTILE[0]})}")
    assert walk.page.input_value("[name=theme]") == HOSTILE[0]
    walk.to("questions/theme_statements?theme=data-sharing")
    walk.page.screenshot(path=artefacts / "served-question.png")


def refused(walk: Walk, address: str) -> None:
    """Go where an answer may be an error: what Chromium says of its status is no complaint."""
    before = len(walk.complaints)
    harmless(walk.to(address))
    said = "Failed to load resource: the server responded with a status of 4"
    walk.complaints[before:] = [one for one in walk.complaints[before:] if said not in one]


@pytest.mark.parametrize("way", ["page/theme/", "page/", "questions/", "data/", "id/", "studies/", "", "assets/"])
def test_an_address_that_leads_nowhere(walks: Walks, served: Running, way: str) -> None:
    walk = walks(served.url, "questions")
    for words in HOSTILE:
        refused(walk, f"{way}{quote(words, safe='')}x")


@pytest.mark.parametrize("name", ["labels", "crafted"])
def test_the_editor_shows_hostile_answers_as_text(name: str, walks: Walks, served: Running, artefacts: Path) -> None:
    walk = walks(served.url, "sparql")
    page, sparql = walk.page, (_ASKED / f"{name}.rq").read_text(encoding="utf-8")
    page.locator(".CodeMirror >> visible=true").evaluate("(one, text) => one.CodeMirror.setValue(text)", sparql)
    page.click(".yasqe_queryButton >> visible=true")
    page.wait_for_selector(".yasr table tbody tr >> visible=true")
    page.wait_for_timeout(500)
    assert page.locator(".yasr :is(img, iframe, script, object, [href^='javascript:' i])").count() == 0
    page.screenshot(path=artefacts / f"served-editor-{name}.png")
    # The editor's library reads what it searches in as markup, and lets an IRI out of its attribute: the policy of the
    # page stops both, and says so.
    walk.complaints[:] = [said for said in walk.complaints if _STOPPED not in said]


def test_every_page_that_a_command_writes(
    opens: Opens, attacked: Path, readings: list[Reading], tmp_path: Path
) -> None:
    with KnowledgeGraph.open(attacked) as opened:
        matrix.write(comparison.matrix(opened), tmp_path / "matrix.html", source=_TITLE)
        gaps.write(comparison.gap_map(opened), tmp_path / "gaps.html", source=_TITLE)
        network.write(texts.drawable(opened), tmp_path / "network.html", title=_TITLE)
        corpus.write(texts.drawable(opened), tmp_path / "corpus.html", title=_TITLE)
        reports.write(opened, tmp_path / "brief.html", title=_TITLE)
    again = [extraction.extract(reading.abstract, lexicon.load()) for reading in readings]
    scores = evaluation.evaluate(readings, again)
    evaluation_page.write(readings, again, scores, tmp_path / "evaluation.html")
    for path in sorted(tmp_path.glob("*.html")):
        page = opens(path).page
        page.wait_for_timeout(300)
        foreign = page.evaluate(_FOREIGN)
        assert foreign == [], path
