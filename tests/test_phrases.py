"""Texts are found by their dotted names, and agree with the number that they are said of."""

from __future__ import annotations

import pytest

from kg.phrases import flat, said

TEXTS = flat({"title": "Cases", "count": {"cases": {"one": "{n} case", "other": "{n} cases"}, "all": "all of {n}"}})


def test_nested_tables_become_dotted_names() -> None:
    assert list(TEXTS) == ["title", "count.cases.one", "count.cases.other", "count.all"]


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("title", {}, "Cases"),
        ("count.cases", {"n": 1}, "1 case"),
        ("count.cases", {"n": 2}, "2 cases"),
        ("count.all", {"n": 1}, "all of 1"),
    ],
)
def test_a_text_agrees_with_its_number(name: str, values: dict[str, int | str], text: str) -> None:
    assert said(TEXTS, name, values) == text


def test_what_is_not_said_is_an_error() -> None:
    with pytest.raises(KeyError):
        said(TEXTS, "count.none", {})
