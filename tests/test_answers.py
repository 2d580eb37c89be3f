"""Answers are rows by column; as text they lose nothing and keep their cells apart."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from lxml import html

from kg import answers
from kg.answers import Answers

ANSWERS = Answers(
    columns=("theme", "cases", "quote"),
    rows=(("data-sharing", 3, 'says "no",\nthen | <b>'), ("数据", None, "`x`")),
    denominators=(("cases examined", 4),),
    note="One abstract reports no problems.",
)


def test_answers_are_rows_by_column() -> None:
    found = Answers(("city", "problems"), (("Linhai", 3), ("S City", None)))
    assert len(found) == 2
    assert list(found) == [{"city": "Linhai", "problems": 3}, {"city": "S City", "problems": None}]


def test_an_answer_with_too_few_cells_is_not_taken() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(Answers(("city", "problems"), (("Linhai",),)))


@pytest.mark.parametrize(("form", "dialect"), [("csv", "excel"), ("tsv", "excel-tab")])
def test_separated_values_read_back(form: str, dialect: str) -> None:
    rows = list(csv.reader(io.StringIO(answers.write(ANSWERS, form)), dialect))
    assert rows == [list(ANSWERS.columns), ["data-sharing", "3", 'says "no",\nthen | <b>'], ["数据", "", "`x`"]]


def test_json_keeps_types_and_denominators() -> None:
    content = json.loads(answers.write(ANSWERS, "json"))
    assert content["rows"][0]["cases"] == 3
    assert content["rows"][1]["cases"] is None
    assert content["denominators"] == {"cases examined": 4}
    assert content["note"] == ANSWERS.note


def test_markdown_keeps_a_row_on_a_line_and_markup_as_text() -> None:
    lines = answers.write(ANSWERS, "markdown").splitlines()
    assert lines[0] == "| theme | cases | quote |"
    assert lines[2] == '| data-sharing | 3 | says "no", then \\| &lt;b> |'
    assert lines[3] == "| 数据 |  | \\`x\\` |"
    assert "One abstract reports no problems." in lines


@pytest.mark.parametrize("form", sorted(answers.FORMATS))
def test_every_form_ends_with_a_line_feed(form: str) -> None:
    assert answers.write(ANSWERS, form).endswith("\n")
    assert answers.write(Answers(("a",), ()), form).endswith("\n")


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("formula", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\tx"])
def test_a_formula_stays_text_in_a_spreadsheet(form: str, formula: str) -> None:
    found = Answers(("quote", "start"), ((formula, -1),))
    rows = list(csv.reader(io.StringIO(answers.write(found, form)), "excel" if form == "csv" else "excel-tab"))
    assert rows[1] == [f"'{formula}", "-1"]


def test_a_notebook_shows_a_table_in_which_markup_is_text() -> None:
    page = html.fromstring(Answers(("quote",), (("</td><img src=x\x00>",), (None,)), (("cases", 4),))._repr_html_())
    assert [head.get("scope") for head in page.iter("th")] == ["col"]
    assert [cell.text for cell in page.iter("td")] == ["</td><img src=x>", None]
    assert not list(page.iter("img"))
    assert [line.text for line in page.iter("p")] == ["4 cases"]


def test_csv_goes_to_a_file_or_comes_back(tmp_path: Path) -> None:
    content = ANSWERS.to_csv()
    assert ANSWERS.to_csv(tmp_path / "answers.csv") is None
    assert (tmp_path / "answers.csv").read_bytes().decode() == content


def test_a_data_frame_keeps_what_the_rows_are_counted_of() -> None:
    frame = ANSWERS.to_pandas()
    assert list(frame.columns) == list(ANSWERS.columns)
    assert frame["cases"].iloc[0] == 3
    assert frame.attrs["denominators"] == {"cases examined": 4}
