"""However marks lie, the words stay as written and the marks lie in one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from kg.views.site.highlights import Token, tokens
from kg.views.site.told import Mark

TEXT = "Data sharing is not smooth, and data stay where they are."


def marks(*spans: tuple[int, int]) -> list[Mark]:
    return [Mark(f"p{place}", "problem", Span(*span), f"p{place}") for place, span in enumerate(spans, 1)]


def shape(found: list[Token]) -> str:
    return "".join(
        {"words": token.words, "begin": "[" if not token.again else "(", "end": "]"}[token.act] for token in found
    )


def test_marks_within_one_another_stay_so() -> None:
    assert shape(list(tokens("abcdef", marks((1, 5), (2, 3))))) == "a[b[c]de]f"


def test_a_mark_that_crosses_another_is_begun_again() -> None:
    assert shape(list(tokens("abcdef", marks((0, 3), (2, 5))))) == "[ab[c]](de]f"


def test_marks_of_the_same_words_and_side_by_side() -> None:
    assert shape(list(tokens("abcd", marks((0, 2), (0, 2), (2, 4))))) == "[[ab]][cd]"


def test_what_lies_outside_of_the_text_is_left_out() -> None:
    assert shape(list(tokens("abc", marks((1, 9), (2, 2))))) == "abc"


SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(SPANS, max_size=8))
def test_nothing_is_lost(spans: list[tuple[int, int]]) -> None:
    given_marks = marks(*spans)
    found = list(tokens(TEXT, given_marks))
    assert "".join(token.words for token in found) == TEXT
    inside: list[Mark] = []
    covered = {mark.code: "" for mark in given_marks}
    for token in found:
        if token.act == "begin" and token.mark:
            inside.append(token.mark)
        elif token.act == "end":
            assert inside.pop() == token.mark
        for mark in inside if token.act == "words" else []:
            covered[mark.code] += token.words
    assert not inside
    assert covered == {mark.code: mark.span.of(TEXT) for mark in given_marks}
    firsts = [token.mark.code for token in found if token.act == "begin" and token.mark and not token.again]
    assert len(firsts) == len(set(firsts))
