"""Problems with the same causes and countermeasures are drawn together, and nothing else is."""

from __future__ import annotations

from kg.model import Span
from kg.views.passages import Passage
from kg.views.site.chains import chains
from kg.views.site.told import Claim, Tie


def claim(code: str, start: int) -> Claim:
    words = Passage("", code, "")
    return Claim(code, code, "problem", code, Span(start, start + 1), words, (), None, "reviewed", None)


P1, P2, P3, C1, C2, M1 = (claim(code, place) for place, code in enumerate(["p1", "p2", "p3", "c1", "c2", "m1"]))


def tie(origin: Claim, target: Claim, relation: str = "causes") -> Tie:
    return Tie("l", relation, origin, target, "stated", None, None)


def shapes(*ties: Tie) -> list[tuple[str, str, str]]:
    return [
        (
            " ".join(tie.origin.code for tie in chain.causes),
            " ".join(tie.target.code for tie in chain.problems),
            " ".join(tie.origin.code for tie in chain.countermeasures),
        )
        for chain in chains(ties)
    ]


def test_the_same_causes_bring_problems_together() -> None:
    assert shapes(tie(C1, P1), tie(C2, P1), tie(C2, P2), tie(C1, P2), tie(C1, P3)) == [
        ("c1 c2", "p1 p2", ""),
        ("c1", "p3", ""),
    ]


def test_causes_and_countermeasures_stand_on_their_sides() -> None:
    assert shapes(tie(M1, P1, "addresses"), tie(C1, P1)) == [("c1", "p1", "m1")]


def test_without_ties_nothing_is_drawn() -> None:
    assert shapes() == []
