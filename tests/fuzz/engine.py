"""Hands queries to the engine in a process of its own, and tells what it made of each, or that it died."""

from __future__ import annotations

import signal
import subprocess
from multiprocessing.connection import Connection

import pyoxigraph

from kg import isolation

__all__ = ["Engine", "EngineDiedError", "serve"]

#: Seconds of work that a query may take; what takes longer is stopped there as a worker stops it, and is no fault here.
_SECONDS = 2
_FORMS = {pyoxigraph.QuerySolutions: "SELECT", pyoxigraph.QueryBoolean: "ASK", pyoxigraph.QueryTriples: "CONSTRUCT"}


class EngineDiedError(Exception):
    """A query that ended the process that parsed it."""


class Engine:
    """A process that answers queries over an empty store; a new one takes its place when it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._way: Connection | None = None

    def form(self, sparql: str) -> str | None:
        """Return what a query asks for (SELECT, ASK, or CONSTRUCT for all that give triples), `None` if it is none.

        Of a query that takes too long, nothing is known: that is "".

        Raises:
            EngineDiedError: if the process is gone.

        """
        if self._process is None or self._way is None:
            self._process, self._way = isolation.start(__name__)
        self._way.send(sparql)
        try:
            said: str | None = self._way.recv()
        except EOFError:
            code = self._process.wait()
            self.close()
            if code == -signal.SIGPROF:
                return ""
            raise EngineDiedError(f"the engine ended with {code}") from None
        return said

    def close(self) -> None:
        """End the process."""
        if self._process and self._way:
            self._way.close()
            self._process.kill()
            self._process.wait()
        self._process = self._way = None


def serve() -> None:
    """Say of each query what it asks for."""
    way, store = isolation.way(), pyoxigraph.Store()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    while True:
        try:
            sparql = way.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
        try:
            said = _FORMS[type(store.query(sparql))]
        except (SyntaxError, ValueError, OSError, RuntimeError):
            said = None
        signal.setitimer(signal.ITIMER_PROF, 0)
        way.send(said)
