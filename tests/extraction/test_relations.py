"""Ties stand only where the text makes them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from marked import marked

from kg.extraction import relations
from kg.extraction.relations import lists, rules
from kg.loaders import annotated
from kg.model import Mention
from kg.vocabulary import Kind, Relation

CORPUS = Path(__file__).parents[2] / "seeds" / "annotated"


def ties(source: str) -> list[tuple[str, str]]:
    """Return what the rules alone tie, in the order of the text."""
    text, mentions = marked(source)
    return [
        (mentions[origin].span.of(text), mentions[target].span.of(text))
        for origin, target in sorted(tied(text, mentions))
    ]


def tied(text: str, mentions: Sequence[Mention]) -> set[tuple[int, int]]:
    return {pair for outline in lists.outlines(text, mentions) for pair in rules.tied(outline)}


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
def test_what_the_rules_tie(source: str, expected: list[tuple[str, str]]) -> None:
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
def test_what_the_rules_do_not_tie(source: str) -> None:
    assert ties(source) == []


def test_a_tie_rests_on_the_smallest_stretch_that_holds_both_ends() -> None:
    text, mentions = marked("It says: the [P late reply] caused by the [C long chain], as many do.")
    (tie,) = relations.find(text, mentions)
    assert tie.evidence.of(text) == "late reply caused by the long chain"
    assert tie.relation is Relation.CAUSES


def test_a_tie_is_no_surer_than_its_ends() -> None:
    text, mentions = marked("It says: the [P late reply] caused by the [C long chain], as many do.")
    (sure,) = relations.find(text, mentions)
    doubtful = [dataclasses.replace(mentions[0], confidence=0.5), mentions[1]]
    (tie,) = relations.find(text, doubtful)
    assert tie.confidence == pytest.approx(sure.confidence / 2, abs=1e-4)
    assert 0.5 < sure.confidence < 1


@pytest.mark.parametrize("source", ["", "nothing", "[P dim lamps]", "[C old rules], [M drill monthly]"])
def test_without_both_ends_there_is_no_pair(source: str) -> None:
    text, mentions = marked(source)
    pairs, described = relations.features(text, mentions)
    assert pairs == []
    assert described.shape == (0, len(relations.FEATURES))
    assert relations.find(text, mentions) == []


def described(source: str) -> list[dict[str, float]]:
    text, mentions = marked(source)
    _, rows = relations.features(text, mentions)
    return [dict(zip(relations.FEATURES, map(float, row), strict=True)) for row in rows]


def test_a_pair_is_described_by_where_it_stands() -> None:
    text, mentions = marked(
        "[P dim lamps] and [P few drills]. Reasons: [C old rules], [C closed ports]; [M buy lamps]."
    )
    pairs, _ = relations.features(text, mentions)
    assert pairs == [(2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (4, 1)]
    rows = described("[P dim lamps] and [P few drills]. Reasons: [C old rules], [C closed ports]; [M buy lamps].")
    assert [row["place.is_cause"] for row in rows] == [1, 1, 1, 1, 0, 0]
    assert [row["place.statements_between"] for row in rows] == [1, 0, 1, 0, 3, 2]
    assert [row["place.is_last_problem_before"] for row in rows] == [0, 1, 0, 1, 0, 1]
    assert [row["order.origin_list"] for row in rows] == [2, 2, 2, 2, 1, 1]
    assert [row["order.same_rank"] for row in rows] == [1, 0, 0, 1, 1, 0]
    assert {row["around.lead_gives_reason"] for row in rows[:4]} == {1}
    assert rows[4]["likeness.to_origin"] > rows[5]["likeness.to_origin"]


def test_an_ordinal_fits_the_problem_of_that_rank() -> None:
    rows = described("There are [P dim lamps],[P few drills]. To solve the second,[M drill monthly].")
    assert [row["order.ordinal_fits"] for row in rows] == [0, 1]


def test_a_restated_problem_is_known_by_its_own_words() -> None:
    rows = described("There are [P dim lamps],[P dim halls]. For the dim halls, [M buy bulbs].")
    assert [row["likeness.own_words_in_lead"] for row in rows] == [0, 1]
    assert rows[1]["likeness.to_lead_less_best"] == 0 > rows[0]["likeness.to_lead_less_best"]


def test_the_order_of_the_mentions_makes_no_difference() -> None:
    text, mentions = marked("[P dim lamps] and [P few drills]. Due to [C old rules], [C closed ports]; [M buy lamps].")
    pairs, rows = relations.features(text, mentions)
    turned = [len(mentions) - 1 - place for place in range(len(mentions))]
    other_pairs, other_rows = relations.features(text, mentions[::-1])
    assert [(turned[origin], turned[problem]) for origin, problem in other_pairs] == pairs
    assert (rows == other_rows).all()


def test_the_pairs_of_a_long_text_grow_with_its_length_only() -> None:
    text, mentions = marked("[P dim lamps] due to [C old rules]. " * 600)
    pairs, _ = relations.features(text, mentions)
    assert len(pairs) <= len(mentions) * lists._TOGETHER
    assert {origin for origin, _ in pairs} == {n for n, one in enumerate(mentions) if one.kind is Kind.CAUSE}


def judged(folder: str) -> tuple[float, float, float, float]:
    """Return the precision and recall of the rules, and of the forest, among the mentions that a person marked."""
    counts: Counter[str] = Counter()
    for path in sorted((CORPUS / folder).glob("*.xml")):
        reading = annotated.parse_file(path)
        truth = {(tie.origin, tie.target) for tie in reading.ties}
        by_rule = tied(reading.abstract.text, reading.mentions)
        found = {(tie.origin, tie.target) for tie in relations.find(reading.abstract.text, reading.mentions)}
        counts.update(
            truth=len(truth),
            by_rule=len(by_rule),
            right_by_rule=len(truth & by_rule),
            found=len(found),
            right=len(truth & found),
        )
    return (
        counts["right_by_rule"] / counts["by_rule"],
        counts["right_by_rule"] / counts["truth"],
        counts["right"] / counts["found"],
        counts["right"] / counts["truth"],
    )


def test_ties_among_reviewed_mentions_are_seldom_invented() -> None:
    rule_precision, rule_recall, precision, recall = judged("train")
    assert rule_precision >= 0.93
    assert rule_recall >= 0.45
    assert precision >= 0.9
    assert recall > rule_recall
    assert judged("seeds") == (1, 1, 1, 1)


def test_ties_of_abstracts_that_were_never_trained_on() -> None:
    _, rule_recall, precision, recall = judged("dev")
    assert precision >= 0.8
    assert recall >= 0.65
    assert recall > rule_recall
