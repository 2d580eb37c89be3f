"""Answers as text lose nothing and keep their cells apart."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg import tables
from kg.model import Answers

ANSWERS = Answers(
    columns=("theme", "cases", "quote"),
    rows=(("data-sharing", 3, 'says "no",\nthen | <b>'), ("数据", None, "`x`")),
    denominators=(("cases examined", 4),),
    note="One abstract reports no problems.",
)


@pytest.mark.parametrize(("form", "dialect"), [("csv", "excel"), ("tsv", "excel-tab")])
def test_separated_values_read_back(form: str, dialect: str) -> None:
    rows = list(csv.reader(io.StringIO(tables.write(ANSWERS, form)), dialect))
    assert rows == [list(ANSWERS.columns), ["data-sharing", "3", 'says "no",\nthen | <b>'], ["数据", "", "`x`"]]


def test_json_keeps_types_and_denominators() -> None:
    content = json.loads(tables.write(ANSWERS, "json"))
    assert content["rows"][0]["cases"] == 3
    assert content["rows"][1]["cases"] is None
    assert content["denominators"] == {"cases examined": 4}
    assert content["note"] == ANSWERS.note


def test_markdown_keeps_a_row_on_a_line_and_markup_as_text() -> None:
    lines = tables.write(ANSWERS, "markdown").splitlines()
    assert lines[0] == "| theme | cases | quote |"
    assert lines[2] == '| data-sharing | 3 | says "no", then \\| &lt;b> |'
    assert lines[3] == "| 数据 |  | \\`x\\` |"
    assert "One abstract reports no problems." in lines


@pytest.mark.parametrize("form", sorted(tables.FORMATS))
def test_every_form_ends_with_a_line_feed(form: str) -> None:
    assert tables.write(ANSWERS, form).endswith("\n")
    assert tables.write(Answers(("a",), ()), form).endswith("\n")
