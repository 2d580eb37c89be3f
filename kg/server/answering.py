"""Has questions answered by the workers of the current edition, and tells what became of those that were not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from kg.server.editions import Editions
from kg.server.refusals import RefusedError
from kg.workers import Workers

__all__ = ["Desk"]

T = TypeVar("T")


class Desk:
    """Where requests wait for a worker, up to so many of them."""

    def __init__(self, editions: Editions, *, waiting: int) -> None:
        self.editions = editions
        self._places = anyio.CapacityLimiter(waiting)

    async def answer(self, ask: Callable[[Workers], T]) -> T:
        """Return what `ask` gets from the workers of one edition.

        Raises:
            KgError: what the workers raise.
            RefusedError: if too many are waiting.

        """
        if self._places.available_tokens < 1:
            raise RefusedError(503, "too many requests are waiting; ask again in a moment")

        def asked() -> T:
            with self.editions.using() as edition:
                return ask(edition.workers)

        return await anyio.to_thread.run_sync(asked, limiter=self._places)
