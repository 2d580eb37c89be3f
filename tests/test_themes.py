"""The themes are those of the annotation guideline, under its facets, with borders drawn in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, URIRef

from kg import lexicon, resources
from kg.vocabulary import BASE, PREFIXES

THEMES = Graph().parse(data=resources.text(resources.ontology("themes.ttl")), format="turtle")
GUIDELINE = Path(__file__).parents[1] / "seeds" / "annotated" / "GUIDELINE.md"
SCHEME = URIRef(f"{BASE}scheme/themes")


def _guideline() -> dict[str, str]:
    """Return the facet of each theme, as the table of the guideline says."""
    rows = re.findall(r"^\| ([a-z]+) \| `([a-z-]+)` \|", GUIDELINE.read_text(encoding="utf-8"), re.MULTILINE)
    return {theme: facet for facet, theme in rows}


def test_the_themes_are_those_of_the_guideline() -> None:
    stated = {notation: theme.broader for notation, theme in lexicon.load().themes.items()}
    assert len(_guideline()) == 29
    assert stated == {**_guideline(), "other": None}


def test_the_facets_are_those_of_the_guideline() -> None:
    assert set(lexicon.load().facets) == set(_guideline().values())


def test_other_stands_outside_the_facets() -> None:
    other = URIRef(f"{PREFIXES['theme']}other")
    assert (other, SKOS.topConceptOf, SCHEME) in THEMES
    assert (other, SKOS.broader, None) not in THEMES


@pytest.mark.parametrize("notation", [*_guideline(), "other"])
def test_every_theme_draws_its_border_in_both_languages(notation: str) -> None:
    notes = [note for note in THEMES.objects(_theme(notation), SKOS.scopeNote) if isinstance(note, Literal)]
    assert sorted(str(note.language) for note in notes) == ["en", "zh"]


@pytest.mark.parametrize("notation", _guideline())
def test_a_chinese_border_names_neighbours_by_their_labels(notation: str) -> None:
    labels = {str(label) for label in THEMES.objects(None, SKOS.prefLabel)}
    notes = [note for note in THEMES.objects(_theme(notation), SKOS.scopeNote) if isinstance(note, Literal)]
    named = [name for note in notes if note.language == "zh" for name in re.findall("“(.+?)”", note)]
    assert named
    assert set(named) <= labels
    assert str(next(THEMES.objects(_theme(notation), SKOS.prefLabel))) not in named


@pytest.mark.parametrize("notation", _guideline())
def test_every_theme_has_other_names_in_both_languages(notation: str) -> None:
    labels = [label for label in THEMES.objects(_theme(notation), SKOS.altLabel) if isinstance(label, Literal)]
    assert {label.language for label in labels} == {"en", "zh"}


def test_nothing_else_is_declared() -> None:
    concepts = {str(concept) for concept in THEMES.subjects(RDF.type, SKOS.Concept)}
    assert len(concepts) == len(_guideline()) + 1 + len(set(_guideline().values()))


def _theme(notation: str) -> URIRef:
    return URIRef(f"{PREFIXES['theme']}{notation}")
