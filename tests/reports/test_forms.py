"""The forms of a brief hold the same, give the same bytes each time, and show what attacks them as text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import docx
import pytest
from lxml import etree
from lxml import html as pages

from kg import reports
from kg.errors import InputError, OutputError
from kg.graph import KnowledgeGraph
from kg.reports import document, markdown, page, printing
from kg.reports.content import Brief, Number, Quote
from reports.recounting import plain
from reports.worlds import HOSTILE, opened, saying

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODD = [
    *HOSTILE,
    "a `code` *b* _c_ | d",
    "https://evil.example www.evil.example",
    "# 1. > -",
    "tab\tand\nline",
    "\x00\x1b",
]


@pytest.fixture(scope="module")
def hostile() -> Brief:
    """A brief in which every name, title and quote tries to break out."""
    graph = opened([saying(number, words) for number, words in enumerate(_ODD)])
    return reports.brief(graph, title=HOSTILE[0])


def quoted(brief: Brief) -> list[str]:
    return [printing.printable(run.words) for run in brief.runs() if isinstance(run, Quote)]


def found(root: etree._Element, path: str) -> list[Any]:
    return cast("list[Any]", root.xpath(path, namespaces={"w": _W[1:-1]}))


def body(content: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return etree.fromstring(parts.read("word/document.xml"))


def texts(root: etree._Element) -> Iterator[str]:
    """The paragraphs of a Word document as one reads them."""
    for block in root.iter(f"{_W}p"):
        breaks = {f"{_W}tab": "\t", f"{_W}br": "\n"}
        yield "".join(breaks.get(str(one.tag), one.text or "") for one in block.iter(f"{_W}t", *breaks))


@pytest.mark.parametrize("form", list(reports.FORMS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_same_graph_gives_the_same_bytes(form: str, language: str, seed_graph_dir: Path, tmp_path: Path) -> None:
    first, second = tmp_path / f"a{form}", tmp_path / f"b{form.upper()}"
    for path in (first, second):
        reports.write(KnowledgeGraph.open(seed_graph_dir), path, language=language)
    assert first.read_bytes() == second.read_bytes()


def test_an_unknown_form_is_refused_with_the_known_ones(seed_graph_dir: Path, tmp_path: Path) -> None:
    graph = KnowledgeGraph.open(seed_graph_dir)
    with pytest.raises(InputError, match=r"brief\.pdf.*\.docx, \.html, \.md"):
        reports.write(graph, tmp_path / "brief.pdf")
    with pytest.raises(OutputError):
        reports.write(graph, tmp_path / "missing" / "brief.md")
    assert list(tmp_path.iterdir()) == []


def test_markdown_stays_text(hostile: Brief) -> None:
    written = markdown.write(hostile).decode()
    assert not re.search(r"<(?!!)|(?<!\\)`[^`]*<script", written)
    assert plain(re.findall(r"^# (.*)$", written, re.MULTILINE)[0]) == HOSTILE[0]
    shown = plain(written)
    for words in quoted(hostile):
        assert f"“{words}”" in shown
    for line in written.splitlines():
        assert re.match(r"$|[*#-] ?|\[\^\d+\]: `|[\w*“]", line)


@pytest.mark.parametrize("text", _ODD)
def test_what_is_escaped_reads_as_it_was(text: str) -> None:
    assert plain(markdown.escaped(text)) == printing.printable(text)
    assert not re.search(r"(?<!\\)[`*_\[\]|]|<|>|\n|(?<!\\)://", markdown.escaped(text))


def test_the_page_shows_text(hostile: Brief) -> None:
    root = pages.document_fromstring(page.write(hostile).decode())
    assert found(root, "//script | //img | //svg | //*[@onerror or @onload or @onmouseover]") == []
    assert all(str(link).startswith("#") for link in found(root, "//@href"))
    assert found(root, "//h1")[0].text_content() == HOSTILE[0]
    shown = ["".join(map(str, one.itertext())) for one in found(root, "//q")]
    assert shown == quoted(hostile)


def test_every_note_and_study_of_the_page_is_led_to(seed_brief: Brief) -> None:
    root = pages.document_fromstring(page.write(seed_brief).decode())
    anchors = {str(link)[1:] for link in found(root, "//@href")}
    assert anchors == set(found(root, "//li/@id | //span/@id"))
    assert "default-src 'none'" in found(root, "//meta[@http-equiv]/@content")[0]


def test_word_shows_text(hostile: Brief) -> None:
    root = body(document.write(hostile))
    shown = "\n".join(texts(root))
    for words in quoted(hostile):
        assert f"“{words}”" in shown
    assert HOSTILE[0] in list(texts(root))


def test_every_number_of_the_word_document_leads_to_its_note(seed_brief: Brief) -> None:
    root = body(document.write(seed_brief))
    marks = found(root, "//w:bookmarkStart/@w:name")
    links = found(root, "//w:hyperlink/@w:anchor")
    assert len(marks) == len(set(marks))
    assert set(links) == set(marks)
    assert len(seed_brief.recounts()) == sum(mark.startswith("n") for mark in marks)
    numbers = [f"n{seed_brief.recounts()[run.recount]}" for run in seed_brief.runs() if isinstance(run, Number)]
    assert sorted(numbers) == sorted(link for link in links if link.startswith("n"))


def test_word_holds_the_words_of_the_markdown(seed_brief: Brief) -> None:
    shown = "\n".join(texts(body(document.write(seed_brief))))
    for recount, number in seed_brief.recounts().items():
        assert re.search(rf"{re.escape(recount.command)}: (\d+ .*; )?{number} ", shown)
    for section in seed_brief.sections:
        assert section.title in shown


def test_no_clock_is_in_the_word_document(seed_brief: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    content = document.write(seed_brief)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = docx.Document(io.BytesIO(content)).core_properties
    assert (about.title, about.author) == (seed_brief.title, "")
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.year == 1980
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = docx.Document(io.BytesIO(document.write(seed_brief))).core_properties
    assert dated.modified is not None
    assert dated.modified.year == 2023


def test_an_empty_graph_can_be_written_in_every_form() -> None:
    made = reports.brief(opened([]))
    for write in reports.FORMS.values():
        assert write(made)
