"""Asks a server one thing again and again by several clients, each on a connection of its own that stays open."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

__all__ = ["Asked", "ask"]

_END = b"\r\n\r\n"


@dataclass(slots=True)
class Asked:
    """How many answers came in how many seconds, how long each took in seconds, and a body of theirs.

    `failed` are answers with another status than 200.
    """

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    failed: int = 0
    body: bytes = b""

    @property
    def a_second(self) -> float:
        """How many were answered in a second."""
        return (len(self.times) - self.failed) / self.seconds


def ask(port: int, query: str, *, clients: int, seconds: float) -> Asked:
    """Ask a server on the loopback interface a query for so long."""
    body = urlencode({"query": query})
    head = (
        "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    request = head.format(length=len(body), body=body).encode()
    return asyncio.run(_all(port, request, clients, seconds))


async def _all(port: int, request: bytes, clients: int, seconds: float) -> Asked:
    found, begun = Asked(), time.monotonic()
    await asyncio.gather(*(_one(port, request, begun + seconds, found) for _ in range(clients)))
    found.seconds = time.monotonic() - begun
    return found


async def _one(port: int, request: bytes, until: float, found: Asked) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (begun := time.monotonic()) < until:
        writer.write(request)
        head = await reader.readuntil(_END)
        body = await _body(reader, head.lower())
        found.times.append(time.monotonic() - begun)
        if head.startswith(b"HTTP/1.1 200"):
            found.body = body
        else:
            found.failed += 1
    writer.close()
    await writer.wait_closed()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    if length:
        return await reader.readexactly(int(length))
    whole = b""
    while size := int((await reader.readline()).partition(b";")[0], 16):
        whole += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return whole
