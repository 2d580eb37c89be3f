"""Reads a matrix or gap map back from each of its forms, so that they can be held against each other."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import openpyxl
from lxml import html

__all__ = ["Content", "from_csv", "from_html", "from_markdown", "from_xlsx"]

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """What a form holds: the cells row by row, the words (quote, offsets, statement), the counts and the notes."""

    cells: list[list[str]]
    words: list[tuple[str, ...]]
    counts: list[tuple[str, str]]
    notes: list[str]


def from_csv(files: dict[str, bytes], lead: int) -> Content:
    parts = (list(csv.reader(io.StringIO(files[name].decode()))) for name in ("", "-words", "-notes"))
    return _content(*([[_bare(cell) for cell in row] for row in part] for part in parts), lead=lead)


def from_xlsx(content: bytes, lead: int) -> Content:
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    read = (
        [["" if cell is None else _bare(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in sheets
    )
    return _content(*read, lead=lead)


def from_markdown(text: str, lead: int) -> Content:
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return _content(
        *([row for place, row in enumerate(map(_row, t.splitlines())) if place != 1] for t in tables), lead=lead
    )


def from_html(page: str) -> Content:
    tree = html.fromstring(page)
    cells = [[_read(cell) for cell in _all(row, "td")] for row in _all(tree, "//table[@id='matrix']/tbody/tr")]
    words = [
        (
            _read(*_all(said, "blockquote")),
            *_numbers(*_all(said, ".//*[@class='place']")),
            _read(*_all(said, ".//code")),
        )
        for said in _all(tree, "//*[@id='words']//li")
    ]
    counts = [
        ("".join(_numbers(*_all(one, "strong"))), _read(*_all(one, "span")))
        for one in _all(tree, "//*[@class='figures']/li")
    ]
    return Content(cells, words, counts, [_read(note) for note in _all(tree, "//*[@class='about']//li")])


def _content(cells: Rows, words: Rows, notes: Rows, *, lead: int) -> Content:
    return Content(
        [[_plain(cell) for cell in row[lead:]] for row in cells[1:]],
        [tuple(_plain(row[place]) for place in (6, 7, 8, 10)) for row in words[1:]],
        [(row[0], _plain(row[1])) for row in notes[1:] if row[0]],
        [_plain(row[1]) for row in notes[1:] if not row[0]],
    )


def _bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def _row(line: str) -> list[str]:
    cells = re.split(r"(?<!\\) ?\| ?", line)[1:-1]
    return [re.sub(r"\\(.)", r"\1", cell).replace("&lt;", "<").replace("&amp;", "&") for cell in cells]


def _all(element: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", element.xpath(path))


def _read(element: html.HtmlElement) -> str:
    """What is read aloud of an element."""
    texts = cast("list[str]", element.xpath(".//text()[not(ancestor::*[@aria-hidden='true'])]"))
    return _plain("".join(texts))


def _numbers(element: html.HtmlElement) -> list[str]:
    return re.findall(r"\d+", _read(element))


def _plain(text: str) -> str:
    return " ".join(text.split())
