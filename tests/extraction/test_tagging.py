"""A text is tagged with names and statements, in order and never crossing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kg import lexicon
from kg.extraction import settings
from kg.extraction.tagging import network, spans, tag, technologies
from kg.loaders import annotated
from kg.vocabulary import Kind, Role

SEEDS = Path(__file__).parents[2] / "seeds" / "annotated" / "seeds"
ABSTRACT = (
    "With the development of big data,policing is changing.Taking the training of officers in Q County as an example,"
    "this paper,based on the theory of lifelong learning and social capital theory,uses literature research,"
    "questionnaire survey and interviews.It is found that there are still some problems,such as insufficient funds,"
    "outdated teaching materials and weak exchange of information.The reasons for the problems lie in the lack of "
    "overall planning,the imperfect evaluation mechanism and the shortage of teachers.Finally,learning from the "
    "experience of Singapore,the paper puts forward countermeasures from the aspects of strengthening top-level design,"
    "increasing capital investment and building a unified platform,so as to provide reference for other counties."
)
NOTHING_FOUND = (
    "The annual conference was held in spring. Several hundred guests attended, lunch was served on the terrace, and "
    "the proceedings will be printed in two volumes."
)


def found(text: str, kind: Kind) -> list[str]:
    return [one.span.of(text) for one in tag(text, lexicon.load()) if one.kind is kind]


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


def test_an_abstract_without_findings_yields_none() -> None:
    assert tag(NOTHING_FOUND, lexicon.load()) == []


def test_context_is_recognised_and_left_out() -> None:
    text = annotated.parse_file(SEEDS / "002_f0a00859b3d7e2b8.xml").abstract.text
    recognised = [one for one in spans.find(network.encode(text)) if one.kind is Kind.CONTEXT]
    assert recognised
    kept = tag(text, lexicon.load())
    assert Kind.CONTEXT not in {one.kind for one in kept}
    assert not any(one.span == other.span for one in recognised for other in kept)


def test_a_technology_is_marked_where_it_is_first_named() -> None:
    text = f"{ABSTRACT} Again big data and facial recognition; 5G, Big Data, 5G."
    marks = [one.span for one in tag(text, lexicon.load()) if one.kind is Kind.TECHNOLOGY]
    assert [span.of(text) for span in marks] == ["big data", "facial recognition", "5G"]
    assert marks[0].start == text.index("big data")


@pytest.mark.parametrize(
    ("text", "names"),
    [("a 5G-based net", []), ("x5G", []), ("bigger data", []), ("(5G), big data", ["5G", "big data"])],
)
def test_a_known_name_counts_as_whole_words_only(monkeypatch: pytest.MonkeyPatch, text: str, names: list[str]) -> None:
    deaf = dataclasses.replace(settings.load(), technology_least=1.1)
    monkeypatch.setattr(settings, "load", lambda: deaf)
    assert [one.span.of(text) for one in technologies.find(text, network.encode(text))] == names


def test_without_known_names_the_network_alone_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    none = dataclasses.replace(settings.load(), technologies=(), technology_least=1.0)
    monkeypatch.setattr(settings, "load", lambda: none)
    technologies._names.cache_clear()
    assert technologies.find(ABSTRACT, network.encode(ABSTRACT)) == []
    technologies._names.cache_clear()


def test_what_is_hardly_likely_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tag(ABSTRACT, lexicon.load())
    known = settings.load()
    middle = sorted(one.confidence for one in before)[len(before) // 2]
    monkeypatch.setattr(settings, "load", lambda: dataclasses.replace(known, mention_least=middle))
    assert tag(ABSTRACT, lexicon.load()) == [one for one in before if one.confidence >= middle] != before
