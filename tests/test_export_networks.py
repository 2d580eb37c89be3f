"""GraphML and GEXF open elsewhere: sound XML, types that are known, ids that are allowed, and no date."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import networkx
import pytest
from lxml import etree

from kg import exports
from kg.analysis import Cooccurrence, Profiles, case_network, theme_network
from kg.exports import Format
from kg.store import Store

NAMESPACE = "{http://www.gexf.net/1.2draft}"
#: What Gephi knows of the types of attributes.
TYPES = {"integer", "long", "double", "float", "boolean", "string"}


@pytest.fixture(scope="module", params=["whole", "themes", "cases", "roles"])
def drawn(request: pytest.FixtureRequest, seed_store: Store) -> networkx.Graph[str]:
    networks: dict[str, Callable[[], networkx.Graph[str]]] = {
        "whole": lambda: exports.network(seed_store.quads()),
        "themes": lambda: theme_network(Profiles.of(seed_store)),
        "cases": lambda: case_network(Profiles.of(seed_store), least=0),
        "roles": lambda: Cooccurrence.of(seed_store, "cause", "problem").network(),
    }
    return networks[request.param]()


def weights(drawn: networkx.Graph[str]) -> list[float]:
    return sorted(float(drawn.edges[edge]["weight"]) for edge in drawn.edges)


def parts(tree: etree._Element, name: str) -> list[etree._Element]:
    return list(tree.iter(f"{NAMESPACE}{name}"))


def test_gexf_is_built_as_its_schema_says(drawn: networkx.Graph[str]) -> None:
    tree = etree.fromstring(exports.gexf(drawn))
    assert (tree.tag, tree.get("version")) == (f"{NAMESPACE}gexf", "1.2")
    (graph,) = tree
    assert graph.tag == f"{NAMESPACE}graph"
    assert {etree.QName(part).localname for part in graph} == {"attributes", "nodes", "edges"}
    for declared in parts(tree, "attributes"):
        assert declared.get("class") in {"node", "edge"}
        titles = [attribute.get("title") for attribute in declared]
        assert len(titles) == len(set(titles)), "two types for one attribute"
        assert {attribute.get("type") for attribute in declared} <= TYPES
    names = [node.get("id") for node in parts(tree, "node")]
    assert len(names) == len(set(names)) == len(drawn)
    edges = parts(tree, "edge")
    assert len({edge.get("id") for edge in edges}) == len(edges) == drawn.number_of_edges()
    assert {end for edge in edges for end in (edge.get("source"), edge.get("target"))} <= set(names)
    known = {attribute.get("id") for attribute in parts(tree, "attribute")}
    assert {value.get("for") for value in parts(tree, "attvalue")} <= known
    assert not [node for node in parts(tree, "node") if node.get("start") or node.get("end") or not node.get("label")]


def test_gexf_names_neither_day_nor_version(drawn: networkx.Graph[str]) -> None:
    content = exports.gexf(drawn)
    assert content == exports.gexf(drawn)
    assert not re.search(rb"lastmodified|creator|\d{4}-\d\d-\d\d\"|NetworkX", content)


def test_both_are_read_back_with_labels_and_weights(drawn: networkx.Graph[str]) -> None:
    for back in (
        networkx.read_gexf(io.BytesIO(exports.gexf(drawn))),
        networkx.read_graphml(io.BytesIO(exports.graphml(drawn)), force_multigraph=drawn.is_multigraph()),
    ):
        assert sorted(d["label"] for _, d in back.nodes(data=True)) == sorted(
            d["label"] for _, d in drawn.nodes(data=True)
        )
        assert {d["iri"] for _, d in back.nodes(data=True)} == set(drawn)
        if not drawn.is_multigraph():
            assert weights(back) == weights(drawn)


@pytest.mark.parametrize("write", [exports.gexf, exports.graphml])
def test_what_xml_forbids_is_replaced(write: Callable[[networkx.Graph[str]], bytes]) -> None:
    drawn: networkx.Graph[str] = networkx.Graph()
    drawn.add_node("urn:a\x00", label="a\x0bb <&>\ufffe中", count=1, nothing=None)
    drawn.add_edge("urn:a\x00", "urn:b", kind="\x1f", weight=0.5)
    drawn.nodes["urn:b"]["label"] = "b"
    content = write(drawn)
    etree.fromstring(content)
    assert "a\ufffdb &lt;&amp;&gt;\ufffd中" in content.decode()
    assert b"nothing" not in content


def test_the_export_of_the_graph_as_gexf(seed_store: Store) -> None:
    tree = etree.fromstring(exports.serialise(seed_store.quads(), Format.GEXF))
    drawn = exports.network(seed_store.quads())
    assert len(parts(tree, "node")) == len(drawn)
    assert {"quote", "from", "to", "kind", "iri"} <= {attribute.get("title") for attribute in parts(tree, "attribute")}
