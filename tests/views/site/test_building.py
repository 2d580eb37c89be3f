"""The site is whole or not there, the same every time, says what the studies say, and runs nothing of its own."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from base64 import b64decode
from pathlib import Path

import pytest

from kg import graph
from kg.errors import OutputError
from kg.graph import KnowledgeGraph
from kg.model import Abstract, Case, Evidence, Span, Statement, Study
from kg.store import Store
from kg.views.site import building, companions, listing
from kg.vocabulary import STATEMENT_KINDS, Kind, Role, Status
from views.worlds import dead_ends, document, framed, pages, write_site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)


@pytest.fixture(autouse=True)
def _own_pages_only(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the companions out of the sites that a test here builds itself: they have tests of their own."""
    if "seed_site" not in request.fixturenames and "hostile_site" not in request.fixturenames:
        monkeypatch.setattr(companions, "COMPANIONS", ())


def shown(page: Path, path: str) -> list[str]:
    """The texts of the elements of a page that an XPath names, without the signs in them."""
    return [
        "".join(element.xpath(".//text()[not(ancestor::a[@class='sign'])]")) for element in document(page).xpath(path)
    ]


def many(count: int) -> list[Study]:
    """Studies of one case and one problem each, all with one theme."""
    text = "It is found that data sharing is not smooth in Z City."
    problem = Statement("p1", Kind.PROBLEM, "data sharing", ("data-sharing",), Evidence("", Span(17, 29)), case="k1")
    case = Case("k1", "Z City", Role.SUBJECT, (Evidence("", Span(47, 53)),))
    return [
        Study(Abstract(f"s{number:05}", text), Status.REVIEWED, cases=(case,), statements=(problem,))
        for number in range(count)
    ]


def test_each_study_shows_its_abstract_to_the_letter(seed_site: Path, seed_studies: tuple[Study, ...]) -> None:
    for study in seed_studies:
        page = seed_site / "studies" / f"{study.abstract.id}.html"
        (abstract,) = shown(page, "//*[@class='abstract']")
        assert abstract == study.abstract.text


def test_each_statement_is_marked_at_its_anchor_and_told_in_its_entry(
    seed_site: Path, seed_studies: tuple[Study, ...]
) -> None:
    for study in seed_studies:
        page = seed_site / "studies" / f"{study.abstract.id}.html"
        for said in study.statements:
            assert shown(page, f"//mark[@id='{said.id}']") == [said.phrase]
            assert shown(page, f"//*[@id='about-{said.id}']//*[@class='phrase']") == [said.phrase]


def test_the_overview_counts_what_its_numbers_lead_to(seed_site: Path) -> None:
    counted = document(seed_site / "index.html").xpath("//*[@class='figures']//strong/a")
    assert len(counted) == 6
    for link in counted:
        target = seed_site / link.get("href")
        listed = document(target).xpath("(//ul[@class='claims' or @class='items'])[1]/li")
        assert len(listed) == int(link.text)


def test_every_theme_lists_its_statements(seed_site: Path, seed_studies: tuple[Study, ...]) -> None:
    for theme in {theme for study in seed_studies for said in study.statements for theme in said.themes}:
        for kind in STATEMENT_KINDS:
            phrases = [
                s.phrase for study in seed_studies for s in study.statements if theme in s.themes and s.kind is kind
            ]
            page = seed_site / "themes" / f"{theme}.html"
            assert sorted(shown(page, f"//section[@data-kind='{kind}']//mark")) == sorted(phrases)


def test_silence_is_not_called_absence(seed_site: Path, seed_studies: tuple[Study, ...]) -> None:
    for study in seed_studies:
        kinds = {said.kind for said in study.statements}
        text = "".join(shown(seed_site / "studies" / f"{study.abstract.id}.html", "//main"))
        for kind in STATEMENT_KINDS:
            assert (f"reports no {kind}" in text) == (kind not in kinds)


def test_a_table_can_be_downloaded_and_no_cell_of_it_is_a_formula(seed_site: Path) -> None:
    links = document(seed_site / "themes" / "data-sharing.html").xpath("//a[@download]/@href")
    rows = list(csv.reader(io.StringIO(b64decode(links[0].partition("base64,")[2]).decode("utf-8-sig"))))
    assert rows[0][:2] == ["kind", "words"]
    assert len(rows) == 1 + 5
    assert listing.line(("=1+1", "-2", 0.5, None)) == "'=1+1,'-2,0.5,\r\n"


def test_nothing_runs_but_what_the_policy_names(seed_site: Path, hostile_site: Path) -> None:
    for page in (*framed(seed_site), *framed(hostile_site)):
        found = document(page)
        assert found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
        assert not found.xpath(
            "//script[not(@src)] | //style | //@style | //@*[starts-with(name(), 'on')] | //form | //base"
        )
        sources = [str(source) for source in found.xpath("//script/@src | //link/@href | //img/@src")]
        assert all(re.fullmatch(r"(\.\./)*(static|search)/[\w./-]+|data:,", source) for source in sources)


def test_hostile_words_stay_words(hostile_site: Path) -> None:
    for page in pages(hostile_site):
        found = document(page)
        assert not found.xpath("//img | //svg[@onload] | //a[starts-with(@href, 'javascript')]"), page


def test_no_link_leads_nowhere(seed_studies: tuple[Study, ...], tmp_path: Path) -> None:
    folder = write_site(graph.collect(seed_studies), tmp_path / "site", "Seeds")
    ends = [end for end in dead_ends(folder) if "questions/" not in end]
    assert ends == []


def test_a_long_list_is_cut_into_pages_that_say_which_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(listing, "MOST", 10)
    folder = write_site(graph.collect(many(25)), tmp_path / "site", "Many")
    leaves = [folder / "themes" / name for name in ("data-sharing.html", "data-sharing.2.html", "data-sharing.3.html")]
    assert [len(shown(leaf, "//section[@data-kind='problem']//li[@class='claim']")) for leaf in leaves] == [10, 10, 5]
    assert "11–20 of 25" in shown(leaves[1], "//nav[@class='leaves']")[0]
    assert [len(shown(leaf, "//section[@data-kind='achievement']")) for leaf in leaves] == [0, 0, 1]
    assert [end for end in dead_ends(folder) if "questions/" not in end] == []


def test_the_same_graph_gives_the_same_bytes(seed_store: Store, tmp_path: Path) -> None:
    digests = []
    for name in ("one", "two"):
        folder = write_site(Store(seed_store.quads()), tmp_path / name, "Seeds")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        digests.append([(path.relative_to(folder), hashlib.sha256(path.read_bytes()).hexdigest()) for path in files])
    assert digests[0] == digests[1]


def test_a_corpus_without_studies_has_a_site_that_says_so(tmp_path: Path) -> None:
    folder = write_site(graph.collect([]), tmp_path / "site", "Nothing")
    assert "No theme has problems in more than one case" in shown(folder / "index.html", "//main")[0]
    assert "There are no studies" in shown(folder / "studies" / "index.html", "//main")[0]


def test_it_opens_in_the_language_that_is_asked_for(seed_store: Store, tmp_path: Path) -> None:
    building.write(KnowledgeGraph(seed_store), tmp_path / "site", title="种子", language="zh")
    page = document(tmp_path / "site" / "index.html")
    assert page.get("lang") == "zh"
    assert page.xpath("//input[@name='language'][@checked]/@value") == ["zh"]


def test_quotes_are_in_no_element_that_a_language_hides(seed_site: Path, hostile_site: Path) -> None:
    for page in (*pages(seed_site), *pages(hostile_site)):
        assert not document(page).xpath("//span[@lang]//mark | //span[@lang]//q | //span[@lang]//blockquote")


# -- The place where it is written ------------------------------------------------------------------------------------


def test_an_older_site_is_replaced(tmp_path: Path) -> None:
    store, folder = graph.collect(many(1)), tmp_path / "site"
    write_site(store, folder, "Old")
    (folder / "old.html").touch()
    write_site(store, folder, "New")
    assert not (folder / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(OutputError, match="holds files that are not a site's"):
        write_site(graph.collect([]), tmp_path, "No")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_site_that_fails_half_way_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store, folder = graph.collect(many(1)), tmp_path / "site"
    write_site(store, folder, "Old")

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(building, "_copy_static", fail)
    with pytest.raises(RuntimeError):
        write_site(store, folder, "New")
    assert "Old" in (folder / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
