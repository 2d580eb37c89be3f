"""Changed documents: repeatable, well-formed, and changed as meant."""

from __future__ import annotations

from random import Random

import pytest
from training import layout, noise
from training.augmentation import Augmenter, form_of
from training.corpus import Phrase
from training.documents import Document, Mark, Piece, document
from training.labels import TYPES
from training.recipe import Recipe

from kg.model import Reading, Span

PROBLEM = Mark("problem", ("other",))
CAUSE = Mark("cause", ("policy",))


class Chosen(Random):
    """Numbers that are all the same; a choice is always the first, and a sample is turned round."""

    def __init__(self, number: float) -> None:
        super().__init__()
        self.number = number

    def random(self) -> float:
        return self.number

    def choice(self, seq):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        return seq[0]

    def sample(self, population, k, *, counts=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, ARG002
        return list(population)[::-1][:k]


@pytest.fixture(scope="module")
def documents(seed_readings: tuple[Reading, ...]) -> list[Document]:
    return [document(reading) for reading in seed_readings]


def joined(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_the_same_random_numbers_give_the_same_change(documents: list[Document]) -> None:
    augment = Augmenter(documents, [])
    once, again = (augment(documents[0], Recipe(seed=7).random()) for _ in range(2))
    assert once == again
    assert once != documents[0]


def test_every_change_leaves_a_sound_document_and_the_given_one_as_it_was(documents: list[Document]) -> None:
    augment, random = Augmenter(documents, []), Recipe(seed=1).random()
    before = [one.text for one in documents]
    for _ in range(40):
        for one in documents:
            changed = augment(one, random)
            assert all(piece.text for piece in changed.pieces)
            for span, mark in changed.marks():
                assert mark.type in (*TYPES, "technology")
                assert all(inner.end <= len(span) for inner in mark.technologies)
    assert [one.text for one in documents] == before


def test_a_statement_is_swapped_for_one_of_its_kind_and_form_with_its_themes() -> None:
    phrases = [Phrase(f"dearth of item {number}", "problem", ("policy",)) for number in range(30)]
    phrases += [Phrase("wrong kind of thing", "cause", ("legal",))] * 30
    one = Document("a", (Piece("It has "), Piece("want of good will", PROBLEM), Piece(".")))
    swapped = [
        Augmenter([], phrases)._swap_mentions(list(one.pieces), Recipe(seed=seed).random())[1] for seed in range(20)
    ]
    assert {piece.mark for piece in swapped if piece != one.pieces[1]} == {Mark("problem", ("policy",))}


def test_a_case_is_called_otherwise_wherever_it_is_named() -> None:
    case = Mark("case:subject")
    one = Document(
        "a", (Piece("In "), Piece("Linhai", case), Piece(" the police of Linhai met "), Piece("Linhai", case))
    )
    other = Document("b", (Piece("Wenzhou", case),))
    pieces = Augmenter([other], [])._swap_cases(list(one.pieces), Recipe(seed=0).random())
    assert joined(pieces) == "In Wenzhou the police of Wenzhou met Wenzhou"


def test_an_opening_is_taken_from_another_abstract() -> None:
    one = Document("a", (Piece("Old times. We find "), Piece("a fault", PROBLEM)))
    other = Document("b", (Piece("New times. They see "), Piece("no way", PROBLEM)))
    pieces = Augmenter([other], [])._swap_opening(list(one.pieces), Recipe(seed=0).random())
    assert joined(pieces) == "New times. We find a fault"


@pytest.mark.parametrize(
    ("phrase", "form"),
    [
        ("data sharing", "short"),
        ("training officers", "short gerund"),
        ("training is not good enough", "clause"),
        ("strengthening the overall design of systems", "gerund"),
        ("shortage of trained staff in stations", "phrase"),
    ],
)
def test_forms(phrase: str, form: str) -> None:
    assert form_of(phrase) == form


def test_items_of_a_list_change_places_with_their_marks() -> None:
    pieces = [Piece("one", PROBLEM), Piece(", "), Piece("two", CAUSE), Piece(", "), Piece("three", CAUSE)]
    pieces += [Piece(", "), Piece("four", CAUSE), Piece(".")]
    assert joined(layout.edit_lists(pieces, Chosen(0.0))) == "one, four, three, two."


def test_an_item_is_dropped_with_the_separator_behind_it() -> None:
    pieces = [Piece("one", CAUSE), Piece(", "), Piece("two", CAUSE), Piece(", "), Piece("three", CAUSE), Piece(".")]
    assert joined(layout.edit_lists(pieces, Chosen(0.5))) == "two, three."


def test_marks_far_apart_or_of_several_types_are_no_list() -> None:
    apart = [Piece("one", CAUSE), Piece(" and then at last "), Piece("two", CAUSE), Piece(", "), Piece("three", CAUSE)]
    mixed = [Piece("one", CAUSE), Piece(", "), Piece("two", PROBLEM), Piece(", "), Piece("three", CAUSE)]
    for pieces in (apart, mixed):
        assert layout.edit_lists(pieces, Chosen(0.0)) == pieces


def test_only_inner_sentences_outside_marks_are_dropped() -> None:
    pieces = [Piece("First. Second. Third"), Piece("a. b. c.", PROBLEM)]
    assert joined(layout.drop_sentences(pieces, Chosen(0.0))) == "First. Thirda. b. c."


def test_headings_are_set_before_sections_and_taken_away_again() -> None:
    pieces = [Piece("Times change. By "), Piece("interviews", Mark("method")), Piece(" we look. We find ")]
    pieces += [Piece("a fault", PROBLEM), Piece(".")]
    headed = layout.head_sections(pieces, Chosen(0.0))
    assert joined(headed) == "[Purpose]Times change.[Methods]By interviews we look.[Results]We find a fault."
    assert joined(layout.head_sections(headed, Chosen(0.0))) == "Times change.By interviews we look.We find a fault."


def test_a_decimal_point_ends_no_opening() -> None:
    pieces = [Piece("It grew by 3.5 per cent and has "), Piece("a fault", PROBLEM)]
    assert layout.end_of_opening(pieces) is None


@pytest.mark.parametrize("seed", range(20))
def test_slips_spare_marks_in_which_something_is_counted(seed: int) -> None:
    counted = Piece("use of 5G in the field", Mark("problem", ("other",), (Span(7, 9),)))
    pieces = noise.disturb([Piece("The Bureau, by the by, needs "), counted], Recipe(seed=seed).random())
    assert pieces[1] == counted
