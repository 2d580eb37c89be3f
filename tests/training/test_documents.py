"""Readings as pieces: nothing of the text is lost, and every mark is where it was."""

from __future__ import annotations

from training.documents import Mark, Piece, document
from training.labels import TYPES

from kg.loaders import annotated
from kg.model import Reading, Source, Span
from kg.vocabulary import Kind


def read(marked: str) -> Reading:
    return annotated.parse(f'<abstract id="a">{marked}</abstract>'.encode(), Source("a.xml", "annotated"))


def test_a_document_holds_the_whole_text_of_its_reading(seed_readings: tuple[Reading, ...]) -> None:
    for reading in seed_readings:
        assert document(reading).text == reading.abstract.text


def test_every_mark_outside_another_is_a_piece_of_its_own(seed_readings: tuple[Reading, ...]) -> None:
    for reading in seed_readings:
        found = {span: mark.type.partition(":")[0] for span, mark in document(reading).marks()}
        gold = {mention.span: mention.kind for mention in reading.mentions}
        assert found.items() <= gold.items()
        nested = gold.keys() - found.keys()
        assert all(any(outer.covers(inner) for outer in found) for inner in nested)


def test_a_case_is_told_apart_by_its_role_and_a_technology_in_a_mark_is_kept() -> None:
    reading = read(
        'In <case id="k" role="reference">B City</case>, '
        '<problem theme="other">no <technology>5G</technology> at all</problem>.'
    )
    assert document(reading).pieces == (
        Piece("In "),
        Piece("B City", Mark("case:reference")),
        Piece(", "),
        Piece("no 5G at all", Mark("problem", ("other",), (Span(3, 5),))),
        Piece("."),
    )


def test_the_types_are_all_kinds_but_technologies_with_cases_told_apart() -> None:
    assert TYPES[:2] == ("case:subject", "case:reference")
    assert set(TYPES[2:]) == set(Kind) - {Kind.CASE, Kind.TECHNOLOGY}
