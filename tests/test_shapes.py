"""Every shape passes what is well formed and finds what is not, constraint by constraint."""

from __future__ import annotations

import re
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, Node, URIRef

from kg import resources
from kg.vocabulary import BASE, Basis, Relation, Status

DATA = Path(__file__).parent / "data" / "shapes"
SHAPES = Graph().parse(data=resources.text(resources.ontology("shapes.ttl")), format="turtle")
SHAPE = f"{BASE}shape/"
NODE_SHAPES = sorted(str(shape).removeprefix(SHAPE) for shape in SHAPES.subjects(RDF.type, SH.NodeShape))
#: Property shapes, and those node shapes that ask something themselves: they have a message.
CONSTRAINTS = sorted(str(shape).removeprefix(SHAPE) for shape in SHAPES.subjects(SH.message, None, unique=True))


def _fixture(name: str, outcome: str) -> Graph:
    return Graph().parse(DATA / f"{re.sub(r'(?<=[a-z])(?=[A-Z])', '_', name).lower()}_{outcome}.ttl", format="turtle")


def _results(data: Graph, shape: URIRef) -> list[tuple[Node, str]]:
    """Return the results of one node shape: the focus node, and the name of the constraint that it breaks."""
    _, results, _ = pyshacl.validate(data, shacl_graph=SHAPES, inference="none")
    assert isinstance(results, Graph)
    found = []
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus, source = results.value(result, SH.focusNode), results.value(result, SH.sourceShape)
        assert focus is not None
        found.append((focus, str(source).removeprefix(SHAPE)))
    return [result for result in found if result[1] in _constraints(shape)]


def _focus_nodes(data: Graph, shape: URIRef) -> set[Node]:
    found: set[Node] = set()
    for target in SHAPES.objects(shape, SH.targetClass):
        found.update(data.subjects(RDF.type, target))
    for target in SHAPES.objects(shape, SH.targetSubjectsOf):
        found.update(data.subjects(target, None))
    for target in SHAPES.objects(shape, SH.targetObjectsOf):
        found.update(data.objects(None, target))
    return found


def _constraints(shape: URIRef) -> set[str]:
    own = set(SHAPES.objects(shape, SH.property))
    if (shape, SH.message, None) in SHAPES:
        own.add(shape)
    return {str(constraint).removeprefix(SHAPE) for constraint in own}


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_a_shape_passes_what_is_well_formed(name: str) -> None:
    data, shape = _fixture(name, "passes"), URIRef(SHAPE + name)
    assert _focus_nodes(data, shape)
    assert _results(data, shape) == []


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_a_shape_finds_every_fault(name: str) -> None:
    data, shape = _fixture(name, "fails"), URIRef(SHAPE + name)
    found = _results(data, shape)
    assert {constraint for _, constraint in found} == _constraints(shape)
    assert {focus for focus, _ in found} == _focus_nodes(data, shape)


def test_every_fixture_belongs_to_a_shape() -> None:
    names = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in NODE_SHAPES}
    assert {path.stem.rsplit("_", 1)[0] for path in DATA.iterdir()} == names


def test_every_constraint_belongs_to_a_node_shape() -> None:
    used = {constraint for name in NODE_SHAPES for constraint in _constraints(URIRef(SHAPE + name))}
    assert used == set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
@pytest.mark.parametrize("said", [SH.message, RDFS.comment], ids=["message", "hint"])
def test_every_constraint_says_what_is_wrong_and_how_to_mend_it(name: str, said: URIRef) -> None:
    values = [value for value in SHAPES.objects(URIRef(SHAPE + name), said) if isinstance(value, Literal)]
    assert sorted(str(value.language) for value in values) == ["en", "zh"]
    assert all(value.endswith((".", "。")) for value in values)


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_every_shape_has_a_name_in_both_languages(name: str) -> None:
    labels = [value for value in SHAPES.objects(URIRef(SHAPE + name), RDFS.label) if isinstance(value, Literal)]
    assert sorted(str(value.language) for value in labels) == ["en", "zh"]


@pytest.mark.parametrize(
    ("name", "values"), [("Link-relation", Relation), ("Link-basis", Basis), ("Statement-status", Status)]
)
def test_what_a_shape_allows_is_what_the_code_knows(name: str, values: type[Relation | Basis | Status]) -> None:
    allowed = SHAPES.value(URIRef(SHAPE + name), SH["in"])
    assert allowed is not None
    assert {str(value) for value in SHAPES.items(allowed)} == {str(value) for value in values}


def test_shapes_look_only_at_declared_terms() -> None:
    ontology = Graph().parse(data=resources.text(resources.ontology("smart-policing.ttl")), format="turtle")
    declared = set(ontology.subjects(RDF.type, None)) | {RDF.type, RDFS.label, OWL.sameAs}
    targets = {SH.path, SH["class"], SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.inversePath}
    used = {value for target in targets for value in SHAPES.objects(None, target) if isinstance(value, URIRef)}
    assert {str(term) for term in used - declared} == set()
