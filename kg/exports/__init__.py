"""The graph in the forms that other programs load: the same quads give the same bytes, in whatever order they come."""

from kg.exports.formats import Format, serialise
from kg.exports.network import network
from kg.exports.networks import gexf, graphml

__all__ = ["Format", "gexf", "graphml", "network", "serialise"]
