"""Words are shown within their sentence, exactly as they stand in the abstract."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from kg.views.passages import Passage, Reader, marked

TEXT = "First things.It is found that data sharing is not smooth,and so on. Last 😀 things."


def _span(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_the_sentence_around_the_words() -> None:
    passage = Reader(TEXT).passage(_span("data sharing is not smooth"))
    assert passage == Passage("It is found that ", "data sharing is not smooth", ",and so on.")


def test_offsets_count_code_points() -> None:
    assert Reader(TEXT).passage(_span("things.", TEXT[20:] and TEXT)) is not None
    last = Reader(TEXT).passage(Span(len(TEXT) - 7, len(TEXT) - 1))
    assert last == Passage("Last 😀 ", "things", ".")


def test_a_long_sentence_is_cut_at_a_word() -> None:
    text = f"{'before ' * 60}WORDS{' after' * 60}."
    passage = Reader(text).passage(_span("WORDS", text))
    assert passage
    assert passage.before.startswith("…before ")
    assert passage.after.endswith(" after…")
    assert len(passage.before) < 200 > len(passage.after)


def test_a_passage_can_be_made_shorter() -> None:
    near = Passage("one two three ", "X", " four five six").within(7)
    assert near == Passage("…three ", "X", " four…")


def test_words_that_run_over_a_sentence_end_are_shown_whole() -> None:
    passage = Reader("One. Two. Three.").passage(Span(0, 9))
    assert passage == Passage("", "One. Two.", "")


def test_a_span_outside_the_text_has_no_passage() -> None:
    assert Reader("short").passage(Span(3, 9)) is None
    assert Reader("short").passage(Span(2, 2)) is None


def test_marks_cut_the_text() -> None:
    assert marked("abcdef", [(Span(1, 3), "x")]) == [("a", None), ("bc", "x"), ("def", None)]


def test_the_shorter_of_nested_marks_has_the_stretch() -> None:
    pieces = marked("abcdef", [(Span(0, 6), "long"), (Span(2, 4), "short")])
    assert pieces == [("ab", "long"), ("cd", "short"), ("ef", "long")]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=8))
def test_nothing_of_the_text_is_lost(text: str, ends: list[tuple[int, int]]) -> None:
    marks = [(Span(min(pair), max(pair)), str(number)) for number, pair in enumerate(ends)]
    assert "".join(words for words, _ in marked(text, marks)) == text
