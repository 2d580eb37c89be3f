"""What a server is told: what it serves to whom, and how much of everything it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.worker import Bounds

__all__ = ["BOUNDS", "LOOPBACK", "Settings"]

#: The names by which a server is asked on its own machine.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

#: What a query of somebody unknown may take.
BOUNDS = Bounds(seconds=30, memory=768 << 20, rows=200_000, size=32 << 20)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a folder is served; times are in seconds and sizes in bytes.

    `hosts` are the names that a request may ask for, `origins` the sites (`https://a.example`, or `*`) whose pages may
    ask, too. `waiting` is how many requests may wait for a worker. A request's line and headers may take `head_time`,
    its body `body_time`, and a client `send_time` to fetch its answer. `silent` is how many connections may be open
    that have asked nothing yet, and `connections` how many there may be at all. `refresh` is how often a new build is
    looked for.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    workers: int = 2
    bounds: Bounds = BOUNDS
    log_queries: bool = False
    waiting: int = 64
    body_size: int = 2_000_000
    target_size: int = 32_768
    head_time: float = 10
    body_time: float = 30
    send_time: float = 120
    silent: int = 128
    connections: int = 1_000
    refresh: float = 1
