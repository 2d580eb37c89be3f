"""Documents as numbers: tags, spans and batches, with a tokenizer that cuts at words."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from training import examples
from training.corpus import Phrase
from training.documents import Document, Mark, Piece
from training.examples import MASK, Example, TokenSpan
from training.labels import NO_MARK, TYPES
from training.lessons import Lesson
from training.recipe import Recipe

from kg.model import Span

PROBLEM, CAUSE = TYPES.index("problem"), TYPES.index("cause")
THEMES = {"other": 3, "policy": 5}


@dataclass(frozen=True)
class Cut:
    ids: list[int]
    offsets: list[tuple[int, int]]


class Words:
    """Cuts a text into words and marks, framed by two tokens, as BERT's tokenizer does."""

    def encode(self, text: str, /) -> Cut:
        places = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
        return Cut([101, *(2000 + start for start, _ in places), 102], [(0, 0), *places, (0, 0)])


def encoded(*pieces: Piece) -> Example:
    return examples.encode(Document("a", pieces), Words(), THEMES)


def tags(kind: int, letters: str) -> list[int]:
    return [0 if letter == "O" else 1 + 4 * kind + "BIES".index(letter) for letter in letters]


def test_marks_become_tags_and_spans() -> None:
    example = encoded(Piece("It has "), Piece("a grave fault", Mark("problem", ("other", "policy"))), Piece("."))
    assert example.tags == tags(PROBLEM, "OOOBIEOO")
    assert example.spans == (TokenSpan(3, 6, PROBLEM, (3, 5)),)


def test_a_mark_of_one_token_is_single() -> None:
    assert encoded(Piece("Of "), Piece("talent", Mark("cause")), Piece(".")).tags == tags(CAUSE, "OOSOO")


def test_technologies_are_tagged_beside_the_marks_that_hold_them() -> None:
    held = Mark("problem", ("other",), (Span(3, 5),))
    example = encoded(Piece("big data", Mark("technology")), Piece(" and "), Piece("no 5G here", held))
    assert example.technologies == [0, 1, 3, 0, 0, 4, 0, 0]
    assert example.tags == tags(PROBLEM, "OOOOBIEO")


def test_what_lies_ahead_is_the_type_of_the_next_mark() -> None:
    example = encoded(
        Piece("Now "), Piece("one", Mark("cause")), Piece(" then "), Piece("two", Mark("problem")), Piece(".")
    )
    assert example.ahead == [CAUSE, CAUSE, CAUSE, PROBLEM, PROBLEM, NO_MARK, NO_MARK]


def test_a_mark_without_a_token_is_left_out() -> None:
    assert encoded(Piece("Of"), Piece(" ", Mark("cause")), Piece("talent")).spans == ()


def test_clauses_without_a_mark_are_spans_to_be_refused() -> None:
    pieces = Piece("As we all know, it has "), Piece("a fault", Mark("problem", ("other",))), Piece(", they say so.")
    text = "".join(piece.text for piece in pieces)
    example = examples.refuse(encoded(*pieces), text, Recipe(seed=0).random(), chance=1.0, most=9)
    assert example.spans == (TokenSpan(1, 5, NO_MARK), TokenSpan(8, 10, PROBLEM, (3,)), TokenSpan(11, 14, NO_MARK))
    assert len(examples.refuse(encoded(*pieces), text, Recipe(seed=0).random(), chance=1.0, most=1).spans) == 2


def test_about_as_many_tokens_are_hidden_as_asked_for_and_never_the_frame() -> None:
    example = encoded(Piece("word " * 2000))
    hidden = examples.hide(example, 0.2, Recipe(seed=0).random())
    changed = [place for place, (a, b) in enumerate(zip(example.ids, hidden.ids, strict=True)) if a != b]
    assert 0.17 < len(changed) / 2000 < 0.23
    assert 0.6 < sum(hidden.ids[place] == MASK for place in changed) / len(changed) < 0.8
    assert hidden.ids[0] == 101
    assert hidden.ids[-1] == 102


def test_what_does_not_fit_is_cut_off_with_its_spans() -> None:
    example = encoded(Piece("one", Mark("cause")), Piece(" two "), Piece("three four", Mark("problem", ("other",))))
    short = examples.cut(example, 4)
    assert len(short.ids) == len(short.tags) == len(short.ahead) == len(short.technologies) == len(short.offsets) == 4
    assert short.spans == example.spans[:1]
    assert examples.cut(example, 9) is example


def test_batches_hold_every_example_once_and_keep_to_their_size() -> None:
    made = [encoded(Piece("word " * length)) for length in range(1, 200, 3)]
    found = examples.batches(made, 600, Recipe(seed=0).random())
    assert sorted(len(one) for batch in found for one in batch) == sorted(map(len, made))
    assert all(len(batch) == 1 or len(batch) * max(map(len, batch)) <= 600 for batch in found)
    assert len(found) < len(made) / 2


def test_an_example_longer_than_a_batch_is_a_batch() -> None:
    long = encoded(Piece("word " * 50))
    assert examples.batches([long], 10, Recipe(seed=0).random()) == [[long]]


@pytest.mark.parametrize("copies", [1, 2])
def test_a_lesson_is_the_same_whenever_it_is_given(copies: int) -> None:
    document = Document(
        "a", (Piece("As we know, it has "), Piece("a fault", Mark("problem", ("other",))), Piece(". So."))
    )
    phrases = [Phrase("bad law", "problem", ("policy",))]
    lessons = [Lesson(copies * [document], phrases, Words(), Recipe(phrases=5)) for _ in range(2)]
    assert lessons[0].steps() == 1
    first, second = ([*lesson.epoch(), *lesson.epoch()] for lesson in lessons)
    assert first == second
    assert sum(len(batch) for batch, _ in first) == 2 * copies
    assert all(len(rows) == 1 for _, rows in first)
