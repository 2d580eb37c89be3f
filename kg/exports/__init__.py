"""The graph in the forms that other programs load: the same quads give the same bytes, in whatever order they come."""

from kg.exports.formats import Format, lines, place, serialise, turtle_body, turtle_head
from kg.exports.network import network
from kg.exports.networks import gexf, graphml

__all__ = ["Format", "gexf", "graphml", "lines", "network", "place", "serialise", "turtle_body", "turtle_head"]
