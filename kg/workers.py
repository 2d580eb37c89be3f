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
#: What a query has to have left when it is begun, in seconds; one that waited longer would only cost a worker.
_LEAST = 0.5
#: How much longer a worker may work when nobody waits for it any more, and how long its end is waited for, in seconds.
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
        #: Those that are free; in the place of one that could not be started, why.
        self._idle: queue.LifoQueue[_Worker | KgError] = queue.LifoQueue()
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
            if isinstance(worker, _Worker):
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
        return tuple(worker.process.pid for worker in self._idle.queue if isinstance(worker, _Worker))

    def _serialised(self, work: str, form: Format | str, *given: object) -> bytes:
        (found,) = cast(list[bytes], self._call(work, *given))
        return exports.serialise(parse(found, RdfFormat.N_TRIPLES), Format(form))

    def _call(self, work: str, *given: object) -> object:
        until = time.monotonic() + self._bounds.seconds
        worker = self._free(until - min(_LEAST, self._bounds.seconds / 4))
        try:
            said = worker.call(work, given, until - time.monotonic())
        except _LostError as lost:
            self._replace(worker)
            raise lost.error from None
        except BaseException:
            self._idle.put(worker)
            raise
        self._idle.put(worker)
        return said

    def _free(self, until: float) -> _Worker:
        """Wait for a worker that is free; one that has ended in the meantime is replaced."""
        while True:
            try:
                found = self._idle.get(timeout=max(until - time.monotonic(), 0))
            except queue.Empty:
                said = f"the query was not begun: all workers were busy for {self._bounds.seconds:g} s"
                raise QueryStoppedError(said) from None
            if isinstance(found, _Worker) and not found.has_ended:
                return found
            self._replace(found)
            if not isinstance(found, _Worker):
                raise found

    def _replace(self, lost: _Worker | KgError) -> None:
        """Put a new worker in the place of one that was lost, while who asked is told what became of the query.

        Where none starts, the next caller is told why, and has it tried again.
        """

        def replaced() -> None:
            new: _Worker | KgError = GraphError("the graph could not be opened for queries")
            try:
                if isinstance(lost, _Worker):
                    lost.stop()
                new = self._opened()
            except KgError as error:
                new = error
            finally:
                self._idle.put(new)

        threading.Thread(target=replaced).start()

    def _opened(self) -> _Worker:
        worker = self._start()
        worker.wait()
        return worker

    def _start(self) -> _Worker:
        try:
            return _Worker(self._folder, self._with_candidates, self._bounds)
        except OSError as error:
            raise GraphError(f"the process for queries could not be started: {error}") from error


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
            self.stop()
            raise GraphError(f"the graph could not be opened for queries: {lost}") from None

    def call(self, work: str, given: tuple[object, ...], seconds: float) -> object:
        """Let the worker work so long; raises what it raises, or `_LostError` when it is of no more use."""
        try:
            self._way.send((work, given, seconds + _GRACE))
        except OSError:
            raise self._ended() from None
        return self._answer(seconds)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._way.close()

    def _answer(self, seconds: float) -> object:
        try:
            if not self._way.poll(seconds):
                raise _LostError(self._stopped())
            said = self._way.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        if isinstance(said, KgError):
            raise said
        return said

    def _ended(self) -> _LostError:
        """Why the process is gone, by what ended it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)
        code = self.process.poll()
        if code is None or -code in {signal.SIGALRM, signal.SIGKILL}:
            return _LostError(self._stopped())
        if -code == signal.SIGABRT:
            return _LostError(TooLargeError(self._bounds.too_much))
        said = f"the query ended the process that answered it ({code}); nothing else was harmed"
        return _LostError(QueryStoppedError(said))

    def _stopped(self) -> QueryStoppedError:
        return QueryStoppedError(f"the query was stopped: it was not done after {self._bounds.seconds:g} s")
