"""The nouns are frozen, know nothing of files or RDF, and count Unicode code points."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import model
from kg.model import Abstract, Rejection, Report, Source, Span, Violation

NOUNS = [getattr(model, name) for name in model.__all__]
SPANS = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: Span(*sorted(pair)))


def test_the_public_names_are_sorted() -> None:
    assert model.__all__ == sorted(model.__all__)


@pytest.mark.parametrize("noun", NOUNS, ids=model.__all__)
def test_a_noun_is_frozen_and_has_slots(noun: type) -> None:
    assert dataclasses.is_dataclass(noun)
    assert noun.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(noun)


@pytest.mark.parametrize("noun", NOUNS, ids=model.__all__)
def test_a_noun_says_what_it_is(noun: type) -> None:
    assert (noun.__doc__ or "").split("\n")[0].endswith(".")


def test_the_module_does_no_input_or_output() -> None:
    tree = ast.parse(Path(str(model.__file__)).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= {"__future__", "hashlib", "collections.abc", "dataclasses", "kg.vocabulary"}


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_a_span_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_counts_code_points() -> None:
    text = "𝑎智慧 city"
    assert Span(0, 3).of(text) == "𝑎智慧"
    assert len(Span(0, 3)) == 3


@given(SPANS, SPANS)
def test_spans_meet_if_a_character_is_in_both(one: Span, other: Span) -> None:
    characters, others = set(range(one.start, one.end)), set(range(other.start, other.end))
    if characters and others:
        assert one.meets(other) == bool(characters & others) == other.meets(one)
        assert one.covers(other) == (others <= characters)


@given(SPANS)
def test_a_span_covers_itself(span: Span) -> None:
    assert span.covers(span)


def test_spans_sort_by_place_in_the_text() -> None:
    assert sorted([Span(3, 5), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(3, 5)]


@given(st.text(st.characters(codec="utf-8")))
def test_the_digest_of_an_abstract_is_that_of_its_text(text: str) -> None:
    assert Abstract("a", text).sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.mark.parametrize(
    ("source", "said"), [(Source("a.csv", "csv", line=3), "a.csv:3"), (Source("a.txt", "text"), "a.txt")]
)
def test_a_source_says_where(source: Source, said: str) -> None:
    assert str(source) == said


def test_a_rejection_says_why_and_what_to_do() -> None:
    assert str(Rejection(Source("a.txt", "text"), "it is empty")) == "a.txt: it is empty"
    assert str(Rejection(Source("a.txt", "text"), "it is empty", "write one")) == "a.txt: it is empty (write one)"


def test_a_report_conforms_if_nothing_was_found() -> None:
    assert Report({"statements": 3}).conforms
    assert not Report({"statements": 3}, (Violation("urn:x", "wrong"),)).conforms
