"""Readings become studies: codes, joined cases, places, links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from kg.extraction.assembly import assemble
from kg.model import Abstract, Concept, Mention, Place, Reading, Span, Study, Tie
from kg.vocabulary import Basis, Kind, Relation, Role, Status

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

PROVINCES = {"zhejiang", "zhejiang province", "jiangsu province"}
PLACES = {"linhai": "zhejiang", "linhai city": "zhejiang", "hangzhou": None}


@dataclass(frozen=True)
class TinyLexicon:
    """Two provinces, two cities, and every concept a candidate."""

    def find_province(self, name: str) -> Place | None:
        lower = name.lower()
        return Place(lower.split()[0], lower.split()[0].title()) if lower in PROVINCES else None

    def find_place(self, name: str, within: str | None = None) -> Place | None:
        first = name.lower().split()[0]
        if name.lower() not in PLACES or (within and PLACES[name.lower()] not in {None, within.lower().split()[0]}):
            return None
        return Place(first, first.title())

    def find_concept(self, kind: Kind, phrase: str) -> Concept:
        return Concept(phrase.lower().replace(" ", "-"), kind, phrase, candidate=True)


def study(text: str, *marks: tuple[str, Kind], ties: tuple[Tie, ...] = (), **more: object) -> Study:
    """Mark each phrase where it next occurs; `role` and `same` come from `more`, by the phrase's place."""
    mentions, at = [], 0
    for place, (phrase, kind) in enumerate(marks):
        at = text.index(phrase, at)
        role = cast("dict[int, Role]", more.get("roles", {})).get(place, Role.SUBJECT)
        same = cast("dict[int, int]", more.get("same", {})).get(place)
        span = Span(at, at + len(phrase))
        mentions.append(Mention(span, kind, role=role if kind is Kind.CASE else None, same=same, themes=("talent",)))
        at += 1
    status = cast("Status", more.get("status", Status.EXTRACTED))
    reading = Reading(Abstract("003_x", text), tuple(mentions), ties, status)
    return assemble(reading, cast("Lexicon", TinyLexicon()))


def test_codes_count_by_kind_in_the_order_of_the_text() -> None:
    text = "lack of skill, no money, and so train people"
    found = study(
        text, ("lack of skill", Kind.PROBLEM), ("no money", Kind.CAUSE), ("train people", Kind.COUNTERMEASURE)
    )
    assert [(one.id, one.phrase) for one in found.statements] == [
        ("p1", "lack of skill"),
        ("c1", "no money"),
        ("m1", "train people"),
    ]


def test_marks_out_of_order_get_the_codes_of_the_text() -> None:
    text = "no skill and no money"
    spans = [Span(13, 21), Span(0, 8)]
    mentions = tuple(Mention(span, Kind.PROBLEM, themes=("talent",)) for span in spans)
    found = assemble(Reading(Abstract("a", text), mentions), cast("Lexicon", TinyLexicon()))
    assert [one.phrase for one in found.statements] == ["no skill", "no money"]


def test_later_mentions_join_their_case_and_the_fullest_name_locates_it() -> None:
    text = "Linhai City grew. In Linhai City,Zhejiang Province we asked."
    found = study(text, ("Linhai City", Kind.CASE), ("Linhai City,Zhejiang Province", Kind.CASE), same={1: 0})
    (case,) = found.cases
    assert (case.id, case.label, case.place, case.locality) == ("k1", "Linhai City", "linhai", None)
    assert [one.span.of(text) for one in case.evidence] == ["Linhai City", "Linhai City,Zhejiang Province"]


def test_an_anonymised_district_lies_in_its_anonymised_city() -> None:
    found = study("taking W District,S City as a sample", ("W District,S City", Kind.CASE))
    assert found.cases[0].locality == "n1"
    assert [(one.id, one.label, one.within) for one in found.localities] == [
        ("n1", "W District", "n2"),
        ("n2", "S City", None),
    ]


def test_two_cases_share_the_locality_that_both_name() -> None:
    text = "S City and W District,S City"
    found = study(text, ("S City", Kind.CASE), ("W District,S City", Kind.CASE))
    assert [one.label for one in found.localities] == ["S City", "W District"]
    assert found.localities[1].within == "n1"


@pytest.mark.parametrize(
    ("name", "place", "labels"),
    [
        ("D branch of Z City Public Security Bureau", None, ["Z City"]),
        ("City A", None, ["City A"]),
        ("L Prefecture,Zhejiang", None, ["L Prefecture"]),
        ("Hangzhou", "hangzhou", []),
        ("Xiaoyang City", None, []),
        ("Xiaoyang City, Zhejiang Province", "zhejiang", []),
        ("Linhai City, Jiangsu Province", "jiangsu", []),
        ("S市W区", None, ["W区", "S市"]),
        ("University Town", None, []),
        (",", None, []),
    ],
)
def test_what_a_name_says_about_where_a_case_lies(name: str, place: str | None, labels: list[str]) -> None:
    found = study(f"in {name} only", (name, Kind.CASE))
    assert found.cases[0].place == place
    assert [one.label for one in found.localities] == labels


def test_an_anonymised_place_may_lie_in_a_real_one() -> None:
    found = study("in Z City, Zhejiang Province", ("Z City, Zhejiang Province", Kind.CASE))
    assert (found.localities[0].within, found.localities[0].within_place) == (None, "zhejiang")


def test_a_statement_is_about_the_only_subject_and_never_about_a_reference() -> None:
    text = "Z City lacks skill. Hangzhou trains people."
    marks = [
        ("Z City", Kind.CASE),
        ("lacks skill", Kind.PROBLEM),
        ("Hangzhou", Kind.CASE),
        ("trains", Kind.ACHIEVEMENT),
    ]
    found = study(text, *marks, roles={2: Role.REFERENCE})
    assert [one.case for one in found.statements] == ["k1", "k1"]
    only_reference = study(text, *marks[2:], roles={0: Role.REFERENCE})
    assert [one.case for one in only_reference.statements] == [None]


def test_with_several_subjects_the_one_named_in_the_sentence_counts() -> None:
    text = "We compare A City and B City. A City lacks skill. B City and A City lack money. Both lack will."
    marks = [("A City", Kind.CASE), ("B City", Kind.CASE), ("A City", Kind.CASE), ("lacks skill", Kind.PROBLEM)]
    more = [("B City", Kind.CASE), ("A City", Kind.CASE), ("lack money", Kind.PROBLEM), ("lack will", Kind.PROBLEM)]
    found = study(text, *marks, *more, same={2: 0, 4: 1, 5: 0})
    assert [one.case for one in found.statements] == ["k1", None, None]


def test_a_concept_is_used_once_a_study() -> None:
    text = "big data, 5G and Big Data"
    found = study(text, ("big data", Kind.TECHNOLOGY), ("5G", Kind.TECHNOLOGY), ("Big Data", Kind.TECHNOLOGY))
    assert [(one.id, one.phrase) for one in found.uses] == [("g1", "big data"), ("g2", "5G")]


@pytest.mark.parametrize(("status", "basis"), [(Status.EXTRACTED, Basis.STATED), (Status.REVIEWED, Basis.REVIEWED)])
def test_a_tie_becomes_a_link_with_its_evidence(status: Status, basis: Basis) -> None:
    text = "delay caused by lack of staff"
    tie = Tie(Relation.CAUSES, 1, 0, Span(0, 29), 0.5)
    found = study(text, ("delay", Kind.PROBLEM), ("lack of staff", Kind.CAUSE), ties=(tie,), status=status)
    (link,) = found.links
    assert (link.id, link.origin, link.target, link.basis) == ("l1", "c1", "p1", basis)
    assert link.evidence is not None
    assert link.evidence.span.of(text) == text


def test_context_is_left_out() -> None:
    assert study("crime grows", ("crime grows", Kind.CONTEXT)).statements == ()
