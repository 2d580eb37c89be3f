"""What a graph must be able to do to be asked, checked and reported on: the face of every store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.answers import Answers

__all__ = ["Readable", "Term"]

#: What a variable of a query may be bound to.
Term = NamedNode | Literal


class Readable(Protocol):
    """What can be asked as `kg.store.Store` can, which says more of each: a store open here, or one elsewhere."""

    def __len__(self) -> int:
        """Return how many triples there are."""

    def graphs(self) -> list[NamedNode]:
        """Return the names of the named graphs, sorted."""

    def quads(
        self,
        graph: NamedNode | None = None,
        *,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name that RDF gives it
    ) -> Iterator[Quad]:
        """Give the quads that have the given terms, in no particular order."""

    def query(self, sparql: str, terms: Mapping[str, Term] | None = None) -> Answers:
        """Answer a SPARQL query of any form as a table."""

    def construct(self, sparql: str, terms: Mapping[str, Term] | None = None) -> Iterator[Triple]:
        """Give the triples of a CONSTRUCT or DESCRIBE query."""

    def close(self) -> None:
        """Let go of what is open."""
