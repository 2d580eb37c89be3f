"""What was found, laid beside the gold; folds; names of technologies."""

from __future__ import annotations

import pytest
from training import alignment, folds, technologies
from training.recipe import Recipe

from kg.evaluation import evaluate
from kg.loaders import annotated
from kg.model import Mention, Reading, Source, Span
from kg.vocabulary import Kind


def read(marked: str, name: str = "a") -> Reading:
    return annotated.parse(f'<abstract id="{name}">{marked}</abstract>'.encode(), Source(f"{name}.xml", "annotated"))


GOLD = read(
    'There is <problem id="p" theme="other">a grave lack of data</problem>, as <cause theme="talent" of="p">few know '
    "it</cause>. <context>Crime is rising fast</context>. So "
    "<countermeasure theme='talent'>teach them</countermeasure>."
)


def found(*parts: tuple[str, Kind]) -> Reading:
    text = GOLD.abstract.text
    spans = [(Span(text.index(words), text.index(words) + len(words)), kind) for words, kind in parts]
    return Reading(GOLD.abstract, tuple(Mention(span, kind) for span, kind in spans))


def test_what_is_tied_in_the_gold_is_tied_among_the_found() -> None:
    other = found(("lack of data", Kind.PROBLEM), ("few know it", Kind.CAUSE), ("teach them", Kind.COUNTERMEASURE))
    assert alignment.tied(GOLD, other) == {(1, 0)}
    assert alignment.tied(GOLD, GOLD) == {(1, 0)}


def test_what_pairs_with_nothing_is_tied_to_nothing() -> None:
    assert alignment.tied(GOLD, found(("lack of data", Kind.PROBLEM), ("few", Kind.CAUSE))) == set()


def test_what_the_evaluation_looks_away_from_has_no_verdict() -> None:
    other = found(("lack of data", Kind.PROBLEM), ("There is", Kind.CAUSE), ("Crime is rising", Kind.PROBLEM))
    assert alignment.verdicts(GOLD, other) == [True, False, None]


def test_folds_hold_every_reading_once() -> None:
    readings = [read("x", f"a{number}") for number in range(11)]
    made = folds.parts(readings, 3, Recipe(seed=1).random())
    assert sorted(one.abstract.id for part in made for one in part) == sorted(one.abstract.id for one in readings)
    assert [len(part) for part in made] == [4, 4, 3]
    assert made != folds.parts(readings, 3, Recipe(seed=2).random())


def test_the_variation_over_folds_is_that_of_their_figures() -> None:
    scores = [evaluate([GOLD], [GOLD]), evaluate([GOLD], [])]
    found = folds.variation(scores, "core")
    assert (found.folds, found.mean) == ((1.0, 0.0), 0.5)
    assert found.deviation == pytest.approx(0.7071, abs=1e-4)


def test_a_name_is_kept_where_its_first_mention_is_marked_often_enough() -> None:
    readings = [
        read("With <technology>Big Data</technology> and <technology>apps</technology>.", "a"),
        read("Of apps, and of <technology>apps</technology> in big data-work.", "b"),
        read("Of <problem theme='other'>no <technology>big data</technology></problem> and apps.", "c"),
    ]
    assert technologies.names(readings, 0.6) == ["big data"]
    assert technologies.names(readings, 0.3) == ["apps", "big data"]
