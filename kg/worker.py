"""The process that answers queries for others: it has one store open, and can open nothing else.

No file and no connection can be opened once it serves, its memory is bounded, and the system ends it when a query takes
too long.
"""

from __future__ import annotations

import io
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kg import isolation, queries
from kg.answers import Answers
from kg.errors import KgError, TooLargeError
from kg.folder import Folder
from kg.model import Value
from kg.store import Dataset, Store
from kg.vocabulary import DCTERMS, RDFS, SKOS

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["BOUNDS", "Bounds", "Raw", "serve"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one query may take: seconds, bytes of memory beside the open store, and how much it may answer.

    `seconds` count the wait for a free worker, too; `rows` are rows or triples, `size` the bytes of a raw answer.
    """

    seconds: float = 60
    memory: int = 2 << 30
    rows: int = 2_000_000
    size: int = 256 << 20

    @property
    def too_much(self) -> str:
        """What is said of a query that needs more memory."""
        return f"the query was stopped: it needed more than {self.memory >> 20:,} MiB of memory"


BOUNDS = Bounds()
_LABELS = tuple(map(NamedNode, (f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title")))


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as bytes of a media type; it has neither where the query's form has no format that was wanted."""

    media_type: str | None
    content: bytes


def serve() -> None:
    """Answer what comes through the descriptor that the command line names, until its other end is closed."""
    way = isolation.way()
    folder, with_candidates, bounds = way.recv()
    try:
        store = Folder.read(folder).store(with_candidates=with_candidates)
        queries.prepare()
        isolation.bound(bounds.memory)
        isolation.close_doors()
    except KgError as error:
        way.send(error)
        return
    way.send(len(store))
    while True:
        try:
            work, given, seconds = way.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        said = _done(store, bounds, work, given)
        signal.setitimer(signal.ITIMER_REAL, 0)
        way.send_bytes(said)


def _done(store: Store, bounds: Bounds, work: str, given: tuple[Any, ...]) -> Buffer:
    """What becomes of a piece of work, as it is sent: whoever gets its beginning gets the whole of it."""
    try:
        return ForkingPickler.dumps(_result(store, bounds, work, given))
    except KgError as error:
        return ForkingPickler.dumps(error)
    except MemoryError:
        return ForkingPickler.dumps(TooLargeError(bounds.too_much))


def _result(store: Store, bounds: Bounds, work: str, given: tuple[Any, ...]) -> object:
    said = _WORK[work](store, *given)
    size = len(said) if isinstance(said, Answers | list) else 0
    if size > bounds.rows:
        raise TooLargeError(f"the answer has {size:,} rows; at most {bounds.rows:,} are given: add a LIMIT")
    return [serialize(said, format=RdfFormat.N_TRIPLES)] if isinstance(said, list) else said


def _query(store: Store, sparql: str) -> Answers:
    return store.query(sparql)


def _construct(store: Store, sparql: str) -> list[Triple]:
    return list(store.construct(sparql))


def _ask(store: Store, question: str, terms: dict[str, Value]) -> Answers:
    return queries.run(store, queries.load(question), **terms)


def _subgraph(store: Store, question: str, terms: dict[str, Value]) -> list[Triple]:
    return queries.construct(store, queries.load(question), **terms)


def _raw(store: Store, sparql: str, forms: tuple[str | None, str | None], dataset: Dataset | None, most: int) -> Raw:
    out = _BoundedBuffer(most)
    rows, triples = forms
    taken = store.write(sparql, out, rows=rows, triples=triples, dataset=dataset)
    return Raw(taken, out.getvalue())


def _described(store: Store, iri: str) -> list[Triple]:
    """What the graph says of a resource and what its neighbours are called; of a named graph, all that it holds."""
    resource = NamedNode(iri)
    said = {quad.triple for quad in (*store.quads(subject=resource), *store.quads(resource))}
    neighbours = {triple.object for triple in said if isinstance(triple.object, NamedNode)}
    names = {
        quad.triple for node in neighbours for label in _LABELS for quad in store.quads(subject=node, predicate=label)
    }
    return sorted(said | names, key=str)


def _samples(store: Store, question: str) -> dict[str, Value]:
    return queries.samples(store, queries.load(question))


class _BoundedBuffer(io.BytesIO):
    """Bytes that are kept, up to so many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = self._most = most

    def write(self, content: Buffer, /) -> int:
        """Keep `content`, or raise `TooLargeError`."""
        self._left -= memoryview(content).nbytes
        if self._left < 0:
            raise TooLargeError(f"the answer is larger than the {self._most:,} bytes that are given: add a LIMIT")
        return super().write(content)


_WORK: dict[str, Callable[..., Answers | Raw | list[Triple] | dict[str, Value]]] = {
    "ask": _ask,
    "construct": _construct,
    "described": _described,
    "query": _query,
    "raw": _raw,
    "samples": _samples,
    "subgraph": _subgraph,
}
