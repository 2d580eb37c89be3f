"""What is certain enough counts; the rest is kept, under the same names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon
from kg.extraction import assemble
from kg.extraction.certainty import LEAST, part
from kg.model import Abstract, Link, Mention, Reading, Span, Statement, Study, Tie, Use
from kg.vocabulary import Kind, Relation, Role, Status

TEXT = "S City: no money because of low taxes; raise taxes by blockchain"


def study(problem: float = 0.9, cause: float = 0.9, technology: float = 0.9, tie: float = 0.9) -> Study:
    mentions = (
        Mention(Span(0, 6), Kind.CASE, 0.1, role=Role.SUBJECT),
        Mention(Span(8, 16), Kind.PROBLEM, problem, themes=("funding",)),
        Mention(Span(28, 37), Kind.CAUSE, cause, themes=("policy",)),
        Mention(Span(54, 64), Kind.TECHNOLOGY, technology),
    )
    ties = (Tie(Relation.CAUSES, 2, 1, Span(8, 37), tie),)
    return assemble(Reading(Abstract("s", TEXT), mentions, ties, Status.EXTRACTED), lexicon.load())


def codes(of: Study) -> set[str]:
    claims: tuple[Statement | Use | Link, ...] = (*of.statements, *of.uses, *of.links)
    return {claim.id for claim in claims}


@pytest.mark.parametrize(
    ("given_study", "doubtful"),
    [
        (study(), set()),
        (study(problem=0.4), {"p1", "l1"}),
        (study(cause=0.4), {"c1", "l1"}),
        (study(tie=0.4), {"l1"}),
        (study(technology=0.4), {"g1"}),
    ],
)
def test_a_link_is_as_uncertain_as_its_ends(given_study: Study, doubtful: set[str]) -> None:
    certain, candidates = part(given_study)
    assert codes(candidates) == doubtful
    assert codes(certain) == {"p1", "c1", "g1", "l1"} - doubtful


def test_an_uncertain_case_stays_with_its_study() -> None:
    certain, candidates = part(study())
    assert [case.id for case in certain.cases] == ["k1"]
    assert candidates.cases == ()


def test_what_a_person_reviewed_is_never_a_candidate(seed_studies: tuple[Study, ...]) -> None:
    for reviewed in seed_studies:
        certain, candidates = part(reviewed, 1.0)
        assert certain == reviewed
        assert not codes(candidates)


@given(least=st.floats(0, 1), problem=st.floats(0, 1), cause=st.floats(0, 1))
def test_nothing_is_lost_and_nothing_stands_twice(least: float, problem: float, cause: float) -> None:
    whole = study(problem=problem, cause=cause)
    certain, candidates = part(whole, least)
    assert codes(certain) | codes(candidates) == codes(whole)
    assert not codes(certain) & codes(candidates)
    assert all(statement.confidence >= least for statement in certain.statements)


def test_the_threshold_itself_is_certain() -> None:
    assert not part(study(problem=LEAST))[1].statements
