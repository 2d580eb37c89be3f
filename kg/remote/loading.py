"""Brings a built graph into a store elsewhere: what has changed is sent, what is gone is removed, the rest stays.

Each named graph there says of itself what it holds: one triple more, with the SHA-256 of its sorted N-Triples. It comes
with the last lines of its graph and goes with them, so that it is true of whole graphs only, whoever loads from
wherever, and after the store was restored or emptied: a list of our own, here or there, could not know that. So a load
that was cut off goes on where it ended.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.progress import Progress, silent
from kg.readable import Readable
from kg.remote.endpoint import DIGEST, RemoteStore
from kg.remote.graphstore import GraphStore
from kg.remote.shapes import endpoint_of
from kg.triples import DATASET, is_study_graph

__all__ = ["Loaded", "load", "load_into"]

#: How long a store may take to tell what it holds.
_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how many named graphs were sent, were there already, and were removed; the triples sent."""

    sent: int
    unchanged: int
    removed: int
    triples: int

    def __str__(self) -> str:
        """Say so on one line."""
        return (
            f"Graphs: {self.sent:,} sent ({self.triples:,} triples), {self.unchanged:,} there already, "
            f"{self.removed:,} removed."
        )


def load(
    store: Readable, target: GraphStore, endpoint: RemoteStore, *, again: bool = False, progress: Progress = silent
) -> Loaded:
    """Make the graphs of `store` those that the store of `target` and `endpoint` holds in our namespace.

    One graph is in memory at a time. With `again`, what is there already is sent all the same.

    Raises:
        StoreError: if the store cannot be reached, refuses us, or is none; what was sent until then stays.
        QueryError: if the endpoint does not tell what is there.

    """
    graphs = sorted(store.graphs(), key=_turn)
    there = endpoint.digests()
    gone = sorted(set(endpoint.graphs()) - set(graphs), key=str)
    for graph in progress(gone, "Removing graphs"):
        target.delete(graph)
    sent = triples = 0
    for graph in progress(graphs, "Sending graphs"):
        lines = _lines(store, graph)
        digest = hashlib.sha256(b"".join(lines)).hexdigest()
        if again or there.get(graph) != digest:
            target.put(graph, [*lines, _line(Triple(graph, DIGEST, Literal(digest)))])
            sent, triples = sent + 1, triples + len(lines)
    return Loaded(sent, len(graphs) - sent, len(gone), triples)


def load_into(
    store: Readable, to: str, endpoint: str | None = None, *, again: bool = False, progress: Progress = silent
) -> Loaded:
    """Do what `load` does with the graph store at the address `to` and its SPARQL endpoint.

    Raises:
        InputError: if an address is none, or `to` is not known to belong to an endpoint and none is named.

    """
    asked = endpoint or endpoint_of(to)
    with closing(GraphStore(to)) as target, closing(RemoteStore(asked, seconds=_SECONDS)) as known:
        return load(store, target, known, again=again, progress=progress)


def _turn(graph: NamedNode) -> tuple[bool, bool, str]:
    """The studies come first, and what the data set says of itself comes when all that it counts is there."""
    return graph == DATASET, not is_study_graph(graph), graph.value


def _lines(store: Readable, graph: NamedNode) -> list[bytes]:
    return sorted(_line(quad.triple) for quad in store.quads(graph))


def _line(triple: Triple) -> bytes:
    return serialize([triple], format=RdfFormat.N_TRIPLES) or b""
