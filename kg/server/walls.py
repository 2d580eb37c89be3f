"""What stands between the network and the application: whom it answers, and how much it takes, for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.server.refusals import RefusedError, refusal

__all__ = ["CLOSED", "SAFE", "Allowed", "Bounded", "Guarded", "Pieced"]

#: The policy of whatever has none of its own: it is no page, and does nothing in a browser.
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PIECE = 1 << 16
#: The headers of every answer that has no other ones.
SAFE = {
    "Content-Security-Policy": CLOSED,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guarded:
    """Answers with headers that keep a browser from doing with an answer what it is not for."""

    def __init__(self, app: ASGIApp, *, overrides: Mapping[str, str]) -> None:
        self._app, self._headers = app, SAFE | dict(overrides)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)


class Allowed:
    """Refuses what asks for another host, as a rebound name does, and what another site's page sends.

    A page may lead here by a link; nothing else that it starts is answered, unless its origin is named.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], origins: Iterable[str]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._origins = set(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if _host(headers.get("host", "")) not in self._hosts:
                said = "this server answers under another name (kg serve --allow-host)"
                await refusal(421, said)(scope, receive, send)
                return
            if not self._is_welcome(scope["method"], headers):
                await refusal(403, "a page of another site may not ask here (kg serve --cors)")(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_welcome(self, method: str, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is not None and self._origins & {origin, "*"}:
            return True
        site = headers.get("sec-fetch-site")
        if site not in {None, "same-origin", "none"}:
            return method in {"GET", "HEAD"} and headers.get("sec-fetch-mode") == "navigate"
        if origin is None or method in {"GET", "HEAD"}:
            return True
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


class Bounded:
    """Takes an address and a body up to a size, and a body only for a time; who asks for more is told."""

    def __init__(self, app: ASGIApp, *, target: int, body: int, seconds: float) -> None:
        self._app, self._target, self._body, self._seconds = app, target, body, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body read, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > self._target:
                raise RefusedError(414, f"the address is longer than {self._target:,} bytes; send the query by POST")
            if sum(len(name) + len(value) for name, value in scope["headers"]) > self._target:
                raise RefusedError(431, f"the headers are longer than {self._target:,} bytes")
            body = await self._read(Headers(scope=scope), receive)
        except RefusedError as error:
            await refusal(error.status, str(error), error.headers)(scope, receive, send)
        else:
            await self._app(scope, _giving(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes:
        announced = headers.get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._body:
            raise self._too_large()
        if announced == "0" and "transfer-encoding" not in headers:
            return b""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._collect(receive)
        except TimeoutError:
            said = f"the body was not there after {self._seconds:g} s"
            raise RefusedError(408, said, Connection="close") from None

    async def _collect(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self._body:
                raise self._too_large()
            if not message.get("more_body", False):
                return bytes(body)

    def _too_large(self) -> RefusedError:
        return RefusedError(413, f"the body is larger than {self._body:,} bytes", Connection="close")


class Pieced:
    """Sends an answer in pieces, each when the one before was taken off, so that no second copy of it waits."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        async def pieced(message: Message) -> None:
            await _in_pieces(message, send)

        await self._app(scope, receive, pieced)


async def _in_pieces(message: Message, send: Send) -> None:
    body = message.get("body", b"")
    if message["type"] != "http.response.body" or len(body) <= _PIECE:
        await send(message)
        return
    for start in range(0, len(body), _PIECE):
        is_last = start + _PIECE >= len(body)
        more = message.get("more_body", False) or not is_last
        await send({**message, "body": body[start : start + _PIECE], "more_body": more})


def _giving(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """What gives a body that was read, and then whatever comes after it."""
    waiting = [body]

    async def give() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return give


def _host(header: str) -> str:
    """A Host header without its port, in small letters; `[::1]:8000` gives `[::1]`."""
    name, _, port = header.rpartition(":")
    return (name if name and port.isdecimal() else header).lower()
