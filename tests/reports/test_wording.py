"""The words of a brief: the same names in each language, and sentences that agree with their numbers."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kg import reports
from kg.errors import ResourceError
from kg.reports import wording
from kg.reports.content import How, Measure, Name, Number, Recount, Text
from kg.reports.inquiry import Row, picked

REPORTS = Path(reports.__file__).parent


def flat(said: Mapping[str, object], name: str = "") -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{name}{key}.")
        else:
            yield f"{name}{key}", str(value)


def number(value: float) -> Number:
    return Number(value, Recount("studies", (), Measure(How.ROWS)))


def test_every_language_says_the_same_things_of_the_same_parts() -> None:
    english, chinese = (dict(flat(wording.load(language).said)) for language in wording.languages())
    assert english.keys() == chinese.keys()
    for name in english:
        parts = [{part for _, part, _, _ in string.Formatter().parse(said[name])} for said in (english, chinese)]
        assert parts[0] - {None} == parts[1] - {None}, name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_digit_is_in_the_wording_but_of_the_digest(language: str) -> None:
    said = dict(flat(wording.load(language).said))
    assert [name for name, text in said.items() if re.search(r"\d", text)] == ["notes.digest"]


def test_a_sentence_agrees_with_its_number() -> None:
    said = wording.load("en")
    for value, expected in ((1, "1 study"), (2, "2 studies"), (1200, "1,200 studies"), (0, "0 studies")):
        runs = said.say("proposed.theme", studies=number(value), quotes=())
        assert "".join(map(str, (run if isinstance(run, Number) else run.words for run in runs))) == f"{expected}: "


def test_a_number_may_be_said_in_a_word() -> None:
    (first, *_) = wording.load("en").say("why.none", causes=number(0))
    assert isinstance(first, Number)
    assert (str(first), first.value) == ("No", 0)


def test_a_list_is_joined_as_the_language_does() -> None:
    names = [Name("a"), Name("b"), Name("c")]
    for language, expected in (("en", "a, b and c"), ("zh", "a、b、c")):
        assert "".join(run.words for run in wording.load(language).listed(names) if isinstance(run, Name | Text)) == (
            expected
        )


def test_what_is_not_said_is_an_error() -> None:
    with pytest.raises(ResourceError, match="no_such"):
        wording.load("en").text("no_such.thing")


def test_quotes_come_from_many_studies_and_within_the_room() -> None:
    rows: list[Row] = [
        {"study": study, "start": start, "end": start + 1, "quote": quote}
        for study, start, quote in [("a", 0, "xx"), ("a", 2, "yy"), ("b", 0, "xx"), ("b", 0, "xx"), ("c", 0, "zz")]
    ]
    chosen = [(row["study"], row["quote"]) for row in picked(rows, column="quote", most=3, room=99)]
    assert chosen == [("a", "xx"), ("c", "zz"), ("a", "yy")]
    assert len(picked(rows, column="quote", most=9, room=99)) == 4
    assert len(picked(rows, column="quote", most=9, room=5)) == 2
    assert len(picked(rows, column="quote", most=9, room=1)) == 1
