"""What the server writes down: one line of JSON for each request and for each thing that happens to it."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, ClassVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LOGGER", "Journal", "Line", "note", "start"]

LOGGER = logging.getLogger("kg.server")
#: The longest text of a request that is written down.
_LONGEST = 2_000


class Line(logging.Formatter):
    """Writes a record as a line of JSON in ASCII, so that nothing in it can be taken for another line or a command."""

    #: Loggers whose words are not a client's.
    _sources: ClassVar[dict[str, str]] = {"kg.server": "server", "uvicorn.error": "http"}

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": self._sources.get(record.name, record.name),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=True, default=str)


class Journal:
    """Writes a line for each request when it has been answered; its query only where that is wanted."""

    def __init__(self, app: ASGIApp, *, log_queries: bool) -> None:
        self._app, self._log_queries = app, log_queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write down what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, answer = time.monotonic(), {"status": 500, "bytes": 0}

        async def noted(message: Message) -> None:
            answer["status"] = message.get("status", answer["status"])
            answer["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            facts = {**_asked(scope), **answer, "ms": round(1000 * (time.monotonic() - begun), 1)}
            note("request", **facts, **(scope.get("noted", {}) if self._log_queries else {}))


def note(event: str, **facts: object) -> None:
    """Write down that something happened."""
    LOGGER.info(event, extra={"facts": facts})


def start() -> None:
    """Write to standard error from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    for name in ("kg.server", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
    logging.getLogger("asyncio").addHandler(handler)


def _asked(scope: Scope) -> dict[str, object]:
    client = scope.get("client")
    return {"client": client[0] if client else None, "method": scope["method"], "path": scope["path"][:_LONGEST]}
