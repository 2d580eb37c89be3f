"""Every address in a site leads somewhere, no page is too large, and none holds a script or a style of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from views.corpora import HOSTILE
from views.worlds import dead_ends, document, framed, pages, records

LARGEST = 2_000_000


@pytest.fixture(params=["seed_site", "hostile_site"])
def site(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder


def test_every_address_leads_somewhere(site: Path) -> None:
    assert list(dead_ends(site)) == []


def test_a_dead_end_is_found(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        "<p id=here><a href='#here'><a href='#there'><a href='gone.html'><a href='https://example.org/'><a href='//x/'>"
        "<a href='../outside.html'><img src='data:,'><a href='data:text/html,x'>",
        encoding="utf-8",
    )
    found = {line.partition(": ")[2] for line in dead_ends(tmp_path)}
    assert found == {"#there", "gone.html", "https://example.org/", "//x/", "../outside.html", "data:text/html,x"}


def test_no_page_is_too_large(site: Path) -> None:
    for path in [*pages(site), *(site / "search").iterdir()]:
        assert path.stat().st_size < LARGEST, path


def test_a_page_holds_no_script_or_style_of_its_own(site: Path) -> None:
    for page in framed(site):
        tree = document(page)
        assert all("src" in script.attrib and not script.text for script in tree.iter("script")), page
        assert not list(tree.iter("style")), page
        assert not tree.xpath("//@*[starts-with(name(), 'on') or name() = 'style']"), page
        assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0].startswith("default-src 'none'")


def test_what_a_whole_page_runs_is_named_by_its_policy(site: Path) -> None:
    whole = set(pages(site)) - set(framed(site))
    assert len(whole) == 5
    for page in whole:
        policy = document(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert re.match(r"default-src 'none'; script-src( 'sha256-[\w+/=]+')+;", policy), page


def test_every_hostile_text_is_told_as_text(hostile_site: Path) -> None:
    told = {text for text, _ in records(hostile_site)}
    assert told >= set(HOSTILE)
