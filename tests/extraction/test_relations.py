"""Ties stand only where the text makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import marked

from kg.extraction import relations
from kg.loaders import annotated
from kg.vocabulary import Relation

CORPUS = Path(__file__).parents[2] / "seeds" / "annotated"


def ties(source: str) -> list[tuple[str, str]]:
    text, mentions = marked(source)
    return [
        (mentions[tie.origin].span.of(text), mentions[tie.target].span.of(text))
        for tie in relations.find(text, mentions)
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("the [P late reply] caused by the [C long chain].", [("long chain", "late reply")]),
        (
            "The [P late reply] caused by the [C long chain],the [C old rules] and the [C fear of blame];",
            [("long chain", "late reply"), ("old rules", "late reply"), ("fear of blame", "late reply")],
        ),
        (
            "[P Tips go unread], because [C nobody is paid to read them].",
            [("nobody is paid to read them", "Tips go unread")],
        ),
        ("[P tips unread],which stems from the fact that the [C desk is empty]", [("desk is empty", "tips unread")]),
        ("The [C empty desk] leads to [P unread tips].", [("empty desk", "unread tips")]),
        (
            "The [C empty desk] and [C old rules] lead to [P unread tips].",
            [("empty desk", "unread tips"), ("old rules", "unread tips")],
        ),
        ("Because the [C desk is empty], [P tips go unread].", [("desk is empty", "tips go unread")]),
        (
            "There are [P slow exchange of files] and [P few drills].The first is due to the [C closed ports].",
            [("closed ports", "slow exchange of files")],
        ),
        (
            "There are [P slow exchange of files],[P few drills].The slow exchange results from [C closed ports].",
            [("closed ports", "slow exchange of files")],
        ),
        (
            "There are [P slow exchange of files],[P few drills].In view of the slow exchange,[M open the ports];",
            [("open the ports", "slow exchange of files")],
        ),
        (
            "There are [P dim lamps],[P few drills].To solve the second,[M drill monthly] and [M invite experts].",
            [("drill monthly", "few drills"), ("invite experts", "few drills")],
        ),
    ],
)
def test_what_the_text_ties(source: str, expected: list[tuple[str, str]]) -> None:
    assert ties(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "problems such as [P dim lamps] and [P few drills].The causes include [C old rules] and [C closed ports].",
        "There are [P dim lamps]. In view of the above problems,[M buy lamps] and [M drill monthly].",
        "There are [P slow exchange of files],[P slow exchange of staff].In view of the slow exchange,[M open ports].",
        "[P dim lamps];because of this,many things were tried over the years and then [C old rules] were blamed",
        "[P dim lamps] and [C old rules].",
        "the reasons for the problems are [C old rules]",
        "[M drill monthly] leads to [P dim lamps]",
    ],
)
def test_what_it_does_not_tie(source: str) -> None:
    assert ties(source) == []


def test_a_tie_rests_on_the_smallest_stretch_that_holds_both_ends() -> None:
    text, mentions = marked("It says: the [P late reply] caused by the [C long chain], as many do.")
    (tie,) = relations.find(text, mentions)
    assert tie.evidence.of(text) == "late reply caused by the long chain"
    assert tie.relation is Relation.CAUSES


@pytest.mark.parametrize(("folder", "precision", "recall"), [("train", 0.93, 0.45), ("seeds", 1.0, 1.0)])
def test_ties_among_reviewed_mentions_are_seldom_invented(folder: str, precision: float, recall: float) -> None:
    found = right = stated = 0
    for path in sorted((CORPUS / folder).glob("*.xml")):
        reading = annotated.parse_file(path)
        truth = {(tie.relation, tie.origin, tie.target) for tie in reading.ties}
        guesses = relations.find(reading.abstract.text, reading.mentions)
        found, stated = found + len(guesses), stated + len(truth)
        right += sum((tie.relation, tie.origin, tie.target) in truth for tie in guesses)
    assert right / found >= precision
    assert right / stated >= recall
