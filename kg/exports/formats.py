"""One function a format, each from quads to bytes; what sorts them stands here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from kg.exports import jsonld, networks
from kg.exports.network import network
from kg.vocabulary import PREFIXES, RDF

__all__ = ["Format", "serialise"]

_Key = tuple[str, bool, str, str]


class Format(StrEnum):
    """A format of the export, by the ending of its files."""

    TTL = "ttl"
    NT = "nt"
    NQ = "nq"
    TRIG = "trig"
    JSONLD = "jsonld"
    GRAPHML = "graphml"
    GEXF = "gexf"


def serialise(quads: Iterable[Quad], form: Format) -> bytes:
    """Return the quads in a format, in UTF-8.

    N-Quads and TriG keep the named graphs; Turtle, N-Triples and JSON-LD hold their union, each triple once; GraphML
    and GEXF hold the network of cases, statements and concepts, for programs that draw. Lines are sorted by code point.
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
    return networks.graphml(network(quads))


def _gexf(quads: Iterable[Quad]) -> bytes:
    return networks.gexf(network(quads))


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
    Format.GEXF: _gexf,
}
