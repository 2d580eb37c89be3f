"""Sentences keep exact offsets in text whose punctuation is careless."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.sentences import sentence_at, sentences
from kg.model import Span


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "into public security work.How to adjust it?Z city is",
            ["into public security work.", "How to adjust it?", "Z city is"],
        ),
        ("an index of 2.5 and 3.14.Then", ["an index of 2.5 and 3.14.", "Then"]),
        ("risks, costs, etc.The author", ["risks, costs, etc.", "The author"]),
        ("risks, etc. and other problems", ["risks, etc. and other problems"]),
        ("risks, etc., but", ["risks, etc., but"]),
        ("Smith et al. found it. We did.", ["Smith et al. found it.", "We did."]),
        ("e.g. this, i.e. that", ["e.g. this, i.e. that"]),
        ("the results:1.From types.2.From time.", ["the results:1.From types.", "2.From time."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("问题很多。原因不明！", ["问题很多。", "原因不明！"]),
        ("in City A.The author", ["in City A.", "The author"]),
        ("one title\n\nanother line", ["one title", "another line"]),
        ("the 19 th Congress;the 20 th", ["the 19 th Congress;the 20 th"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_the_sentence_at_a_place() -> None:
    text = "One. Two."
    found = sentences(text)
    assert [sentence_at(found, place) for place in (0, 3, 4, 5)] == [Span(0, 4), Span(0, 4), None, Span(5, 9)]


@given(st.text(alphabet='aB1 ,.;:"“”()（）①\n。，—-', max_size=80))
def test_nothing_but_white_space_is_lost_and_nothing_is_read_twice(text: str) -> None:
    found = sentences(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    covered = {place for span in found for place in range(span.start, span.end)}
    assert "".join(character for place, character in enumerate(text) if place not in covered).strip() == ""


@pytest.mark.parametrize("unit", [",", "a", ".", "a.", '"', "(", "①", "1,", '("', '"a,"', " ", "\n", "—", "a, "])
def test_time_grows_with_length_only(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    begun = time.process_time()
    sentences(text)
    assert time.process_time() - begun < 5
