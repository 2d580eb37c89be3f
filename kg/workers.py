"""Answers queries in processes of their own, which can be stopped, limited and lost without harm to who asks.

A running query of the engine cannot be interrupted, its memory is not bounded, and its parser recurses; `kg.worker` is
the process that a query may end.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from pyoxigraph import RdfFormat, parse

from kg import exports, isolation, queries
from kg.answers import Answers
from kg.errors import GraphError, KgError, QueryStoppedError, TooLargeError
from kg.exports import Format
from kg.folder import Folder
from kg.model import Value
from kg.store import Dataset
from kg.worker import BOUNDS, Bounds, Raw

__all__ = ["Workers"]

#: How long a worker may take to open a store, in seconds.
_OPENING = 120
#: How much longer than its query a worker may live, in seconds.
_GRACE = 0.5


class Workers:
    """So many processes, each with the store of one built folder; safe to be used by several threads at once.

    A worker that is lost with its query is replaced at once.
    """

    def __init__(
        self, folder: Path | str, *, with_candidates: bool = False, size: int = 1, bounds: Bounds = BOUNDS
    ) -> None:
        """Start `size` workers.

        Raises:
            GraphError: if the folder holds no graph, or one that another version wrote.

        """
        self._folder, self._with_candidates, self._bounds = Path(folder), with_candidates, bounds
        Folder.read(self._folder)
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        started: list[_Worker] = []
        try:
            started.extend(self._start() for _ in range(size))
            for worker in started:
                worker.wait()
        except BaseException:
            for worker in started:
                worker.stop()
            raise
        for worker in started:
            self._idle.put(worker)
        self._size = size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the workers, when those that are busy are done."""
        for _ in range(self._size):
            worker = self._idle.get()
            if worker:
                worker.stop()

    def query(self, sparql: str) -> Answers:
        """Answer a SPARQL query as `KnowledgeGraph.query` does.

        Raises:
            QueryError: if it is refused, does not parse, or cannot be answered.
            QueryStoppedError: if it took too long or too much memory, or its answer is too large.

        """
        return cast(Answers, self._call("query", sparql))

    def construct(self, sparql: str, form: Format | str = Format.TTL) -> bytes:
        """Return the triples of a CONSTRUCT or DESCRIBE query in a format; raises what `query` raises."""
        return self._serialised("construct", form, sparql)

    def raw(self, sparql: str, *, rows: str | None, triples: str | None, dataset: Dataset | None = None) -> Raw:
        """Return what answers a query in the standard's formats: in `rows` or `triples`, which are media types.

        Raises what `query` raises; an answer of more than `Bounds.size` bytes is too large.
        """
        return cast(Raw, self._call("raw", sparql, (rows, triples), dataset, self._bounds.size))

    def describe(self, iri: str, form: Format | str = Format.TTL) -> bytes:
        """Return what the graph says of a resource, and the names of what it touches; empty if it says nothing."""
        (found,) = cast(list[bytes], self._call("described", iri))
        return exports.serialise(parse(found, RdfFormat.N_TRIPLES), Format(form)) if found else b""

    def ask(self, question: str, **terms: Value) -> Answers:
        """Answer a named question as `KnowledgeGraph.ask` does; raises what `query` raises."""
        return cast(Answers, self._call("ask", queries.load(question).name, _plain(terms)))

    def subgraph(self, question: str, form: Format | str = Format.TTL, **terms: Value) -> bytes:
        """Return the triples that answer a named question which constructs, in a format; raises what `query` raises."""
        return self._serialised("subgraph", form, queries.load(question).name, _plain(terms))

    def samples(self, question: str) -> dict[str, Value]:
        """Return a value that the graph holds for each parameter of a question without a default."""
        return cast(dict[str, Value], self._call("samples", queries.load(question).name))

    @property
    def processes(self) -> tuple[int, ...]:
        """The process ids of the workers that are idle."""
        return tuple(worker.process.pid for worker in self._idle.queue if worker)

    def _serialised(self, work: str, form: Format | str, *given: object) -> bytes:
        (found,) = cast(list[bytes], self._call(work, *given))
        return exports.serialise(parse(found, RdfFormat.N_TRIPLES), Format(form))

    def _call(self, work: str, *given: object) -> object:
        until = time.monotonic() + self._bounds.seconds
        try:
            worker = self._idle.get(timeout=self._bounds.seconds)
        except queue.Empty:
            raise QueryStoppedError(
                f"the query was not begun: all workers were busy for {self._bounds.seconds:g} s"
            ) from None
        try:
            if worker is None or worker.has_ended:
                worker = None
                worker = self._opened()
            said = worker.call(work, given, max(until - time.monotonic(), 0.01))
        except _LostError as lost:
            threading.Thread(target=self._replace).start()
            raise lost.error from None
        except BaseException:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return said

    def _replace(self) -> None:
        """Put a new worker in the place of one that was lost; where none starts, the next caller is told why."""
        worker = None
        try:
            with contextlib.suppress(KgError, OSError):
                worker = self._opened()
        finally:
            self._idle.put(worker)

    def _opened(self) -> _Worker:
        worker = self._start()
        worker.wait()
        return worker

    def _start(self) -> _Worker:
        return _Worker(self._folder, self._with_candidates, self._bounds)


def _plain(terms: Mapping[str, Value]) -> dict[str, Value]:
    """The terms without subclasses of text (an enum's member), whose modules a worker can no longer load."""
    return {name: str(value) if isinstance(value, str) else value for name, value in terms.items()}


class _LostError(Exception):
    """A worker has ended; `error` says why, to who asked."""

    def __init__(self, error: QueryStoppedError) -> None:
        super().__init__(str(error))
        self.error = error


class _Worker:
    """One process, and the way to it."""

    def __init__(self, folder: Path, with_candidates: bool, bounds: Bounds) -> None:
        self._bounds = bounds
        self.process, self._way = isolation.start("kg.worker")
        self._way.send((folder.resolve(), with_candidates, bounds))

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None

    def wait(self) -> None:
        """Wait until the store is open; raises `KgError` if it cannot be opened."""
        try:
            self._answer(_OPENING)
        except _LostError as lost:
            raise GraphError(f"the graph could not be opened for queries: {lost}") from None

    def call(self, work: str, given: tuple[object, ...], seconds: float) -> object:
        """Let the worker work so long; raises what it raises, or `_LostError` when it ends instead."""
        try:
            self._way.send((work, given, seconds))
        except OSError:
            raise self._lost() from None
        return self._answer(seconds + _GRACE)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._way.close()

    def _answer(self, seconds: float) -> object:
        try:
            if not self._way.poll(seconds):
                raise self._lost()
            said = self._way.recv()
        except (EOFError, OSError):
            raise self._lost() from None
        if isinstance(said, KgError):
            raise said
        return said

    def _lost(self) -> _LostError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)
        code = self.process.poll()
        self.stop()
        if code is None or -code in {signal.SIGALRM, signal.SIGKILL}:
            stopped = QueryStoppedError(f"the query was stopped: it was not done after {self._bounds.seconds:g} s")
        elif -code == signal.SIGABRT:
            stopped = TooLargeError(self._bounds.too_much)
        else:
            stopped = QueryStoppedError(
                f"the query ended the process that answered it ({code}); nothing else was harmed"
            )
        return _LostError(stopped)
