"""Every IRI that the code utters is well formed, and every prefix has one namespace of its own."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, Graph, URIRef

from kg import iris, resources, vocabulary
from kg.vocabulary import BASE, CONCEPT_KINDS, PREFIXES, STATEMENT_KINDS, Basis, Kind, Relation, Role, Status

FILES = ("smart-policing.ttl", "themes.ttl", "concepts.ttl", "places.ttl", "shapes.ttl", "dataset.ttl", "study.ttl")


def test_the_public_names_are_sorted_and_exist() -> None:
    assert all(hasattr(vocabulary, name) for name in vocabulary.__all__)
    constants = [name for name in vocabulary.__all__ if name.isupper()]
    classes = [name for name in vocabulary.__all__ if not name.isupper()]
    assert vocabulary.__all__ == sorted(constants) + sorted(classes)


def test_no_two_prefixes_share_a_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_namespace_is_an_iri_that_ends_where_names_begin(prefix: str) -> None:
    assert re.fullmatch("[a-z]+", prefix)
    assert iris.check(PREFIXES[prefix]).endswith(("/", "#"))


def test_no_namespace_of_ours_begins_with_another() -> None:
    ours = [namespace for namespace in PREFIXES.values() if namespace.startswith(BASE)]
    assert not [(one, other) for one in ours for other in ours if one != other and other.startswith(one)]


@pytest.mark.parametrize("name", FILES)
def test_the_files_give_each_prefix_the_same_namespace(name: str) -> None:
    declared = dict(
        re.findall(r"^@prefix ([a-z]+): <(.+)> \.$", resources.text(resources.ontology(name)), re.MULTILINE)
    )
    assert declared
    known = PREFIXES | {"shape": f"{BASE}shape/"}
    assert {prefix: known.get(prefix) for prefix in declared} == declared


def test_kinds_are_the_marks_of_the_guideline() -> None:
    assert set(Kind) == {*STATEMENT_KINDS, *CONCEPT_KINDS, Kind.CASE, Kind.CONTEXT}
    assert not set(STATEMENT_KINDS) & set(CONCEPT_KINDS)
    assert [kind.value for kind in Kind] == [kind.name.lower() for kind in Kind]


@pytest.mark.parametrize("values", [Basis, Kind, Relation, Role, Status])
def test_an_enum_is_written_as_its_value(values: type[Basis | Kind | Relation | Role | Status]) -> None:
    assert [str(value) for value in values] == [value.value for value in values]


@pytest.mark.parametrize("kind", [*STATEMENT_KINDS, *CONCEPT_KINDS])
def test_a_kind_names_a_class_of_the_ontology(kind: Kind) -> None:
    ontology = Graph().parse(data=resources.text(resources.ontology("smart-policing.ttl")), format="turtle")
    assert (URIRef(vocabulary.KG + kind.capitalize()), RDF.type, None) in ontology
