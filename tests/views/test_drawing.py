"""pyvis holds every node in its place and every edge that is drawn."""

from __future__ import annotations

import networkx as nx

from kg.views.drawing import draw
from kg.views.scene import from_graph
from views.corpora import generated


def test_every_node_has_its_place(seed_network: nx.MultiDiGraph[str]) -> None:
    scene = from_graph(seed_network)
    nodes = draw(scene)["nodes"]
    assert [node["id"] for node in nodes] == [node.id for node in scene.nodes]
    assert all(isinstance(node["x"], int) and isinstance(node["y"], int) for node in nodes)
    assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes)


def test_arrows_stand_only_for_what_the_text_ties(seed_network: nx.MultiDiGraph[str]) -> None:
    edges = draw(from_graph(seed_network))["edges"]
    assert {edge["relation"] for edge in edges if edge["arrows"]} == {"causes"}
    assert sum(edge["relation"] == "causes" for edge in edges) == 7


def test_a_statement_is_tied_to_its_study_only_where_no_case_stands_between(seed_network: nx.MultiDiGraph[str]) -> None:
    made = [edge["from"] for edge in draw(from_graph(seed_network))["edges"] if edge["relation"] == "madeBy"]
    assert made
    assert all(origin.startswith("statement/004_") for origin in made)


def test_the_same_drawing_twice() -> None:
    scene = from_graph(generated(4))
    assert draw(scene) == draw(scene)
