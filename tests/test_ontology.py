"""The ontology stays inside OWL Lite, says everything in two languages, and agrees with the code."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from owl_lite import CHECKS, findings
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, Node, URIRef

from kg import resources, vocabulary
from kg.model import (
    Abstract,
    Case,
    Concept,
    Evidence,
    Link,
    Locality,
    Metadata,
    Source,
    Span,
    Statement,
    Study,
    Use,
)
from kg.store import Store
from kg.triples import quads
from kg.vocabulary import CONCEPT_KINDS, PREFIXES, STATEMENT_KINDS, Basis, Kind, Relation, Role, Status

KG = Namespace(vocabulary.KG)
HEADER = URIRef(f"{vocabulary.BASE}ontology")
# fmt: off
CLASSES = (
    "Study", "Case", "Place", "AnonymisedPlace", "Statement", "Problem", "Cause", "Countermeasure",
    "Achievement", "Theory", "Method", "Technology", "Link",
)
PROPERTIES = (
    "examines", "comparesWith", "caseOf", "locatedIn", "madeBy", "aboutCase", "hasTheme", "causes", "addresses",
    "linkFrom", "linkTo", "relation", "basis", "rule", "status", "confidence", "appliesTheory", "usesMethod",
    "mentionsTechnology", "sourceIdentifier", "problemTheme", "causeTheme", "countermeasureTheme",
    "achievementTheme", "headNoun",
)
# fmt: on

#: One statement that OWL Lite forbids, by the check that must find it.
LEAVING = [
    ("forbidden_constructs", "kg:Case owl:disjointWith kg:Place ."),
    ("forbidden_constructs", "kg:Case owl:equivalentClass [ a owl:Class ; owl:unionOf ( kg:Place kg:Study ) ] ."),
    ("forbidden_constructs", "kg:Case owl:equivalentClass [ a owl:Class ; owl:complementOf kg:Study ] ."),
    ("forbidden_constructs", "kg:Case owl:equivalentClass [ a owl:Class ; owl:oneOf ( kg:one ) ] ."),
    (
        "forbidden_constructs",
        "kg:Case rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:rule ; owl:hasValue 1 ] .",
    ),
    ("forbidden_constructs", "kg:locatedIn owl:propertyChainAxiom ( kg:locatedIn kg:locatedIn ) ."),
    ("forbidden_constructs", "kg:Case owl:deprecated true ."),
    ("types", "kg:Lost rdfs:label 'typed as nothing' ."),
    ("types", "kg:one a kg:Undeclared ."),
    ("separation", "kg:Case a owl:ObjectProperty ."),
    ("separation", "kg:Problem a kg:Statement ."),
    ("separation", "kg:rule a owl:ObjectProperty ."),
    ("features", "kg:rule a owl:TransitiveProperty ."),
    ("features", "kg:rule a owl:InverseFunctionalProperty ."),
    ("features", "kg:locatedIn a owl:FunctionalProperty ."),
    ("features", "[] a owl:Restriction ; owl:onProperty kg:locatedIn ; owl:maxCardinality 1 ."),
    ("class_axioms", "kg:Case rdfs:subClassOf kg:Undeclared ."),
    ("class_axioms", "kg:Case rdfs:subClassOf [ a owl:Class ] ."),
    ("class_axioms", "[ a owl:Class ] rdfs:subClassOf kg:Case ."),
    ("class_axioms", "kg:Case owl:equivalentClass kg:Undeclared ."),
    ("class_axioms", "kg:Case owl:intersectionOf ( kg:Undeclared ) ."),
    ("restrictions", "[] a owl:Restriction ; owl:onProperty kg:causes ; owl:maxCardinality 2 ."),
    ("restrictions", "[] a owl:Restriction ; owl:onProperty kg:causes ; owl:cardinality 1 ; owl:minCardinality 0 ."),
    ("restrictions", "[] a owl:Restriction ; owl:onProperty kg:undeclared ; owl:cardinality 1 ."),
    ("restrictions", "[] a owl:Restriction ; owl:onProperty kg:causes ; owl:allValuesFrom [ a owl:Class ] ."),
    ("property_axioms", "kg:causes rdfs:domain kg:Undeclared ."),
    ("property_axioms", "kg:causes rdfs:range xsd:string ."),
    ("property_axioms", "kg:rule rdfs:range kg:Case ."),
    ("property_axioms", "kg:rule rdfs:range xsd:madeUp ."),
    ("property_axioms", "kg:rule rdfs:subPropertyOf kg:causes ."),
    ("property_axioms", "kg:causes owl:inverseOf kg:rule ."),
    ("property_axioms", "kg:headNoun rdfs:domain kg:Study ."),
    ("used_properties", "kg:Case kg:undeclared 'x' ."),
    ("used_properties", "kg:Case kg:rule 'x' ."),
    ("used_properties", "kg:one a kg:Cause ; kg:causes 'a literal' ."),
    ("used_properties", "kg:one a kg:Link ; kg:rule kg:two . kg:two a kg:Link ."),
]
#: What OWL Lite does allow, so that the checks are not merely strict.
STAYING = [
    "kg:Case rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:caseOf ; owl:cardinality 1 ] .",
    "kg:Case rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:caseOf ; owl:allValuesFrom kg:Study ] .",
    "kg:Case owl:equivalentClass kg:Place .",
    "kg:Case owl:intersectionOf ( kg:Place kg:Study ) .",
    "kg:caseOf a owl:InverseFunctionalProperty .",
    "kg:one a kg:Cause ; kg:causes kg:two . kg:two a kg:Problem .",
]


@functools.cache
def _ontology() -> Graph:
    return Graph().parse(data=resources.text(resources.ontology("smart-policing.ttl")), format="turtle")


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return _ontology()


def _with(statement: str) -> Graph:
    known = {**PREFIXES, "owl": str(OWL), "xsd": str(XSD)}
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in known.items())
    return (Graph() + _ontology()).parse(data=head + statement, format="turtle")


def _own(ontology: Graph) -> set[Node]:
    return {term for term in ontology.subjects() if str(term).startswith(vocabulary.KG)}


def _local(term: Node) -> str:
    return str(term).removeprefix(vocabulary.KG)


def test_it_stays_inside_owl_lite(ontology: Graph) -> None:
    assert findings(ontology) == []


@pytest.mark.parametrize(("check", "statement"), LEAVING)
def test_leaving_owl_lite_is_found(check: str, statement: str) -> None:
    found = {done.__name__: list(done(_with(statement))) for done in CHECKS}
    assert found[check]


def test_every_check_is_seen_to_fail() -> None:
    assert {check for check, _ in LEAVING} == {check.__name__ for check in CHECKS}


@pytest.mark.parametrize("statement", STAYING)
def test_what_owl_lite_allows_is_not_found(statement: str) -> None:
    assert findings(_with(statement)) == []


def test_it_has_no_blank_nodes(ontology: Graph) -> None:
    assert all(isinstance(term, URIRef | Literal) for triple in ontology for term in triple)


def test_it_declares_what_the_data_model_names(ontology: Graph) -> None:
    classes = {_local(term) for term in _own(ontology) if (term, RDF.type, OWL.Class) in ontology}
    assert classes == set(CLASSES)
    assert {_local(term) for term in _own(ontology)} - classes == set(PROPERTIES)


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_every_own_term_is_explained_in_two_languages(ontology: Graph, name: str) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        said = [value for value in ontology.objects(KG[name], predicate) if isinstance(value, Literal)]
        assert sorted(str(value.language) for value in said) == ["en", "zh"]
        assert all(value.strip() for value in said)
    assert list(ontology.objects(KG[name], RDFS.isDefinedBy)) == [HEADER]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_terms_of_a_kind_share_a_label(ontology: Graph, language: str) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        labels = [
            value
            for term in _own(ontology)
            if (term, RDF.type, kind) in ontology
            for value in ontology.objects(term, RDFS.label)
            if isinstance(value, Literal) and value.language == language
        ]
        assert len(labels) == len(set(labels))


def test_it_has_a_version(ontology: Graph) -> None:
    version = ontology.value(HEADER, OWL.versionInfo)
    assert ontology.value(HEADER, OWL.versionIRI) == URIRef(f"{HEADER}/{version}")
    assert (HEADER, RDF.type, OWL.Ontology) in ontology


def test_a_statement_kind_is_a_class_of_statements(ontology: Graph) -> None:
    declared = {_local(term) for term in ontology.subjects(RDFS.subClassOf, KG.Statement)}
    assert declared == {kind.capitalize() for kind in STATEMENT_KINDS}


def test_a_concept_kind_is_a_class_of_concepts(ontology: Graph) -> None:
    declared = {_local(term) for term in ontology.subjects(RDFS.subClassOf, SKOS.Concept)}
    assert declared == {kind.capitalize() for kind in CONCEPT_KINDS}


def test_a_relation_is_a_property_from_a_statement_to_a_problem(ontology: Graph) -> None:
    statements = set(ontology.subjects(RDFS.subClassOf, KG.Statement))
    declared = {
        _local(term)
        for term in ontology.subjects(RDFS.range, KG.Problem)
        if ontology.value(term, RDFS.domain) in statements
    }
    assert declared == set(Relation)


def test_a_role_is_a_property_from_a_study_to_a_case(ontology: Graph) -> None:
    declared = {_local(term) for term in ontology.subjects(RDFS.range, KG.Case) if _domain(ontology, term) == "Study"}
    assert declared == {"examines", "comparesWith"}
    assert len(declared) == len(Role)


def test_real_and_anonymised_places_are_places_and_not_each_other(ontology: Graph) -> None:
    schema_place = URIRef(f"{vocabulary.SCHEMA}Place")
    for name in ("Place", "AnonymisedPlace"):
        assert list(ontology.objects(KG[name], RDFS.subClassOf)) == [schema_place]


@pytest.mark.parametrize(
    ("term", "predicate", "upper"),
    [
        ("Study", RDFS.subClassOf, "schema:CreativeWork"),
        ("Study", RDFS.seeAlso, "fabio:Thesis"),
        ("Statement", RDFS.subClassOf, "prov:Entity"),
        ("Theory", RDFS.subClassOf, "skos:Concept"),
        ("Place", RDFS.subClassOf, "schema:Place"),
        ("hasTheme", RDFS.subPropertyOf, "dcterms:subject"),
        ("madeBy", RDFS.subPropertyOf, "prov:wasDerivedFrom"),
        ("sourceIdentifier", RDFS.subPropertyOf, "dcterms:identifier"),
    ],
)
def test_it_is_aligned_with_the_vocabularies_it_reuses(
    ontology: Graph, term: str, predicate: URIRef, upper: str
) -> None:
    prefix, name = upper.split(":")
    assert (KG[term], predicate, URIRef(PREFIXES[prefix] + name)) in ontology


def _whole_study() -> Study:
    """Return a study that has everything a study can have."""
    text = "Data sharing is not smooth in S City."
    said = Evidence("all", Span(0, 26))
    metadata = Metadata(
        "2023-05-01", "Master", "Thesis", "China", "A. Author", "2315391", "Law", ("police",), (("a", "b"),)
    )
    return Study(
        abstract=Abstract("all", text, "Title", 2023, metadata=metadata, source=Source("all.txt", "text")),
        status=Status.EXTRACTED,
        cases=(Case("k1", "S City", Role.SUBJECT, (said,), locality="n1"), Case("k2", "X", Role.REFERENCE, (said,))),
        localities=(Locality("n1", "S City", within_place="jiangsu"),),
        statements=(
            Statement("p1", Kind.PROBLEM, "p", ("data-sharing",), said, case="k1"),
            Statement("c1", Kind.CAUSE, "c", ("other",), said),
            Statement("m1", Kind.COUNTERMEASURE, "m", ("other",), said),
        ),
        uses=tuple(
            Use(f"u{place}", Concept("unheard-of", kind, "unheard of", candidate=True), "unheard of", said)
            for place, kind in enumerate(CONCEPT_KINDS)
        ),
        links=(
            Link("l1", Relation.CAUSES, "c1", "p1", Basis.STATED, said),
            Link("l2", Relation.ADDRESSES, "m1", "p1", Basis.STATED, said),
            Link("l3", Relation.ADDRESSES, "m1", "p1", Basis.INFERRED, rule="addresses_by_theme"),
        ),
    )


def test_every_term_of_a_graph_is_declared(ontology: Graph, seed_store: Store) -> None:
    known = set(ontology.subjects(RDF.type, None))
    used = set()
    for quad in (*seed_store.quads(), *quads(_whole_study())):
        used.add(URIRef(quad.predicate.value))
        if quad.predicate.value == str(RDF.type) and isinstance(quad.object, NamedNode):
            used.add(URIRef(quad.object.value))
    undeclared = {term for term in used - known if not str(term).startswith((str(RDF), str(RDFS), str(OWL)))}
    assert undeclared == set()
    assert KG.rule in used


def test_the_head_says_who_edits_it(pytestconfig: pytest.Config) -> None:
    for path in sorted(Path(pytestconfig.rootpath, "ontology").glob("*.ttl")):
        assert path.read_text(encoding="utf-8").startswith("# "), path


def _domain(ontology: Graph, term: Node) -> str:
    return _local(ontology.value(term, RDFS.domain) or URIRef(""))
