"""A network becomes a scene: sorted, with short ids, and every edge tells whose words it rests on."""

from __future__ import annotations

import networkx as nx

from kg.model import Span
from kg.views.scene import Edge, Node, Scene, from_graph
from kg.vocabulary import BASE
from views.corpora import add_case, add_statement, add_study, generated


def _small() -> Scene:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    study = add_study(network, "s", "Here data is lacking.", title="On data", language="en")
    case = add_case(network, study, "s-k1", "X City")
    add_statement(network, study, "p1", "data is lacking", case=case, theme="data-sharing")
    network.nodes[f"{BASE}theme/data-sharing"]["label_zh"] = "数据共享"
    return from_graph(network)


def test_nodes_are_sorted_and_named_shortly() -> None:
    assert [node.id for node in _small().nodes] == ["case/s-k1", "statement/s-p1", "study/s", "theme/data-sharing"]


def test_a_statement_and_a_case_know_their_study() -> None:
    nodes = {node.id: node for node in _small().nodes}
    assert nodes["statement/s-p1"].study == nodes["case/s-k1"].study == "study/s"
    assert nodes["statement/s-p1"].span == Span(5, 20)
    assert nodes["study/s"].facts == (("identifier", "s"), ("title", "On data"))


def test_names_in_other_languages() -> None:
    theme = next(node for node in _small().nodes if node.kind == "theme")
    assert theme.labels == (("zh", "数据共享"),)


def test_edges_are_sorted_and_know_whose_words_they_rest_on() -> None:
    edges = _small().edges
    assert [(edge.origin, edge.relation) for edge in edges] == sorted((edge.origin, edge.relation) for edge in edges)
    assert Edge("statement/s-p1", "case/s-k1", "aboutCase", study="study/s") in edges


def test_the_relation_may_have_either_name() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_edge("a", "b", relation="causes")
    network.add_edge("a", "c", kind="addresses")
    assert [edge.relation for edge in from_graph(network).edges] == ["addresses", "causes"]


def test_a_node_that_says_nothing_of_itself() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_node(f"{BASE}x/y")
    assert from_graph(network).nodes == (Node("x/y", "other", "x/y"),)


def test_the_order_of_the_network_does_not_matter() -> None:
    network = generated(3)
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    turned.add_edges_from(reversed(list(network.edges(data=True))))
    assert from_graph(turned) == from_graph(network)


def test_ties() -> None:
    assert _small().ties("hasTheme") == {"statement/s-p1": ["theme/data-sharing"]}
    assert _small().ties("causes") == {}
