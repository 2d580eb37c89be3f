"""The SKOS files that people edit are sound, and the lint that says so can find every kind of fault."""

from __future__ import annotations

import pytest
from rdflib import RDF, SKOS, Graph, URIRef
from skos_lint import CHECKS, findings

from kg import resources
from kg.vocabulary import BASE, KG, PREFIXES

FILES = ("themes.ttl", "concepts.ttl")

SOUND = """
scheme:things a skos:ConceptScheme ; skos:hasTopConcept theme:whole ; kg:headNoun "theory"@en .
theme:whole a skos:Concept ; skos:notation "whole" ; skos:prefLabel "whole"@en , "整体"@zh ;
    skos:definition "All of it."@en , "全部。"@zh ; skos:narrower theme:part ;
    skos:topConceptOf scheme:things ; skos:inScheme scheme:things .
theme:part a skos:Concept ; skos:notation "part" ; skos:prefLabel "part theory"@en , "部分"@zh ;
    skos:altLabel "piece"@en ; skos:hiddenLabel "pease"@en ;
    skos:definition "Some of it."@en , "一部分。"@zh ; skos:broader theme:whole ; skos:inScheme scheme:things .
"""
#: What is put in the place of what, and the check that must find it.
FAULTS = [
    ("preferred_labels", '"whole"@en , "整体"@zh', '"whole"@en'),
    ("preferred_labels", '"whole"@en ,', '"whole"@en , "entirety"@en ,'),
    ("preferred_labels", '"whole"@en , "整体"@zh', '"whole"@en , "整体"@zh , "tout"@fr'),
    ("definitions", '"All of it."@en , "全部。"@zh', '"All of it."@en'),
    ("definitions", "skos:narrower theme:part", 'skos:scopeNote "No part."@en ; skos:narrower theme:part'),
    ("notations", 'skos:notation "part" ;', ""),
    ("notations", 'skos:notation "part"', 'skos:notation "whole"'),
    ("schemes", "skos:inScheme scheme:things .\ntheme:part", "skos:inScheme scheme:others .\ntheme:part"),
    ("schemes", "skos:topConceptOf scheme:things ;", ""),
    ("schemes", "skos:topConceptOf scheme:things", "skos:broader theme:part ; skos:topConceptOf scheme:things"),
    ("dangling", "skos:broader theme:whole", "skos:broader theme:nowhere"),
    ("dangling", "skos:broader theme:whole ;", ""),
    ("dangling", "skos:narrower theme:part", "skos:narrower theme:nowhere"),
    ("cycles", "skos:broader theme:whole", "skos:broader theme:whole , theme:part"),
    ("cycles", "skos:topConceptOf scheme:things", "skos:broader theme:part"),
    ("orphans", "skos:broader theme:whole ;", ""),
    ("overlaps", '"piece"@en', '"Whole"@en'),
    ("overlaps", '"piece"@en', '"theory of wholes"@en'),
    ("overlaps", '"pease"@en', '"whole"@en'),
    ("repetitions", '"piece"@en', '"Parts"@en'),
    ("repetitions", '"pease"@en', '"Piece"@en'),
    ("wording", '"piece"@en', '"piece "@en'),
    ("wording", '"piece"@en', '"--"@en'),
    ("wording", '"piece"@en', '"morceau"@fr'),
]


def _parsed(text: str) -> Graph:
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return Graph().parse(data=head + text, format="turtle")


def _file(name: str) -> Graph:
    return Graph().parse(data=resources.text(resources.ontology(name)), format="turtle")


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_sound(name: str) -> None:
    assert findings(_file(name)) == []


def test_a_sound_scheme_passes() -> None:
    assert findings(_parsed(SOUND)) == []


@pytest.mark.parametrize(("check", "old", "new"), FAULTS)
def test_a_fault_is_found(check: str, old: str, new: str) -> None:
    assert SOUND.count(old) == 1
    found = {done.__name__: list(done(_parsed(SOUND.replace(old, new)))) for done in CHECKS}
    assert found[check]


def test_every_check_is_seen_to_fail() -> None:
    assert {check for check, _, _ in FAULTS} == {check.__name__ for check in CHECKS}


@pytest.mark.parametrize(
    ("scheme", "prefix", "kind"),
    [("theories", "theory", "Theory"), ("methods", "method", "Method"), ("technologies", "technology", "Technology")],
)
def test_a_concept_has_the_class_and_namespace_of_its_scheme(scheme: str, prefix: str, kind: str) -> None:
    graph = _file("concepts.ttl")
    members = set(graph.subjects(SKOS.inScheme, URIRef(f"{BASE}scheme/{scheme}")))
    assert members == set(graph.subjects(RDF.type, URIRef(KG + kind)))
    assert members
    assert all(str(member).startswith(PREFIXES[prefix]) for member in members)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_definitions_are_the_same(language: str) -> None:
    texts = [str(text) for name in FILES for text in _file(name).objects(None, SKOS.definition)]
    assert len(texts) == len(set(texts))
    assert any(text.isascii() == (language == "en") for text in texts)
