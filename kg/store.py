"""The graph at rest: named graphs in memory or in a folder, replaced study by study and asked in SPARQL."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
)

from kg import guard, triples
from kg.answers import Answers
from kg.errors import GraphError, OutputError, QueryError, QuerySyntaxError
from kg.model import Study, Value
from kg.readable import Term
from kg.vocabulary import XSD

__all__ = ["Dataset", "Store", "answers_of", "plain"]

_INTEGERS = frozenset(
    XSD + name for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long", "short", "byte")
)
_FRACTIONS = frozenset(XSD + name for name in ("decimal", "double", "float"))
#: What a file is in, by the end of its name.
_FORMS = {".nq": RdfFormat.N_QUADS, ".ttl": RdfFormat.TURTLE}
_TRIPLE = ("subject", "predicate", "object")
_TEMPLATE = re.compile(r"^CONSTRUCT \{ \?subject \?predicate \?object \}$", re.MULTILINE)
#: Rules, checks and named questions are asked again and again.
_check = functools.lru_cache(maxsize=64)(guard.check)
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is asked of, by their IRIs, in the place of those that its FROM names."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Store:
    """A set of quads in named graphs, in memory; queries see the union of all graphs as their default graph."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._inner = pyoxigraph.Store()
        self._inner.bulk_extend(quads)

    @classmethod
    def of(cls, lines: bytes) -> Store:
        """Hold what lines of N-Quads say, which are our own."""
        store = cls()
        store._inner.load(input=lines, format=RdfFormat.N_QUADS)
        return store

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a folder that `create` wrote, for reading only.

        Raises:
            GraphError: if the folder holds no store.

        """
        store = cls()
        try:
            store._inner = pyoxigraph.Store.read_only(str(folder))
        except (OSError, RuntimeError) as error:
            raise GraphError(f"{folder} cannot be opened as a store: {error}; build the graph again") from error
        return store

    @staticmethod
    def create(folder: Path, *sources: Path, quads: Iterable[Quad] = ()) -> None:
        """Write what files of N-Quads hold, and quads, as a store into `folder`, which is there whole or not at all.

        Raises:
            OutputError: if it cannot be written, or there is such a folder already.

        """
        with _beside(folder) as beside:
            inner = pyoxigraph.Store(str(beside))
            for source in sources:
                inner.bulk_load(path=str(source), format=RdfFormat.N_QUADS)
            inner.bulk_extend(quads)
            # Each million quads went to files of their own, and a look-up would search all of them.
            inner.optimize()
            inner.flush()
            del inner

    @staticmethod
    def derive(
        folder: Path,
        other: Path,
        *,
        replaced: Mapping[NamedNode, Iterable[Quad]],
        removed: Iterable[Quad],
        added: Iterable[Quad],
    ) -> None:
        """Write what `create` would write for the quads of another store, which stays as it is, with some changes.

        What stands in the graphs `replaced` becomes what is given for each, then the quads `removed` are left out and
        those `added` put in.

        Raises:
            OutputError: if it cannot be written, or there is such a folder already.

        """
        with _beside(folder) as beside:
            _copy(other, beside)
            inner = pyoxigraph.Store(str(beside))
            for graph, quads in replaced.items():
                before, now = set(inner.quads_for_pattern(None, None, None, graph)), set(quads)
                for quad in before - now:
                    inner.remove(quad)
                inner.extend(now - before)
            for quad in removed:
                inner.remove(quad)
            inner.extend(added)
            inner.flush()
            del inner

    @classmethod
    def load(cls, *paths: Path) -> Store:
        """Read files of N-Quads (`.nq`) or Turtle (`.ttl`) into memory, together.

        Raises:
            GraphError: if a file is missing, or is not what its name says.

        """
        store = cls()
        for path in paths:
            form = _FORMS.get(path.suffix, RdfFormat.N_QUADS)
            try:
                # In memory this takes three quarters of the time of `bulk_load`; to be lenient would gain nothing.
                store._inner.load(path=path, format=form)
            except (OSError, SyntaxError) as error:
                raise GraphError(f"{path} cannot be read as {form.name}: {error}") from error
        return store

    def __len__(self) -> int:
        return len(self._inner)

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads; those that are there already change nothing."""
        self._inner.extend(quads)

    def quads(
        self,
        graph: NamedNode | None = None,
        *,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,  # noqa: A002 - the name that RDF gives it
    ) -> Iterator[Quad]:
        """Give the quads that have the given terms, in no particular order."""
        return self._inner.quads_for_pattern(subject, predicate, object, graph)

    def graphs(self) -> list[NamedNode]:
        """Return the names of the named graphs, sorted."""
        names = (name for name in self._inner.named_graphs() if isinstance(name, NamedNode))
        return sorted(names, key=lambda name: name.value)

    def replace_graph(self, graph: NamedNode, quads: Iterable[Quad]) -> None:
        """Make `quads` all that `graph` holds; quads of other graphs among them are added there."""
        self._inner.remove_graph(graph)
        self._inner.extend(quads)

    def replace_study(self, study: Study) -> None:
        """Put a study in the place of what the graph said of it before, and leave every other study as it is.

        A candidate concept that no study uses any more goes too, so that the result is that of a fresh build.
        """
        graph = triples.study_graph(study.abstract.id)
        before = {quad.object for quad in self.quads(graph)}
        self.replace_graph(graph, triples.quads(study))
        for term in before:
            if isinstance(term, NamedNode) and next(self.quads(object=term), None) is None:
                for quad in list(self.quads(triples.CANDIDATES, subject=term)):
                    self._inner.remove(quad)

    def query(self, sparql: str, terms: Mapping[str, Term] | None = None) -> Answers:
        """Answer a SPARQL query of any form as a table.

        ASK gives one row with `answer`; CONSTRUCT and DESCRIBE give `subject`, `predicate` and `object`. `terms` binds
        variables that the query selects.

        Raises:
            QuerySyntaxError: with line and column, if `sparql` does not parse.
            QueryError: if it asks another service, is too large for the engine, or cannot be evaluated.

        """
        return answers_of(self._results(sparql, terms or {}))

    def construct(self, sparql: str, terms: Mapping[str, Term] | None = None) -> Iterator[Triple]:
        """Give the triples of a CONSTRUCT or DESCRIBE query.

        `terms` binds variables of a CONSTRUCT whose template is `{ ?subject ?predicate ?object }`. A triple may come
        more than once then.

        Raises:
            QuerySyntaxError: with line and column, if `sparql` does not parse.
            QueryError: if it gives no triples, or is one that `query` refuses.

        """
        results = self._results(_selecting(sparql, terms) if terms else sparql, terms or {})
        if isinstance(results, QueryTriples):
            return iter(results)
        if isinstance(results, QuerySolutions) and terms:
            return (Triple(*(solution[name] for name in _TRIPLE)) for solution in results)
        raise QueryError("only a CONSTRUCT or DESCRIBE query gives triples")

    def write(
        self, sparql: str, out: IO[bytes], *, rows: str | None, triples: str | None, dataset: Dataset | None = None
    ) -> str | None:
        """Write what answers a query in the standard's formats, as SPARQL Protocol wants it.

        `rows` is the media type for SELECT and ASK, `triples` that for CONSTRUCT and DESCRIBE, whose triples come
        sorted, each once. Returns the one that was taken; where that is `None`, nothing is written.

        Raises:
            QuerySyntaxError: with line and column, if `sparql` does not parse.
            QueryError: if it is one that `query` refuses.

        """
        results = self._results(sparql, {}, dataset)
        try:
            if isinstance(results, QueryTriples):
                form = triples and RdfFormat.from_media_type(triples)
                if form:
                    pyoxigraph.serialize(sorted(set(results), key=str), out, format=form)
                return triples
            shape = rows and QueryResultsFormat.from_media_type(rows)
            if shape:
                results.serialize(out, format=shape)
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from error
        return rows

    def close(self) -> None:
        """Do nothing: the engine closes a store when nobody holds it."""

    def _results(
        self, sparql: str, terms: Mapping[str, Term], dataset: Dataset | None = None
    ) -> QuerySolutions | QueryTriples | pyoxigraph.QueryBoolean:
        _check(sparql)
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple]
        bound = {Variable(name): term for name, term in terms.items()}
        try:
            return self._inner.query(
                sparql,
                use_default_graph_as_union=dataset is None and not guard.names_graphs(sparql),
                default_graph=None if dataset is None else list(map(NamedNode, dataset.default)),
                named_graphs=None if dataset is None else list(map(NamedNode, dataset.named)),
                substitutions=bound or None,
            )
        except SyntaxError as error:
            raise QuerySyntaxError(_placed(str(error))) from error
        except (OSError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from error


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give the place where a store is written before it is whole."""
    beside = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        yield beside
        beside.rename(folder)
    except (OSError, SyntaxError) as error:
        raise OutputError(f"{folder} cannot be written: {error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copy(store: Path, place: Path) -> None:
    """Copy a store; its tables, which are never written twice, get a second name where the file system has such."""
    place.mkdir()
    for path in store.iterdir():
        if path.suffix == ".sst":
            with contextlib.suppress(OSError):
                os.link(path, place / path.name)
                continue
        shutil.copyfile(path, place / path.name)


def answers_of(results: QuerySolutions | pyoxigraph.QueryBoolean | Iterable[Triple]) -> Answers:
    """Return what an engine gives as a table, as `Store.query` does."""
    if isinstance(results, QuerySolutions):
        columns = tuple(variable.value for variable in results.variables)
        return Answers(columns, tuple(tuple(map(plain, solution)) for solution in results))
    if isinstance(results, pyoxigraph.QueryBoolean):
        return Answers(("answer",), ((bool(results),),))
    rows = [tuple(map(plain, triple)) for triple in results]
    return Answers(_TRIPLE, tuple(sorted(rows, key=str)))


def _selecting(sparql: str, terms: Iterable[str]) -> str:
    """A CONSTRUCT as the SELECT of its rows, since Oxigraph binds only what a query selects."""
    variables = " ".join(f"?{name}" for name in (*_TRIPLE, *terms))
    selecting, count = _TEMPLATE.subn(lambda _: f"SELECT {variables}", sparql)
    if count != 1:
        raise QueryError("variables are bound only where the template is { ?subject ?predicate ?object }")
    return selecting


def _placed(message: str) -> str:
    found = _POSITION.match(message)
    if not found:
        return f"the query does not parse: {message}"
    expected = found[3].replace("[_]", "white space")
    return f"line {found[1]}, column {found[2]}: the query does not parse here ({expected})"


def plain(term: object) -> Value:
    """Return a term as a plain value; a number that is none of its datatype stays the text that it is."""
    if not isinstance(term, Literal):
        return getattr(term, "value", None) if term is None or isinstance(term, NamedNode) else str(term)
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in _FRACTIONS:
            return float(term.value)
    except ValueError:
        return term.value
    return term.value in {"true", "1"} if datatype == f"{XSD}boolean" else term.value
