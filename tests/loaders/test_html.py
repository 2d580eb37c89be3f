"""Saved pages: the abstract is found, what else they say is kept, and what cannot be told apart is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import html, labels
from kg.loaders.visible import see
from kg.model import Abstract, Metadata, Source

DATA = Path(__file__).parents[1] / "data" / "loaders"
LONG = "It is found that data sharing is not smooth in Z City, that talent is short and that few officers are trained."


def page(inside: str, head: str = "") -> Abstract:
    source = f"<!doctype html><html><head>{head}</head><body>{inside}</body></html>"
    return html.parse_page(source, Source("x.html", "html"))


def test_the_page_of_a_thesis_site() -> None:
    abstract = html.parse(DATA / "thesis_page.html")
    assert abstract.text == (
        "It is found that data sharing is not smooth & that “talent” is short in W District,S City.\n"
        "Subject: matters are studied.\nThen talent is."
    )
    assert (abstract.id, abstract.title, abstract.year) == (
        "thesis_page",
        "Research On Smart Policing In W District",
        2023,
    )
    assert abstract.metadata == Metadata(
        posted="2023-08-06",
        degree="Master",
        type="Thesis",
        country="China",
        candidate="M Q Chen",
        identifier="2556306902461744",
        subject="Public administration",
        keywords=("Big data", "Smart policing"),
        extra=(("title", "Research On Smart Policing In W District - A Thesis Site"),),
    )
    assert abstract.source == Source(str(DATA / "thesis_page.html"), "html", "utf-8")


def test_the_page_of_a_journal() -> None:
    abstract = html.parse(DATA / "journal_page.html")
    assert abstract.text == "We study smart policing in Z City.\nData sharing is not smooth."
    assert (abstract.title, abstract.year) == ("Policing in Z City", 2022)
    assert abstract.metadata == Metadata(
        posted="2022-05-01",
        candidate="Li, Ming",
        keywords=("police", "big data"),
        extra=(
            ("citation_author", "Wang, Fang"),
            ("citation_doi", "10.1234/z.2022.5"),
            ("title", "Policing in Z City | A Journal"),
        ),
    )


@pytest.mark.parametrize(
    ("inside", "head"),
    [
        (f'<p>Login</p><span id="ChDivSummary">{LONG}</span><p>Help</p>', ""),
        (f'<p>Login</p><div class="x abstract-text"><h2>Abstract</h2><p>{LONG}</p><p>Keywords: a</p></div>', ""),
        (f"<p>Login</p><dl><dt>Abstract:</dt><dd>{LONG}</dd><dt>Keywords:</dt><dd>a</dd></dl><p>Help</p>", ""),
        (f"<p>Login</p><b>摘要：</b>{LONG}<h3>Help</h3><p>No.</p>", ""),
        ("<p>Login</p>", f'<meta name="citation_abstract" content="{LONG}">'),
        ("<p>Login</p>", f'<meta name="DCTERMS.abstract" content="{LONG}">'),
        (f"<h1>T</h1><p>{LONG}</p>", "<title>T</title>"),
        (LONG, ""),
    ],
)
def test_an_abstract_is_found_by_element_label_or_meta(inside: str, head: str) -> None:
    assert page(inside, head).text == LONG


def test_keywords_in_an_element_are_kept_once() -> None:
    inside = f'<div class="abstract"><p>{LONG}</p><p>Keywords: a; b</p></div>'
    assert page(inside).metadata.keywords == ("a", "b")


@pytest.mark.parametrize("inside", [f"<p>Login</p><p>{LONG}</p>", f"<p>{LONG}</p><p>Copyright 2020</p>"])
def test_an_abstract_that_cannot_be_told_from_the_page_is_refused(inside: str) -> None:
    with pytest.raises(InputError, match=r"cannot be told from the rest of the page .*chrome\.toml"):
        page(inside)


@pytest.mark.parametrize("inside", ["", "<script>x</script>", "<!-- x -->", "<nav>Home</nav>"])
def test_a_page_without_words_is_refused(inside: str) -> None:
    with pytest.raises(InputError, match="there is no abstract in it"):
        page(inside)


def test_malformed_markup_is_read() -> None:
    assert page(f"<div><p>{LONG}</b></td><i></div></p><p").text == LONG


def test_what_stands_beside_every_page_is_left_out() -> None:
    aside = "<div class='x sidebar'>No.</div><p hidden>No.</p><p style='display:none'>No.</p><footer>No.</footer>"
    source = f"<html><body class='menu'>{aside}<p>{LONG}</p><select><option>No.</option></select></body></html>"
    assert html.parse_page(source, Source("x.html", "html")).text == LONG


def test_markup_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        page("<div>" * 100_000 + LONG)
    assert page("<div>" * 500 + LONG).text == LONG


def test_entities_and_spaces_are_read_as_they_are_shown() -> None:
    assert (
        page("<p>  a\n &amp; &lt;b&gt; caf&eacute;&nbsp;&#x8b66;&#150; <i>c</i>d\t</p>").text
        == "a & <b> café\u00a0警– cd"
    )


@pytest.mark.parametrize("encoding", ["gb2312", "utf-8", "utf-16", "big5"])
def test_the_encoding_is_the_marked_or_declared_one(tmp_path: Path, encoding: str) -> None:
    words = "摘要：公安机关的工作存在不足之處。" if encoding == "big5" else "摘要：智慧警务建设存在数据共享不畅等问题。"
    path = tmp_path / "x.html"
    source = f'<html><head><meta charset="{encoding}"></head><body><p>{words}</p></body></html>'
    path.write_bytes(source.encode(encoding, errors="xmlcharrefreplace"))
    abstract = html.parse(path)
    assert (abstract.text, abstract.language) == (words.removeprefix("摘要："), "zh")
    assert abstract.source
    assert abstract.source.encoding == {"gb2312": "gb18030"}.get(encoding, encoding)


@pytest.mark.parametrize("text", ["<html>", "\n<!DOCTYPE html>", '<?xml version="1.0"?>\n<!-- x --><html lang="en">'])
def test_the_source_of_a_page_is_known(text: str) -> None:
    assert html.is_page(text)


@pytest.mark.parametrize("text", ["html", "a <html>", "<htmlish>", "<abstract>", "<!DOCTYPE abstract>"])
def test_other_texts_are_no_page(text: str) -> None:
    assert not html.is_page(text)


def test_headings_are_found_where_they_stand() -> None:
    from lxml import etree

    root = etree.fromstring("<div>a<h2>B <i>c</i></h2><p>d</p><h3/>e<table><tr><td>f</td><td>g</td></tr></table></div>")
    seen = see(root, labels.load())
    assert seen.text == "a\nB c\nd\ne\nf\tg"
    assert seen.headings == {2}
