"""Runs the application until it is told to stop."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import uvicorn

from kg.server import journal, memory
from kg.server.application import application
from kg.server.connections import Times, connection
from kg.server.editions import Editions
from kg.server.settings import Settings

__all__ = ["configuration", "serve"]

#: How long requests under way may still take when the server is told to stop, in seconds.
_FAREWELL = 10


def serve(settings: Settings) -> None:
    """Serve a folder until SIGTERM or SIGINT; requests under way are answered first.

    Raises:
        GraphError: if the folder holds no graph, or one that another version wrote.

    """
    signal.signal(signal.SIGTERM, _end)
    journal.start()
    memory.steady()
    with Editions(settings.folder, size=settings.workers, bounds=settings.bounds) as editions:
        journal.note("serving", graph=editions.current.name, address=f"http://{settings.host}:{settings.port}/")
        uvicorn.Server(configuration(settings, editions)).run()


def _end(_number: int, _frame: FrameType | None) -> None:
    """Unwind, so that the workers and the copy of the graph go, too; uvicorn raises again the signal that ended it."""
    sys.exit(0)


def configuration(settings: Settings, editions: Editions) -> uvicorn.Config:
    """Return how the application is run, and to which limits its connections keep."""
    whole = settings.body_time + settings.bounds.seconds + settings.send_time
    times = Times(head=settings.head_time, whole=whole, silent=settings.silent)
    return uvicorn.Config(
        application(settings, editions),
        host=settings.host.strip("[]"),
        port=settings.port,
        http=connection(times),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        # The connection keeps its own time, from its beginning and not only from its first answer.
        timeout_keep_alive=round(settings.head_time) + 60,
        timeout_graceful_shutdown=_FAREWELL,
        limit_concurrency=settings.connections,
        h11_max_incomplete_event_size=settings.target_size + 16_384,
    )
