"""Worlds that the seeds are not: one study, no problem, thousands of studies, words that attack, and nothing at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from kg import graph
from kg.graph import KnowledgeGraph
from kg.model import Abstract, Case, Evidence, Link, Metadata, Span, Statement, Study
from kg.vocabulary import Basis, Kind, Relation, Role, Status

HOSTILE: list[str] = json.loads(
    (Path(__file__).parent.parent / "data" / "views" / "hostile.json").read_text(encoding="utf-8")
)


def opened(studies: Iterable[Study]) -> KnowledgeGraph:
    """Return a graph of the studies."""
    return KnowledgeGraph(graph.collect(studies))


def copies(studies: Sequence[Study], number: int) -> list[Study]:
    """Return so many studies that say what these say, each by itself."""
    return [
        _renamed(study, f"{study.abstract.id}.{n}") for n in range(-(-number // len(studies))) for study in studies
    ][:number]


def without(study: Study, *kinds: Kind) -> Study:
    """Return a study that says nothing of these kinds."""
    kept = tuple(statement for statement in study.statements if statement.kind not in kinds)
    codes = {statement.id for statement in kept}
    links = tuple(link for link in study.links if {link.origin, link.target} <= codes)
    return replace(study, statements=kept, links=links)


def saying(number: int, words: str) -> Study:
    """Return a study whose every word, from its title to its case, is `words`; a cause is tied to its problem."""
    text = f"Here: {words}. There: {words}. Then: {words}. At: {words}."
    places: list[Span] = []
    for _ in range(4):
        start = text.index(words, places[-1].end if places else 0)
        places.append(Span(start, start + len(words)))
    name = f"h{number}"
    evidence = [Evidence(name, place) for place in places]
    problem = Statement("p1", Kind.PROBLEM, words, ("data-sharing",), evidence[0], "k1")
    cause = Statement("c1", Kind.CAUSE, words, ("talent",), evidence[1], "k1")
    measure = Statement("m1", Kind.COUNTERMEASURE, words, ("data-sharing", "funding"), evidence[2], "k1")
    tie = Evidence(name, Span(places[0].start, places[1].end))
    return Study(
        Abstract(name, text, title=words, metadata=Metadata(candidate=words)),
        Status.REVIEWED,
        (Case("k1", words, Role.SUBJECT, (evidence[3],)),),
        (),
        (problem, cause, measure),
        (),
        (Link("l1", Relation.CAUSES, "c1", "p1", Basis.STATED, tie),),
    )


def _renamed(study: Study, name: str) -> Study:
    def moved(evidence: Evidence) -> Evidence:
        return replace(evidence, abstract=name)

    return replace(
        study,
        abstract=replace(study.abstract, id=name),
        cases=tuple(replace(case, evidence=tuple(map(moved, case.evidence))) for case in study.cases),
        statements=tuple(replace(one, evidence=moved(one.evidence)) for one in study.statements),
        uses=tuple(replace(one, evidence=moved(one.evidence)) for one in study.uses),
        links=tuple(replace(one, evidence=one.evidence and moved(one.evidence)) for one in study.links),
    )
