"""The scores, against numbers worked out by hand."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.evaluation import Figures, Mistake, Scores, evaluate, read_records, record
from kg.evaluation.scoring import trimmed
from kg.model import Abstract, Mention, Reading, Span, Tie
from kg.vocabulary import Kind, Relation, Role

#: A text in which every word has a place: `at("b d")` is the span of "b c d".
TEXT = "Z City uses big data, big data and 5G. The data sharing is poor because of old rules in Q City; we share data."


def at(words: str, *, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def reading(*mentions: Mention, ties: tuple[tuple[Relation, int, int], ...] = (), name: str = "x") -> Reading:
    return Reading(Abstract(name, TEXT), mentions, tuple(Tie(kind, a, b, Span(0, len(TEXT))) for kind, a, b in ties))


def mention(kind: Kind, span: Span, *themes: str, role: Role | None = None) -> Mention:
    return Mention(span, kind, themes=themes, role=role)


GOLD = reading(
    mention(Kind.CASE, at("Z City"), role=Role.SUBJECT),
    mention(Kind.TECHNOLOGY, at("big data")),
    mention(Kind.PROBLEM, at("data sharing is poor"), "data-sharing"),
    mention(Kind.CAUSE, at("old rules"), "legal", "management-system"),
    mention(Kind.CONTEXT, at("we share data")),
    mention(Kind.CASE, at("Q City"), role=Role.REFERENCE),
    ties=((Relation.CAUSES, 3, 2),),
)


def test_a_reading_is_right_about_itself() -> None:
    scores = evaluate([GOLD], [GOLD], facets={"legal": "organisation"})
    assert scores.overlap["micro"] == scores.exact["micro"] == Figures(1.0, 1.0, 1.0, 5, 5)
    assert scores.overlap["core"] == Figures(1.0, 1.0, 1.0, 2, 2)
    assert scores.overlap["method"] == Figures(0.0, 0.0, 0.0, 0, 0)
    assert (scores.theme_accuracy, scores.facet_accuracy, scores.case_role_accuracy) == (1.0, 1.0, 1.0)
    assert scores.links == Figures(1.0, 1.0, 1.0, 1, 1)
    assert (scores.abstracts, scores.errors) == (1, ())


def test_the_figures_of_a_noisy_reading() -> None:
    found = reading(
        mention(Kind.CASE, at("Z City"), role=Role.REFERENCE),
        mention(Kind.TECHNOLOGY, at("big data", nth=1)),  # a later mention: neither right nor wrong
        mention(Kind.TECHNOLOGY, at("5G")),
        mention(Kind.PROBLEM, at("The data sharing is poor"), "data-governance"),  # exact without its article
        mention(Kind.PROBLEM, at("share data."), "data-sharing"),  # in what is context
        mention(Kind.CAUSE, at("because of old rules"), "legal"),  # 9 of 20 characters: too little
        mention(Kind.CAUSE, at("of old rules"), "privacy", "legal"),  # 9 of 12
        ties=((Relation.CAUSES, 6, 3), (Relation.ADDRESSES, 6, 3), (Relation.CAUSES, 5, 3)),
    )
    scores = evaluate([GOLD], [found], facets={"data-sharing": "data", "data-governance": "data"})
    half, third = Figures(0.5, 1.0, 2 / 3, 1, 2), Figures(1 / 3, 1.0, 0.5, 1, 3)
    assert scores.overlap["case"] == Figures(1.0, 0.5, 2 / 3, 2, 1)
    assert scores.overlap["technology"] == Figures(0.0, 0.0, 0.0, 1, 1)
    assert scores.overlap["problem"] == scores.exact["problem"] == Figures(1.0, 1.0, 1.0, 1, 1)
    assert scores.overlap["cause"] == half
    assert scores.exact["cause"] == Figures(0.0, 0.0, 0.0, 1, 2)
    assert scores.overlap["core"] == Figures(2 / 3, 1.0, 0.8, 2, 3)
    assert scores.overlap["micro"] == Figures(0.6, 0.6, 0.6, 5, 5)
    assert scores.exact["micro"].f1 == pytest.approx(0.4)
    assert scores.theme_accuracy == 0.5
    assert scores.facet_accuracy == 1.0
    assert scores.case_role_accuracy == 0.0
    assert scores.links == third
    assert list(map(str, scores.errors)) == [
        "x: missed case: Q City",
        "x: missed technology: big data",
        "x: wrong technology: 5G",
        "x: wrong cause: because of old rules",
    ]
    assert scores.errors[0] == Mistake("x", "missed", Kind.CASE, at("Q City"), "Q City")


def test_the_best_pair_goes_first_and_a_mention_pairs_once() -> None:
    gold = reading(mention(Kind.METHOD, Span(0, 10)), mention(Kind.METHOD, Span(8, 20)))
    found = reading(
        mention(Kind.METHOD, Span(0, 19)), mention(Kind.METHOD, Span(0, 9)), mention(Kind.METHOD, Span(0, 11))
    )
    scores = evaluate([gold], [found])
    assert scores.overlap["method"] == Figures(2 / 3, 1.0, 0.8, 2, 3)
    assert [mistake.span for mistake in scores.errors] == [trimmed(TEXT, Span(0, 9))]


def test_half_is_enough_and_less_is_not() -> None:
    gold = reading(mention(Kind.METHOD, Span(0, 6)))
    for end, right in ((12, 1.0), (13, 0.0)):
        text = Abstract("x", "abcdef" * 10)
        found = Reading(text, (mention(Kind.METHOD, Span(0, end)),))
        assert evaluate([dataclasses.replace(gold, abstract=text)], [found]).overlap["method"].recall == right


def test_abstracts_without_a_counterpart() -> None:
    other = reading(mention(Kind.METHOD, at("old")), name="y")
    scores = evaluate([GOLD], [other])
    assert scores.overlap["micro"] == Figures(0.0, 0.0, 0.0, 5, 0)
    assert (scores.theme_accuracy, scores.facet_accuracy, scores.links.gold, len(scores.errors)) == (None, None, 1, 5)
    assert evaluate([], []) == dataclasses.replace(evaluate([], [other]), abstracts=0)


def test_what_was_read_in_another_text_is_refused() -> None:
    other = dataclasses.replace(GOLD, abstract=Abstract("x", f"{TEXT} And more."))
    with pytest.raises(InputError, match="'x' was read in another text"):
        evaluate([GOLD], [other])
    beyond = Reading(Abstract("x", ""), (mention(Kind.METHOD, Span(0, len(TEXT) + 1)),))
    with pytest.raises(InputError, match="'x' was read in another text"):
        evaluate([GOLD], [beyond])
    assert evaluate([GOLD], [dataclasses.replace(GOLD, abstract=Abstract("x", ""))]).overlap["micro"].f1 == 1.0


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (" “The  big data,” ", "big data"),
        ("an the police", "the police"),
        ("theory", "theory"),
        ("the", "the"),
        ("A, B", "A, B"),
        ("...", ""),
        ("a ", ""),
    ],
)
def test_what_is_trimmed(words: str, left: str) -> None:
    text = f"xx{words}the "
    assert trimmed(text, Span(2, 2 + len(words))).of(text) == left


def test_scores_can_be_written_as_json() -> None:
    scores = evaluate([GOLD], [reading()])
    said = json.loads(json.dumps(dataclasses.asdict(scores)))
    assert said["overlap"]["micro"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "gold": 5, "found": 0}
    assert said["errors"][0] == {
        "abstract": "x",
        "verdict": "missed",
        "kind": "case",
        "span": {"start": 0, "end": 6},
        "words": "Z City",
    }
    assert isinstance(scores, Scores)


# -- The lines by which extraction is judged --------------------------------------------------------------------------


def test_a_record_says_what_was_read() -> None:
    said = record(reading(mention(Kind.PROBLEM, Span(0, 6), "legal"), ties=()))
    assert said == {
        "id": "x",
        "text": TEXT,
        "mentions": [
            {"start": 0, "end": 6, "label": "problem", "themes": ["legal"], "role": None, "confidence": 1.0},
        ],
        "links": [],
    }
    assert record(GOLD)["links"] == [{"type": "causes", "from": 3, "to": 2}]


def test_records_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f"\ufeff{json.dumps(record(GOLD))}\n\n{json.dumps({'id': 7, 'mentions': []})}\n", encoding="utf-8")
    first, second = read_records(path)
    assert (first.abstract.text, first.mentions) == (GOLD.abstract.text, GOLD.mentions)
    assert first.ties == (Tie(Relation.CAUSES, 3, 2, Span(at("data sharing").start, at("old rules").end)),)
    assert (second.abstract.id, second.abstract.text, second.mentions) == ("7", "", ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ("[]", "no reading"),
        ("5", "no reading"),
        ('{"id": "x", "mentions": [{"start": 3, "end": 3, "label": "case"}]}', "covers no words"),
        ('{"mentions": []}', "there is no 'id'"),
        ('{"id": "x"}', "there is no 'mentions'"),
        ('{"id": "x", "mentions": [{"start": 0, "end": 1}]}', "there is no 'label'"),
        ('{"id": "x", "mentions": [{"start": 0, "end": 1, "label": "idea"}]}', "'idea' is not a valid Kind"),
        ('{"id": "x", "mentions": [{"start": 2, "end": 1, "label": "cause"}]}', "not a span"),
        ('{"id": "x", "mentions": [], "links": [{"type": "causes", "from": 0, "to": 1}]}', "no reading"),
        ('{"id": "x", "mentions": [], "links": [{"type": "causes", "from": -1, "to": 0}]}', "mention -1"),
    ],
)
def test_a_line_that_is_no_record_is_refused_with_its_number(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        read_records(path)
    assert (caught.value.path, caught.value.line) == (str(path), 2)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it cannot be read: No such file"):
        read_records(tmp_path / "missing.jsonl")
    (tmp_path / "r.jsonl").write_bytes(b"\xff\n")
    with pytest.raises(InputError, match="not UTF-8"):
        read_records(tmp_path / "r.jsonl")
