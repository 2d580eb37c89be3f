"""What the pages of the matrix and the gap map share."""

from __future__ import annotations

from dataclasses import replace

from kg.views.sheets import ALONE, Sheet
from kg.vocabulary import STATEMENT_KINDS

SHEET = Sheet("en", "A title", "", 4, (), (), (), 12, ALONE)


def test_every_role_has_a_shape_of_its_own() -> None:
    assert tuple(SHEET.glyphs) == STATEMENT_KINDS
    assert len(set(SHEET.glyphs.values())) == len(STATEMENT_KINDS)


def test_a_reader_may_choose_only_numbers_that_leave_something_to_see() -> None:
    assert SHEET.steps == [1, 2, 3, 5, 10]
    assert replace(SHEET, most_cases=0).steps == []


def test_the_script_fills_in_the_numbers() -> None:
    assert SHEET.shown_pattern == "{rows} rows, {columns} columns"
