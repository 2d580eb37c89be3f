"""The questions stand in the graph, so that another tool can list them, read about them and run them."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import NamedNode
from rdflib import RDF, RDFS, SH, Literal, URIRef

from kg import queries
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.vocabulary import PREFIXES, XSD


@pytest.fixture(scope="module")
def found(seed_store: Store) -> rdflib.Graph:
    return KnowledgeGraph(seed_store).to_rdflib()


def test_every_question_is_listed_in_a_graph_of_its_own(seed_store: Store) -> None:
    name = f"{PREFIXES['graph']}questions"
    graph = next(graph for graph in seed_store.graphs() if graph.value == name)
    kind = NamedNode(str(SH.SPARQLExecutable))
    listed = {str(quad.subject) for quad in seed_store.quads(graph, object=kind)}
    assert listed == {f"<{PREFIXES['question']}{name}>" for name in queries.names()}


@pytest.mark.parametrize("name", queries.names())
def test_a_question_can_be_read_and_run(name: str, found: rdflib.Graph, seed_store: Store) -> None:
    query = queries.load(name)
    resource = URIRef(PREFIXES["question"] + name)
    for predicate, said in ((RDFS.label, query.title), (RDFS.comment, query.summary)):
        assert set(found.objects(resource, predicate)) == {Literal(text, lang=code) for code, text in said.items()}
    kind, text = ("Construct", SH.construct) if query.constructs else ("Select", SH.select)
    assert (resource, RDF.type, SH[f"SPARQL{kind}Executable"]) in found
    sparql = str(found.value(resource, text))
    assert not sparql.startswith("#")
    if not query.parameters:
        assert len(seed_store.query(sparql)) == len(queries.run(seed_store, query))


@pytest.mark.parametrize("name", queries.names())
def test_a_parameter_is_named_as_its_variable(name: str, found: rdflib.Graph) -> None:
    resource = URIRef(PREFIXES["question"] + name)
    described = {str(found.value(p, SH.name)): p for p in found.objects(resource, SH.parameter)}
    assert set(described) == {parameter.name for parameter in queries.load(name).parameters}
    for parameter in queries.load(name).parameters:
        node = described[parameter.name]
        assert str(found.value(node, SH.path)).endswith(f"/_{parameter.name}")
        assert len(set(found.objects(node, SH.description))) == 2
        default = found.value(node, SH.defaultValue)
        assert default is None or isinstance(default, Literal)
        assert (None if default is None else default.toPython()) == parameter.default
        assert found.value(node, SH.optional) == (None if parameter.default is None else Literal(True))
        datatype = None if parameter.type == "iri" else URIRef(XSD + parameter.type)
        assert found.value(node, SH.datatype) == datatype


def test_the_prefixes_are_declared(found: rdflib.Graph) -> None:
    (declared,) = set(found.objects(None, SH.prefixes))
    pairs = {
        str(found.value(node, SH.prefix)): str(found.value(node, SH.namespace))
        for node in found.objects(declared, SH.declare)
    }
    assert {"kg", "oa", "skos"} <= pairs.keys()
    assert {prefix: PREFIXES[prefix] for prefix in pairs} == pairs
