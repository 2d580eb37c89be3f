"""Tagging: texts are cut into pieces, described by what brings them in, and statements and names are found."""

from __future__ import annotations

import pytest

from kg import lexicon
from kg.extraction.tagging import features, names, statements, tag
from kg.extraction.tagging.pieces import pieces
from kg.extraction.tagging.signals import read_clause, read_sentence
from kg.model import Mention, Span
from kg.vocabulary import Kind, Role

ABSTRACT = (
    "With the development of big data,policing is changing.Taking the training of officers in Q County as an example,"
    "this paper,based on the theory of lifelong learning and social capital theory,uses literature research,"
    "questionnaire survey and interviews.It is found that there are still some problems,such as insufficient funds,"
    "outdated teaching materials and weak exchange of information.The reasons for the problems lie in the lack of "
    "overall planning,the imperfect evaluation mechanism and the shortage of teachers.Finally,learning from the "
    "experience of Singapore,the paper puts forward countermeasures from the aspects of strengthening top-level design,"
    "increasing capital investment and building a unified platform,so as to provide reference for other counties."
)


def cut(text: str) -> list[str]:
    return [piece.span.of(text) for piece in pieces(text)]


def found(text: str, kind: Kind) -> list[str]:
    return [one.span.of(text) for one in tag(text, lexicon.load()) if one.kind is kind]


def test_pieces_begin_before_joints_and_after_openings() -> None:
    assert cut("problems such as no staff and no money,because rules are old") == [
        "problems such as ",
        "no staff ",
        "and no money",
        "because ",
        "rules are ",
        "old",
    ]


def test_quotations_are_not_cut() -> None:
    assert cut('achieving "full and free" use') == ['achieving "full and free" use']


def test_a_clause_without_words_gives_no_piece() -> None:
    assert cut("(!),—;..") == []


@pytest.mark.parametrize(
    ("sentence", "announces", "ordinal"),
    [
        ("The causes of the problems are as follows.", "cause", "-"),
        ("There are problems and causes.", "cause", "-"),
        ("In view of the above problems, more is needed.", "-", "-"),
        ("Secondly, the shortcomings are many.", "problem", "secondly"),
        ("(2)Measures were taken.", "countermeasure", "(2)"),
        ("Nothing is said.", "-", "-"),
    ],
)
def test_what_a_sentence_announces(sentence: str, announces: str, ordinal: str) -> None:
    signals = read_sentence(sentence, Span(0, len(sentence)))
    assert (signals.announces, signals.ordinal) == (announces, ordinal)


def test_what_a_clause_is() -> None:
    text = "and so as to improve,the paper proposes"
    first, *_, last = pieces(text)
    assert "closing" in read_clause(text, first.clause).flags
    assert {"closing", "propose"} <= read_clause(text, last.clause).flags


def test_a_piece_is_described_by_what_was_announced_and_opened_before_it() -> None:
    text = "The problems include no staff,no money."
    told = list(pieces(text))
    described = dict(zip((piece.span.of(text) for piece in told), features.describe(text, told), strict=True))
    assert {"here=problem", "opener=include", "since=here"} <= set(described["no staff"])
    assert {"here=problem", "since=far", "deficient=True"} <= set(described["no money"])
    assert all(len(names) == len(set(names)) for names in described.values())


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("second,the lack of staff", "lack of staff"),
        ("(2)and to build a platform", "build a platform"),
        ("first responders are few", "first responders are few"),
        ("low income and other problems", "low income"),
        ("poor roads, etc.", "poor roads"),
        ("a-level design", "a-level design"),
        ("[Conclusion] Few drills", "Few drills"),
        ("3 of 10 systems fail", "3 of 10 systems fail"),
        (" , ", None),
        ("etc.", None),
    ],
)
def test_what_brings_a_statement_in_is_left_out(words: str, bare: str | None) -> None:
    span = statements.trim(words, Span(0, len(words)))
    assert (span.of(words) if span else None) == bare


def test_statements_are_told_apart_by_what_they_hang_on() -> None:
    assert found(ABSTRACT, Kind.PROBLEM) == [
        "insufficient funds",
        "outdated teaching materials",
        "weak exchange of information",
    ]
    assert found(ABSTRACT, Kind.CAUSE) == [
        "lack of overall planning",
        "imperfect evaluation mechanism",
        "shortage of teachers",
    ]
    assert found(ABSTRACT, Kind.COUNTERMEASURE) == [
        "strengthening top-level design",
        "increasing capital investment",
        "building a unified platform",
    ]
    assert found(ABSTRACT, Kind.ACHIEVEMENT) == []


def test_names_are_found_with_their_heads() -> None:
    assert found(ABSTRACT, Kind.THEORY) == ["theory of lifelong learning", "social capital theory"]
    assert found(ABSTRACT, Kind.METHOD) == ["literature research", "questionnaire survey", "interviews"]
    assert found(ABSTRACT, Kind.TECHNOLOGY) == ["big data"]


def test_the_site_is_a_subject_and_the_model_a_reference() -> None:
    cases = [one for one in tag(ABSTRACT, lexicon.load()) if one.kind is Kind.CASE]
    assert [(one.span.of(ABSTRACT), one.role) for one in cases] == [
        ("Q County", Role.SUBJECT),
        ("Singapore", Role.REFERENCE),
    ]


def test_of_two_marks_that_cross_the_less_certain_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    named = [Mention(Span(0, 10), Kind.THEORY, 0.6), Mention(Span(20, 25), Kind.METHOD, 0.9)]
    stated = [Mention(Span(5, 15), Kind.PROBLEM, 0.8), Mention(Span(18, 30), Kind.CAUSE, 0.7)]
    monkeypatch.setattr(names, "find", lambda _text, _lexicon: named)
    monkeypatch.setattr(statements, "find", lambda _text: stated)
    assert tag("", lexicon.load()) == [stated[0], stated[1], named[1]]


def test_of_two_marks_on_the_same_words_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    name, statement = Mention(Span(0, 10), Kind.THEORY, 0.9), Mention(Span(0, 10), Kind.PROBLEM, 0.8)
    monkeypatch.setattr(names, "find", lambda _text, _lexicon: [name])
    monkeypatch.setattr(statements, "find", lambda _text: [statement])
    assert tag("", lexicon.load()) == [name]
