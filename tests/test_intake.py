"""One record becomes a study; every other one is reported with its reason."""

from __future__ import annotations

from itertools import permutations

import pytest

from kg.intake import abstract_of, settle
from kg.model import Abstract, Mention, Metadata, Reading, Record, Rejection, Source, Span
from kg.vocabulary import Kind, Status


def raw(identifier: str, text: str, path: str = "") -> Abstract:
    source = Source(path or f"{identifier}.txt", "text", "utf-8")
    return Abstract(identifier, text, source=source, metadata=Metadata(degree="Master"))


def reviewed(identifier: str, text: str, *mentions: Mention, path: str = "") -> Reading:
    abstract = Abstract(identifier, text, source=Source(path or f"{identifier}.xml", "annotated", "utf-8"))
    return Reading(abstract, mentions, status=Status.REVIEWED)


def test_records_in_are_studies_and_rejections() -> None:
    broken = Rejection(Source("b.csv", "csv", line=7), "no text")
    intake = settle([raw("1", "One."), broken, raw("2", "Two."), raw("3", "one. ")])
    assert [abstract_of(e).id for e in intake.taken] == ["1", "2"]
    assert intake.records == 4
    assert intake.refused == (broken,)
    assert [r.duplicate_of for r in intake.duplicates] == ["1"]


def test_a_review_replaces_the_raw_text_and_keeps_its_metadata() -> None:
    mark = Mention(Span(0, 3), Kind.PROBLEM, themes=("other",))
    intake = settle([raw("1", "One."), reviewed("1", "One.", mark)])
    (taken,) = intake.taken
    assert isinstance(taken, Reading)
    assert taken.mentions == (mark,)
    assert taken.abstract.metadata.degree == "Master"
    assert "replaced by the review" in intake.duplicates[0].reason


def test_a_review_of_another_text_is_reported_and_not_applied() -> None:
    intake = settle([raw("1", "One, changed."), reviewed("1", "One.")])
    assert list(intake.taken) == [raw("1", "One, changed.")]
    assert intake.refused[0].reason.startswith("orphaned: the text has changed since its review")
    assert "kg review diff" in intake.refused[0].advice


def test_two_texts_under_one_id_are_both_refused() -> None:
    intake = settle([raw("1", "One.", "a/1.txt"), raw("1", "Other.", "b/1.txt"), raw("2", "Two.")])
    assert [abstract_of(e).id for e in intake.taken] == ["2"]
    assert [r.source.path for r in intake.refused] == ["a/1.txt", "b/1.txt"]
    assert all("has the id '1'" in r.reason and r.advice for r in intake.refused)


def test_two_reviews_that_differ_are_both_refused() -> None:
    mark = Mention(Span(0, 3), Kind.PROBLEM, themes=("other",))
    intake = settle([reviewed("1", "One.", mark, path="a.xml"), reviewed("1", "One.", path="b.xml")])
    assert list(intake.taken) == []
    assert len(intake.refused) == 2


def test_the_same_review_twice_is_a_duplicate() -> None:
    intake = settle([reviewed("1", "One.", path="a.xml"), reviewed("1", "One.", path="b.xml")])
    assert len(intake.taken) == len(intake.duplicates) == 1


def test_a_reviewed_twin_under_another_id_is_preferred() -> None:
    intake = settle([raw("1", "One."), reviewed("2", "One.")])
    assert [abstract_of(e).id for e in intake.taken] == ["2"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_records_does_not_matter(order: tuple[int, ...]) -> None:
    records: list[Record] = [raw("1", "One."), raw("2", "ONE."), reviewed("3", "Three."), raw("3", "Three.")]
    assert settle([records[i] for i in order]) == settle(records)
