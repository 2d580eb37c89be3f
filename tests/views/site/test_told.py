"""A study knows what it examines, what it compares with, and what it is silent about."""

from __future__ import annotations

from kg.model import Span
from kg.views.passages import Passage
from kg.views.site.told import Case, Claim, Told


def told(*cases: Case, kinds: tuple[str, ...] = ()) -> Told:
    claims = tuple(
        Claim(kind[0], kind, kind, "", Span(0, 1), Passage("", "", ""), (), None, "reviewed", None) for kind in kinds
    )
    return Told("", "s", "", "s", None, None, (), "en", "reviewed", "", cases, claims, (), (), ())


def case(name: str, *, examined: bool) -> Case:
    return Case(name, name, "", name, "en", examined, (), name, (), None)


def test_cases_are_told_apart_by_their_role() -> None:
    study = told(case("z", examined=True), case("hangzhou", examined=False))
    assert [one.name for one in study.examined] == ["z"]
    assert [one.name for one in study.compared] == ["hangzhou"]


def test_silence_is_of_the_kinds_that_no_claim_has() -> None:
    assert told(kinds=("problem", "cause")).silent == ("countermeasure", "achievement")
