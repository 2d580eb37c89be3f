"""The pages of the explorer, where the graph that is served has them, and which of them shows a resource."""

from __future__ import annotations

import os
from pathlib import Path

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from kg.server.editions import Editions
from kg.views.site import paths

__all__ = ["Page", "page"]

#: Each page has a stricter policy of its own, and both hold.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Page(Response):
    """A file of the explorer, under its policy; its edition stays until it has been sent."""

    def __init__(self, editions: Editions, path: str) -> None:
        super().__init__()
        self._editions, self._path = editions, os.path.normpath(path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or what there is to say of it."""
        edition = self._editions.entered()
        try:
            if edition.pages is None:
                raise HTTPException(404)
            response = await StaticFiles(directory=edition.pages, html=True).get_response(self._path, scope)
            response.headers["Content-Security-Policy"] = _POLICY
            response.headers["Cache-Control"] = "no-cache"
            await response(scope, receive, send)
        finally:
            await anyio.to_thread.run_sync(edition.leave)  # the last one who leaves an edition closes it


def page(pages: Path | None, name: str) -> str | None:
    """Return the address of the page that shows `kind/name`, if it is among the pages."""
    kind, _, local = name.partition("/")
    path = paths.of(kind, local) if kind in paths.FOLDERS else ""
    return f"/{path}" if pages and path and (pages / path).is_file() else None
