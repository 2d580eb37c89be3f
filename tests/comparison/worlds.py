"""Small worlds to compare: one with every standing a row can have, one whose every word is hostile."""

from __future__ import annotations

import functools

from views.corpora import HOSTILE

from kg import graph
from kg.graph import KnowledgeGraph
from kg.model import Abstract, Case, Evidence, Span, Statement, Study
from kg.vocabulary import STATEMENT_KINDS, Kind, Role, Status

__all__ = ["FORMULAS", "hostile", "many", "mixed"]

#: What a spreadsheet would run.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")']


@functools.cache
def mixed() -> KnowledgeGraph:
    """Return a graph of three studies.

    `a` examines two cities and says one thing of neither, and one thing of the city that it compares with; `b`, which a
    person checked, calls its city as `a` does; `c` names no case and says nothing.
    """
    a = _study(
        "a",
        [("Z City", Role.SUBJECT), ("Y City", Role.SUBJECT), ("Hangzhou", Role.REFERENCE)],
        [
            (Kind.PROBLEM, "few data", ("data-sharing",), "k1"),
            (Kind.PROBLEM, "no data", ("data-sharing", "data-governance"), "k1"),
            (Kind.CAUSE, "few people", ("talent",), "k2"),
            (Kind.PROBLEM, "little money", ("funding",), None),
            (Kind.COUNTERMEASURE, "a platform", ("platform",), "k3"),
        ],
    )
    b = _study(
        "b",
        [("Z City", Role.SUBJECT)],
        [(Kind.PROBLEM, "slow data", ("data-sharing",), "k1"), (Kind.COUNTERMEASURE, "share", ("data-sharing",), "k1")],
        Status.REVIEWED,
    )
    return _graph(a, b, _study("c", [], []))


@functools.cache
def hostile() -> KnowledgeGraph:
    """Return a graph in which every name and every word tries to break out of its page, table or cell."""
    words = [*HOSTILE, *FORMULAS, "|", "`code`", "**bold**", "a\nb", "<b>"]
    studies = [
        _study(f"{number}. #%<é", [(said, Role.SUBJECT)], [(STATEMENT_KINDS[number % 4], said, ("other",), "k1")])
        for number, said in enumerate(words)
    ]
    return _graph(*studies)


@functools.cache
def many(studies: int) -> KnowledgeGraph:
    """Return a graph of so many studies, each with a city and two problems, that share one theme."""
    made = (
        _study(
            f"s{number:05}",
            [(f"City {number}", Role.SUBJECT)],
            [(Kind.PROBLEM, "few data", ("data-sharing",), "k1"), (Kind.CAUSE, "no money", ("funding",), "k1")],
        )
        for number in range(studies)
    )
    return _graph(*made)


def _graph(*studies: Study) -> KnowledgeGraph:
    return KnowledgeGraph(graph.collect(studies))


def _study(
    name: str,
    cases: list[tuple[str, Role]],
    said: list[tuple[Kind, str, tuple[str, ...], str | None]],
    status: Status = Status.EXTRACTED,
) -> Study:
    text = ". ".join(["In", *(label for label, _ in cases), *(words for _, words, _, _ in said)]) + "."
    return Study(
        Abstract(name, text),
        status,
        tuple(
            Case(f"k{place}", label, role, (_evidence(name, text, label),))
            for place, (label, role) in enumerate(cases, 1)
        ),
        (),
        tuple(
            Statement(f"{kind[0]}{place}", kind, words, themes, _evidence(name, text, words), case)
            for place, (kind, words, themes, case) in enumerate(said, 1)
        ),
    )


def _evidence(name: str, text: str, words: str) -> Evidence:
    start = text.rindex(words)
    return Evidence(name, Span(start, start + len(words)))
