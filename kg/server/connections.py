"""Connections that ask nothing: each is closed in time, and the oldest make room when there are too many."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Times", "connection"]


@dataclass(frozen=True, slots=True)
class Times:
    """How long a connection may be without a request and how long one may take as a whole, in seconds.

    `silent` is how many connections may be without one at a time.
    """

    head: float
    whole: float
    silent: int


class _Connection(H11Protocol):
    """A connection whose next request has to be there, line and headers, before its time is up, and its answer gone."""

    times: ClassVar[Times]
    #: Those that wait for a request, the one that has waited longest first; a dictionary, since that keeps the order.
    waiting: ClassVar[dict[_Connection, None]]
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._attend()

    def on_response_complete(self) -> None:
        self._wait()
        super().on_response_complete()
        self._attend()  # where the next request had come already

    def _wait(self) -> None:
        self._stop()
        if len(self.waiting) >= self.times.silent:
            next(iter(self.waiting))._leave()
        self.waiting[self] = None
        self._timer = self.loop.call_later(self.times.head, self._leave)

    def _attend(self) -> None:
        if self in self.waiting and self.cycle and not self.cycle.response_complete:
            self._stop()
            self._timer = self.loop.call_later(self.times.whole, self.transport.abort)

    def _leave(self) -> None:
        """Close when the last answer is gone; a client that never takes it off does not keep it."""
        self._stop()
        self._timer = self.loop.call_later(self.times.head, self.transport.abort)
        self.transport.close()

    def _stop(self) -> None:
        self.waiting.pop(self, None)
        if self._timer:
            self._timer.cancel()
            self._timer = None


def connection(times: Times) -> type[H11Protocol]:
    """Return the kind of connection that keeps to these times, and counts those of its kind that wait."""
    return type("Connection", (_Connection,), {"times": times, "waiting": {}})
