"""A store elsewhere, filled by the SPARQL 1.1 Graph Store HTTP Protocol, one named graph at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import NamedNode

from kg.errors import StoreError
from kg.remote.connection import Connection, Credentials, Reply

__all__ = ["GraphStore"]

#: Bytes after which a graph is sent in a further request.
_PART = 4 << 20


class GraphStore:
    """The graphs of a store, replaced and removed one by one; it must be closed."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 300,
        tries: int = 6,
        credentials: Credentials | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare to fill the graph store at `url`; raises what `Connection` raises."""
        self._connection = Connection(url, seconds=seconds, tries=tries, credentials=credentials, pause=pause)

    def __str__(self) -> str:
        """The address."""
        return str(self._connection)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def put(self, graph: NamedNode, lines: Iterable[bytes]) -> None:
        """Make `lines`, which are N-Triples, all that `graph` holds.

        What is larger than 4 MiB goes in several requests, of which the last brings the last lines.

        Raises:
            StoreError: if the store cannot be reached, refuses us, or is none.

        """
        for count, part in enumerate(_parts(lines)):
            self._send("POST" if count else "PUT", graph, part)

    def delete(self, graph: NamedNode) -> None:
        """Remove a graph, if it is there; raises what `put` raises."""
        self._send("DELETE", graph, gone=404)

    def _send(self, method: str, graph: NamedNode, content: bytes | None = None, *, gone: int = 200) -> None:
        headers = {} if content is None else {"Content-Type": "application/n-triples"}
        reply = self._connection.send(method, parameters={"graph": graph.value}, headers=headers, content=content)
        if reply.status not in {200, 201, 202, 204, gone}:
            raise self._refused(reply, graph)

    def _refused(self, reply: Reply, graph: NamedNode) -> StoreError:
        if reply.status in {404, 405, 501}:
            return StoreError(
                f"{self} is not a graph store ({reply.status}): {reply.said or 'there is nothing'}; "
                "docs/stores.md names the addresses of known ones"
            )
        return StoreError(f"{self} does not take {graph.value} ({reply.status}): {reply.said}")


def _parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    """At least one part: an empty graph is sent too."""
    part = bytearray()
    for line in lines:
        if part and len(part) + len(line) > _PART:
            yield bytes(part)
            part.clear()
        part += line
    yield bytes(part)
