"""Draws a scene with pyvis: every node in its place, every edge with its look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kg.views import look
from kg.views.layout import Box, Spring, positions
from kg.views.scene import Edge, Scene

__all__ = ["draw", "shown"]

#: How much more a node with many ties pushes others away.
_MASS_OF_TIE = 0.6


def draw(scene: Scene) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Return the nodes and edges as vis-network takes them, laid out; the page's script adds colours and shapes.

    Statements lie between their theme and their case. The tie to their study is left out where a case stands for it.
    """
    # pyvis brings IPython, which only this needs. Its Network looks through all nodes for each that is added.
    from pyvis.edge import Edge as Line  # noqa: PLC0415
    from pyvis.node import Node as Mark  # noqa: PLC0415

    nodes = [
        Mark(node.id, "custom", node.label, x=x, y=y, kind=node.kind).options
        for node, (x, y) in zip(scene.nodes, _places(scene), strict=True)
    ]
    edges = [
        Line(edge.origin, edge.target, arrows="to" if look.relation(edge.relation).arrow else "").options
        | {"relation": edge.relation}
        for edge in shown(scene)
    ]
    return {"nodes": nodes, "edges": edges}


def _places(scene: Scene) -> list[tuple[int, int]]:
    place = {node.id: number for number, node in enumerate(scene.nodes)}
    ties = Counter(end for edge in scene.edges for end in (edge.origin, edge.target))
    looks = [look.kind(node.kind) for node in scene.nodes]
    boxes = [
        Box(*kind.room, mass=1 + _MASS_OF_TIE * ties[node.id], far=kind.far)
        for node, kind in zip(scene.nodes, looks, strict=True)
    ]
    springs = [
        Spring(place[edge.origin], place[edge.target], look.relation(edge.relation).strength) for edge in scene.edges
    ]
    return positions(boxes, springs)


def shown(scene: Scene) -> list[Edge]:
    """Return the edges that are drawn."""
    about_case = scene.ties("aboutCase")
    return [edge for edge in scene.edges if edge.relation != "madeBy" or edge.origin not in about_case]
