"""One function a format, each from quads to bytes; what sorts them stands here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from kg.exports import jsonld, networks
from kg.exports.network import network
from kg.triples import INFERRED, is_study_graph
from kg.vocabulary import PREFIXES, RDF

__all__ = ["Format", "lines", "place", "serialise", "turtle_body", "turtle_head"]

_Key = tuple[str, bool, str, str]
#: The prefixes as the serialiser writes them.
_PREFIXED = re.compile(rb"\A(?:@prefix [^\n]*\n)*")


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
    and GEXF hold the network of cases, statements and concepts, for programs that draw. Everything is sorted by code
    point: N-Quads by their graphs, Turtle so that what is said and inferred of a study stands together, after
    everything that is not about studies.
    """
    return _WRITERS[form](quads)


def turtle_head() -> bytes:
    """Return the prefixes of Turtle in the order of `PREFIXES`, in which a reader looks for them, and an empty line."""
    said = (f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return f"{''.join(said)}\n".encode()


def turtle_body(triples: Iterable[Triple]) -> bytes:
    """Return triples as Turtle that may follow `turtle_head`."""
    ordered = sorted(set(triples), key=_order)
    return _PREFIXED.sub(b"", serialize(ordered, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"", count=1)


def lines(quads: Iterable[Quad]) -> list[bytes]:
    """Return quads as the lines of N-Quads, each once, sorted within their graph; each ends with a line break."""
    written = bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    found: set[bytes] = set(written.splitlines(keepends=True))
    return sorted(found)


def place(line: bytes) -> tuple[bytes, bytes]:
    """Return by what lines of N-Quads are sorted: the graph, and what the line says."""
    return line[line.rindex(b" <") + 2 : -4], line


def _nquads(quads: Iterable[Quad]) -> bytes:
    placed = sorted(map(place, lines(quads)))
    return b"".join(line for _, line in placed)


def _ntriples(quads: Iterable[Quad]) -> bytes:
    return b"".join(lines(Quad(*quad.triple) for quad in quads))


def _turtle(quads: Iterable[Quad]) -> bytes:
    of_studies: dict[str, list[Triple]] = defaultdict(list)
    others: list[Triple] = []
    for home, triple in _at_home(list(quads)):
        (of_studies[home] if home else others).append(triple)
    parts = [others, *(of_studies[home] for home in sorted(of_studies))]
    return turtle_head() + b"".join(map(turtle_body, parts))


def _at_home(quads: Sequence[Quad]) -> Iterator[tuple[str, Triple]]:
    """Give each triple with the graph of the study that it is about or was inferred from; of others, with nothing."""
    homes: dict[object, str] = {quad.subject: _study_graph(quad) for quad in quads if _study_graph(quad)}
    inferred = [quad for quad in quads if quad.graph_name == INFERRED]
    # What is inferred about something new, a link, has a study's statement among its objects.
    new = {quad.subject: homes[quad.object] for quad in inferred if quad.object in homes}
    for quad in quads:
        home = homes.get(quad.subject) or new.get(quad.subject, "") if quad.graph_name == INFERRED else ""
        yield home or _study_graph(quad), quad.triple


def _study_graph(quad: Quad) -> str:
    graph = quad.graph_name
    return graph.value if isinstance(graph, NamedNode) and is_study_graph(graph) else ""


def _trig(quads: Iterable[Quad]) -> bytes:
    ordered = sorted(set(quads), key=lambda quad: (str(quad.graph_name), _order(quad.triple)))
    written = serialize(ordered, format=RdfFormat.TRIG, prefixes=PREFIXES) or b""
    return turtle_head() + _PREFIXED.sub(b"", written, count=1)


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
