"""What a person changed: nothing is said of what stayed, and nothing that changed goes unsaid."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluation import Change, changes
from kg.model import Abstract, Mention, Reading, Span, Tie
from kg.vocabulary import Kind, Relation, Role

TEXT = "In Z City data sharing is slow because staff are few, so hire more staff. S City helps."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def mark(kind: Kind, words: str, *themes: str, role: Role | None = None, same: int | None = None) -> Mention:
    return Mention(at(words), kind, themes=themes, role=role, same=same)


def tie(relation: Relation, origin: int, target: int) -> Tie:
    return Tie(relation, origin, target, Span(0, len(TEXT)))


def reading(*mentions: Mention, ties: tuple[Tie, ...] = ()) -> Reading:
    return Reading(Abstract("x", TEXT), mentions, ties)


CITY = mark(Kind.CASE, "Z City", role=Role.SUBJECT)
SLOW = mark(Kind.PROBLEM, "data sharing is slow", "data-sharing")
FEW = mark(Kind.CAUSE, "staff are few", "manpower")
HIRE = mark(Kind.COUNTERMEASURE, "hire more staff", "manpower")


def said(before: Reading, after: Reading) -> list[str]:
    return [str(change) for change in changes(before, after)]


def test_a_mark_added_and_one_removed() -> None:
    assert said(reading(CITY, SLOW), reading(CITY, HIRE)) == [
        "removed problem: data sharing is slow",
        "added countermeasure: hire more staff",
    ]


def test_a_mark_moved() -> None:
    shorter = mark(Kind.PROBLEM, "sharing is slow", "data-sharing")
    assert said(reading(SLOW), reading(shorter)) == ["moved problem: sharing is slow (was: data sharing is slow)"]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (SLOW, replace(SLOW, kind=Kind.CAUSE), "cause: data sharing is slow (kind: problem -> cause)"),
        # Its theme went with its kind: that is no change of its own.
        (SLOW, replace(SLOW, kind=Kind.CONTEXT, themes=()), "context: data sharing is slow (kind: problem -> context)"),
        (SLOW, replace(SLOW, themes=("legal",)), "problem: data sharing is slow (theme: data-sharing -> legal)"),
        (SLOW, replace(SLOW, themes=()), "problem: data sharing is slow (theme: data-sharing -> none)"),
        (CITY, replace(CITY, role=Role.REFERENCE), "case: Z City (role: subject -> reference)"),
    ],
)
def test_a_mark_described_otherwise(before: Mention, after: Mention, line: str) -> None:
    assert said(reading(before), reading(after)) == [f"changed {line}"]


def test_a_mark_changed_in_kind_and_place_is_one_mark() -> None:
    after = mark(Kind.CAUSE, "sharing is slow", "data-sharing")
    assert [(c.verb, c.aspect) for c in changes(reading(SLOW), reading(after))] == [("changed", "kind"), ("moved", "")]


def test_a_change_of_kind_is_likelier_than_a_mark_that_shrank_to_its_rim() -> None:
    cause = replace(SLOW, kind=Kind.CAUSE)
    rim = mark(Kind.PROBLEM, "w because", "policy")
    assert [(c.verb, c.what) for c in changes(reading(SLOW), reading(cause, rim))] == [
        ("changed", Kind.CAUSE),
        ("added", Kind.PROBLEM),
    ]


def test_a_mark_cut_in_two_is_one_moved_and_one_added() -> None:
    parts = reading(mark(Kind.PROBLEM, "data sharing", "data-sharing"), mark(Kind.PROBLEM, "is slow", "process"))
    assert Counter(c.verb for c in changes(reading(SLOW), parts)) == {"moved": 1, "added": 1}


def test_a_later_mention_that_names_another_case() -> None:
    other = mark(Kind.CASE, "S City", role=Role.SUBJECT)
    (change,) = changes(reading(CITY, replace(other, same=0)), reading(CITY, other))
    assert (change.aspect, change.was, change.now) == ("same", "Z City", "")


def test_ties_added_and_removed() -> None:
    marks = (SLOW, FEW, HIRE)
    causes, addresses = tie(Relation.CAUSES, 1, 0), tie(Relation.ADDRESSES, 2, 0)
    assert said(reading(*marks, ties=(causes,)), reading(*marks, ties=(addresses,))) == [
        "removed causes: staff are few (of: data sharing is slow)",
        "added addresses: hire more staff (of: data sharing is slow)",
    ]


def test_no_tie_of_removed_marks_is_lost() -> None:
    ties = (tie(Relation.CAUSES, 1, 0), tie(Relation.CAUSES, 2, 0))
    more = mark(Kind.CAUSE, "more staff", "manpower")
    found = changes(reading(SLOW, FEW, more, ties=ties), reading())
    assert Counter((c.verb, c.what) for c in found)["removed", Relation.CAUSES] == 2


def test_a_tie_follows_its_marks() -> None:
    before = reading(SLOW, FEW, ties=(tie(Relation.CAUSES, 1, 0),))
    after = reading(CITY, SLOW, FEW, ties=(tie(Relation.CAUSES, 2, 1),))
    assert said(before, after) == ["added case: Z City"]


def test_readings_of_different_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="different texts"):
        changes(reading(), Reading(Abstract("x", "Other.")))


def test_a_change_is_said_on_one_line() -> None:
    assert str(Change("added", Kind.PROBLEM, Span(0, 8), "slow\n  it")) == "added problem: slow it"


# -- Properties -------------------------------------------------------------------------------------------------------

spans = st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda found: Span(found[0], found[0] + found[1]))
themes = st.lists(st.sampled_from(["talent", "legal", "platform"]), unique=True, max_size=2).map(tuple)
roles = st.sampled_from([None, *Role])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    mentions = draw(st.lists(st.builds(Mention, spans, st.sampled_from(Kind), themes=themes, role=roles), max_size=6))
    places = st.integers(0, max(0, len(mentions) - 1))
    drawn = draw(st.lists(st.tuples(st.sampled_from(Relation), places, places), unique=True, max_size=4))
    return reading(*mentions, ties=tuple(tie(*ends) for ends in drawn) if mentions else ())


@given(readings())
def test_a_reading_does_not_differ_from_itself(one: Reading) -> None:
    distinct = replace(one, mentions=tuple({(m.span, m.kind): m for m in one.mentions}.values()), ties=())
    assert changes(distinct, distinct) == ()


@given(readings(), readings())
def test_every_mark_and_tie_of_the_difference_is_accounted_for(before: Reading, after: Reading) -> None:
    found = changes(before, after)
    verbs = Counter((c.verb, isinstance(c.what, Kind)) for c in found)
    assert len(before.mentions) - verbs["removed", True] == len(after.mentions) - verbs["added", True]
    assert len(before.ties) - verbs["removed", False] == len(after.ties) - verbs["added", False]
    told = Counter(c.span for c in found)
    for new in after.mentions:
        assert new in before.mentions or told[new.span]
    gone = {(c.what, c.span) for c in found if c.verb == "removed"}
    was = {c.was for c in found if c.verb == "moved"}
    for old in before.mentions:
        is_told = (old.kind, old.span) in gone or old.span.of(TEXT) in was or told[old.span]
        assert old in after.mentions or is_told


@given(readings(), readings())
def test_what_is_added_one_way_is_removed_the_other(before: Reading, after: Reading) -> None:
    there, back = changes(before, after), changes(after, before)
    added = Counter(isinstance(c.what, Kind) for c in there if c.verb == "added")
    removed = Counter(isinstance(c.what, Kind) for c in back if c.verb == "removed")
    assert added[True] == removed[True]
