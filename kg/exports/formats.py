"""One function a format, each from quads to bytes; what sorts them stands here."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

import networkx
from pyoxigraph import Quad, RdfFormat, Triple, serialize

from kg.exports import jsonld
from kg.exports.network import network
from kg.vocabulary import PREFIXES, RDF

if TYPE_CHECKING:
    from kg.exports.network import Network

__all__ = ["Format", "serialise"]

_Key = tuple[str, bool, str, str]
#: What XML 1.0 cannot carry, in any form.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Format(StrEnum):
    """A format of the export, by the ending of its files."""

    TTL = "ttl"
    NT = "nt"
    NQ = "nq"
    TRIG = "trig"
    JSONLD = "jsonld"
    GRAPHML = "graphml"


def serialise(quads: Iterable[Quad], form: Format) -> bytes:
    """Return the quads in a format, in UTF-8.

    N-Quads and TriG keep the named graphs; Turtle, N-Triples and JSON-LD hold their union, each triple once; GraphML
    holds the network of cases, statements and concepts, for programs that draw. Lines are sorted by code point.
    """
    return _WRITERS[form](quads)


def _lines(content: bytes | None) -> bytes:
    """The distinct lines of N-Triples or N-Quads, sorted."""
    return b"".join(sorted({line + b"\n" for line in (content or b"").split(b"\n") if line}))


def _nquads(quads: Iterable[Quad]) -> bytes:
    return _lines(serialize(quads, format=RdfFormat.N_QUADS))


def _ntriples(quads: Iterable[Quad]) -> bytes:
    return _lines(serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES))


def _turtle(quads: Iterable[Quad]) -> bytes:
    return _headed(serialize(_union(quads), format=RdfFormat.TURTLE, prefixes=PREFIXES))


def _trig(quads: Iterable[Quad]) -> bytes:
    ordered = sorted(set(quads), key=lambda quad: (str(quad.graph_name), _order(quad.triple)))
    return _headed(serialize(ordered, format=RdfFormat.TRIG, prefixes=PREFIXES))


def _headed(content: bytes | None) -> bytes:
    """Turtle with its prefixes in the order of `PREFIXES`, in which a reader looks for them."""
    _, body = re.split(rb"\A(?:@prefix [^\n]*\n)*", content or b"", maxsplit=1)
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return head.encode() + b"\n" + body


def _jsonld(quads: Iterable[Quad]) -> bytes:
    return jsonld.document(_union(quads)).encode()


def _graphml(quads: Iterable[Quad]) -> bytes:
    """The network with ids that the schema of GraphML allows: an IRI is none, and edges need one of their own."""
    drawn = network(quads)
    names = {iri: f"n{place}" for place, iri in enumerate(drawn)}
    written: Network = networkx.MultiDiGraph()
    for iri, attributes in drawn.nodes.items():
        written.add_node(names[iri], iri=iri, **_as_xml(attributes))
    for place, (start, end, attributes) in enumerate(drawn.edges(data=True)):
        written.add_edge(names[start], names[end], key=f"e{place}", label=attributes["kind"], **_as_xml(attributes))
    out = io.BytesIO()
    networkx.write_graphml(written, out)
    return out.getvalue()


def _as_xml(attributes: dict[str, str | int | float]) -> dict[str, str | int | float]:
    return {
        name: _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value for name, value in attributes.items()
    }


def _union(quads: Iterable[Quad]) -> list[Triple]:
    return sorted({quad.triple for quad in quads}, key=_order)


def _order(triple: Triple) -> _Key:
    """Sort by subject and predicate, the type first, then by object as N-Triples writes it."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != f"{RDF}type", predicate, str(triple.object)


_WRITERS: dict[Format, Callable[[Iterable[Quad]], bytes]] = {
    Format.TTL: _turtle,
    Format.NT: _ntriples,
    Format.NQ: _nquads,
    Format.TRIG: _trig,
    Format.JSONLD: _jsonld,
    Format.GRAPHML: _graphml,
}
