"""Asks one named question of a built folder in a process of its own, and prints what that took as JSON."""

from __future__ import annotations

import json
import math
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

from kg import queries
from kg.graph import KnowledgeGraph

__all__ = ["Named", "ask", "measure"]

#: Bytes that a question may take; what joins everything with everything would take all there is.
_MEMORY = 8 << 30


class Named(TypedDict):
    """What a named question took, in CPU seconds, or `None` if it was stopped; `terms` are its parameters."""

    name: str
    terms: dict[str, object]
    seconds: float | None
    rows: int


def measure(folder: Path, *, limit: float) -> list[Named]:
    """Ask every named question once with its defaults; stop it after `limit` CPU seconds, or eight gigabytes."""
    return [_asked(folder, name, limit) for name in queries.names()]


def ask(folder: Path, name: str, limit: float = math.inf) -> Named:
    """Ask one question, with values that the graph holds for the parameters that need one.

    The system ends this process after `limit` CPU seconds, or when it wants more memory than a question may have.
    """
    graph = KnowledgeGraph.open(folder)
    terms = queries.samples(graph.store, queries.load(name))
    start = time.process_time()
    if limit < math.inf:
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(start + limit), resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.RLIM_INFINITY))
    answers = graph.ask(name, **terms)
    return Named(name=name, terms=dict(terms), seconds=time.process_time() - start, rows=len(answers))


def _asked(folder: Path, name: str, limit: float) -> Named:
    command = [sys.executable, "-m", __name__, str(folder), name, str(limit)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode in {-signal.SIGXCPU, -signal.SIGABRT}:  # the second where memory ran out
        return Named(name=name, terms={}, seconds=None, rows=0)
    done.check_returncode()
    answer: Named = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    _folder, _name, _limit = sys.argv[1:]
    sys.stdout.write(json.dumps(ask(Path(_folder), _name, float(_limit))) + "\n")
