"""A store elsewhere, asked by the SPARQL 1.1 Protocol as the embedded one is asked here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import urlencode

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolution, QuerySolutions, RdfFormat, Triple

from kg import binding, guard, resources
from kg.answers import Answers
from kg.errors import InputError, QueryError, QueryStoppedError, StoreError
from kg.readable import Term
from kg.remote.connection import Connection, Credentials, Reply
from kg.remote.shapes import endpoint_of
from kg.store import answers_of
from kg.vocabulary import PREFIXES, SCHEMA

__all__ = ["DIGEST", "RemoteStore"]

#: What a graph that was loaded says of itself.
DIGEST = NamedNode(f"{SCHEMA}sha256")
_Sized = TypeVar("_Sized", bound=Sized)
_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_TERMS = ("graph", "subject", "predicate", "object")
#: What makes the union of all graphs the default graph: how the store is set up, or what Oxigraph, Jena, Stardog want.
_UNIONS: tuple[dict[str, str], ...] = (
    {},
    {"union-default-graph": ""},
    {"default-graph-uri": "urn:x-arq:UnionGraph"},
    {"default-graph-uri": "tag:stardog:api:context:all"},
)


class RemoteStore:
    """What `kg.store.Readable` says, over HTTP; queries see the union of all graphs as their default graph."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 60,
        rows: int = 2_000_000,
        most: int = 256 << 20,
        tries: int = 3,
        credentials: Credentials | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare to ask the endpoint, or the endpoint that belongs to the graph store, at `url`.

        A query may take so many `seconds`, and its answer have so many `rows` and `most` so many bytes.

        Raises:
            InputError: if `url` is no address, or carries a user or a password.

        """
        self._connection = Connection(
            _endpoint(url), seconds=seconds, tries=tries, credentials=credentials, pause=pause
        )
        self._rows, self._most = rows, most
        self._union: Mapping[str, str] | None = None

    def __str__(self) -> str:
        """The address."""
        return str(self._connection)

    def __len__(self) -> int:
        """Return how many triples the store holds, those of other people among them."""
        return int(str(self.query(resources.queries("counts")["triples"]).rows[0][0]))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def graphs(self) -> list[NamedNode]:
        """Return the names of our named graphs, sorted."""
        asked = resources.queries("remote")["graphs"]
        rows = self._answers(asked, {"_namespace": Literal(PREFIXES["graph"])}, {}).rows
        return [NamedNode(str(name)) for (name,) in rows]

    def digests(self) -> dict[NamedNode, str]:
        """Return what each graph of ours says of its own content; two things where it says two."""
        found: dict[NamedNode, str] = {}
        for name, digest in self._answers(resources.queries("remote")["digests"], {}, {}).rows:
            graph = NamedNode(str(name))
            found[graph] = f"{found.get(graph, '')}{digest}"
        return found

    def quads(
        self,
        graph: NamedNode | None = None,
        *,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name that RDF gives it
    ) -> Iterator[Quad]:
        """Give the quads that were loaded and have the given terms, in no particular order."""
        given = dict(zip(_TERMS, (graph, subject, predicate, object), strict=True))
        terms = {name: term for name, term in given.items() if term is not None}
        reply = self._reply(resources.queries("remote")["quads"], terms, {})
        for row in self._whole(reply, _solutions):
            quad = Quad(*(_part(row, terms, name) for name in ("subject", "predicate", "object", "graph")))
            if quad.predicate != DIGEST or quad.subject != quad.graph_name:
                yield quad

    def query(self, sparql: str, terms: Mapping[str, Term] | None = None) -> Answers:
        """Answer a SPARQL query as a table, as `Store.query` does; `terms` are written in their places.

        Raises:
            QueryError: if it is refused here or there, or its answer is not whole.
            QueryStoppedError: if it took too long, or its answer is too large.
            StoreError: if the store cannot be reached, refuses us, or holds no graph of ours.

        """
        if _gives_triples(sparql):
            return answers_of(self.construct(sparql, terms))
        answers = self._answers(sparql, terms or {}, self._seeing(sparql))
        if binding.form(sparql) == "ASK" and answers.columns != (
            "answer",
        ):  # as Virtuoso says yes (a row) or no (none)
            return Answers(("answer",), ((len(answers) > 0,),))
        return answers

    def construct(self, sparql: str, terms: Mapping[str, Term] | None = None) -> Iterator[Triple]:
        """Give the triples of a CONSTRUCT or DESCRIBE query; raises what `query` raises."""
        if not _gives_triples(sparql):
            raise QueryError("only a CONSTRUCT or DESCRIBE query gives triples")
        reply = self._reply(sparql, terms or {}, self._seeing(sparql))
        return iter(self._whole(reply, _triples))

    def _answers(self, sparql: str, terms: Mapping[str, Term], seeing: Mapping[str, str]) -> Answers:
        answers = self._whole(self._reply(sparql, terms, seeing), _table)
        if len(answers) > self._rows:
            raise QueryStoppedError(
                f"the answer has {len(answers):,} rows; at most {self._rows:,} are given: add a LIMIT"
            )
        return answers

    def _seeing(self, sparql: str) -> Mapping[str, str]:
        """Let a query pass or refuse it, and return what goes with it."""
        guard.check(sparql)
        return {} if guard.names_graphs(sparql) else self._see_all()

    def _see_all(self) -> Mapping[str, str]:
        """What tells the store that its default graph is the union of all; it is found out once."""
        if self._union is None:
            kept = resources.queries("remote")
            found = (way for way in _UNIONS if len(self._answers(kept["union"], {}, way)))
            self._union = next(found, None)
        if self._union is None:
            if len(self._answers(kept["named"], {}, {})):
                raise StoreError(f"a query to {self} does not see the named graphs: make their union its default graph")
            raise StoreError(f"{self} holds no graph of ours; kg load brings one there")
        return self._union

    def _reply(self, sparql: str, terms: Mapping[str, Term], seeing: Mapping[str, str]) -> Reply:
        reply = self._connection.send(
            "POST",
            headers={
                "Accept": _TRIPLES if _gives_triples(sparql) else _JSON,
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=urlencode({"query": binding.written(sparql, terms), **seeing}).encode(),
            most=self._most,
        )
        if reply.status != 200:
            self._refuse(reply)
        return reply

    def _refuse(self, reply: Reply) -> NoReturn:
        if reply.status in {404, 405, 406, 415}:
            raise StoreError(f"{self} is not a SPARQL endpoint ({reply.status}): {reply.said}")
        if reply.status in {502, 503, 504}:
            raise StoreError(f"{self} is not ready ({reply.status}): {reply.said}")
        raise QueryError(f"{self} does not answer the query ({reply.status}): {reply.said}")

    def _whole(self, reply: Reply, read: Callable[[bytes], _Sized]) -> _Sized:
        """Read an answer, which is whole or an error.

        The error outlives what was read so far, which the engine lets go in this thread only.
        """
        try:
            found = read(reply.content)
        except (SyntaxError, ValueError) as error:
            said = str(error)
        else:
            _check_limit(reply, len(found))
            return found
        form = reply.headers.get("Content-Type", "nothing that it names").partition(";")[0]
        if form not in {_JSON, _TRIPLES, "application/json", "text/plain"}:
            raise StoreError(f"{self} is not a SPARQL endpoint: it answers with {form}")
        raise QueryError(f"the answer of {self} is not whole: {said}")


def _table(content: bytes) -> Answers:
    return answers_of(pyoxigraph.parse_query_results(content, QueryResultsFormat.JSON))


def _solutions(content: bytes) -> list[QuerySolution]:
    return list(cast(QuerySolutions, pyoxigraph.parse_query_results(content, QueryResultsFormat.JSON)))


def _triples(content: bytes) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(content, RdfFormat.N_TRIPLES)]


def _endpoint(url: str) -> str:
    try:
        return endpoint_of(url)
    except InputError:
        return url


def _part(row: QuerySolution, terms: Mapping[str, Term], name: str) -> Any:  # noqa: ANN401 - a term; the place says which
    return terms[name] if name in terms else row[name]


def _gives_triples(sparql: str) -> bool:
    return binding.form(sparql) in {"CONSTRUCT", "DESCRIBE"}


def _check_limit(reply: Reply, rows: int) -> None:
    """Refuse what Virtuoso cuts, with no more than a header to say so: by its limit of rows, or out of time."""
    limit = reply.headers.get("X-SPARQL-MaxRows", "")
    if (limit.isdecimal() and rows >= int(limit)) or reply.headers.get("X-SQL-State", "").startswith("S1TAT"):
        raise QueryStoppedError("the store gives a part of the answer only: add a LIMIT, or let it give more")
