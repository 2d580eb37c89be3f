"""What the endpoint says of itself."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse, serialize

from kg import resources

__all__ = ["description"]


def description(endpoint: str, media_type: str) -> bytes:
    """Return the description of the service at an address, as Turtle or N-Triples."""
    source = resources.text(resources.ontology("service.ttl"))
    triples = sorted((quad.triple for quad in parse(source, RdfFormat.TURTLE, base_iri=endpoint)), key=str)
    return serialize(triples, format=RdfFormat.from_media_type(media_type) or RdfFormat.TURTLE) or b""
