"""The application: which address leads where, inside the walls that every request passes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.server import asked, described, explorer, journal, pages, refusals, walls
from kg.server.answering import Desk
from kg.server.editions import Editions
from kg.server.endpoint import endpoint
from kg.server.refusals import RefusedError
from kg.server.settings import Settings

__all__ = ["application"]


def application(settings: Settings, editions: Editions) -> Starlette:
    """Return the application that serves the current one of some editions; who opened them closes them."""
    app = Starlette(
        routes=[
            Route("/", _start),
            Route("/sparql", endpoint, methods=["GET", "POST"]),
            Route("/questions", asked.questions),
            Route("/questions/{name:str}", _question),
            Route("/id/{name:path}", described.about),
            Route("/page/{name:path}", described.page),
            Route("/data/{name:path}", described.data),
            Route("/.well-known/void", described.dataset),
            Route("/assets/{name:path}", _asset),
            Route("/healthz", _health),
            Route("/{path:path}", _page),
        ],
        middleware=_walls(settings),
        exception_handlers=dict.fromkeys((RefusedError, KgError, HTTPException, Exception), _refused),
        lifespan=_life,
    )
    app.state.settings, app.state.editions = settings, editions
    app.state.since = datetime.now(UTC).isoformat(timespec="milliseconds")
    app.state.desk = Desk(editions, waiting=settings.waiting)
    return app


def _walls(settings: Settings) -> list[Middleware]:
    opened = {"Cross-Origin-Resource-Policy": "cross-origin"} if settings.origins else {}
    shared = Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["Accept", "Content-Type"],
    )
    return [
        Middleware(walls.Pieced),
        Middleware(journal.Journal, log_queries=settings.log_queries),
        Middleware(walls.Guarded, overrides=opened),
        Middleware(walls.Allowed, hosts=settings.hosts, origins=settings.origins),
        *([shared] if settings.origins else []),
        Middleware(walls.Bounded, target=settings.target_size, body=settings.body_size, seconds=settings.body_time),
    ]


@contextlib.asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    """Look after a new build while the application lives."""
    watching = asyncio.create_task(_watch(app.state.editions, app.state.settings.refresh))
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def _watch(editions: Editions, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            if await anyio.to_thread.run_sync(editions.refresh):
                journal.note("switched", graph=editions.current.name)
        except KgError as error:
            journal.note("kept", graph=editions.current.name, reason=str(error))


async def _start(request: Request) -> Response:
    edition = request.app.state.editions.current
    return explorer.Page(request.app.state.editions, "index.html") if edition.pages else pages.start(edition.name)


async def _question(request: Request) -> Response:
    """A question by its name; a page of the explorer has an ending."""
    name: str = request.path_params["name"]
    if not name or "." in name:
        return explorer.Page(request.app.state.editions, f"questions/{name}")
    return await asked.question(request)


async def _page(request: Request) -> Response:
    return explorer.Page(request.app.state.editions, request.path_params["path"])


async def _asset(request: Request) -> Response:
    content, kind = pages.asset(request.path_params["name"])
    return Response(content, media_type=kind, headers={"Cache-Control": "max-age=3600"})


async def _health(request: Request) -> Response:
    edition = request.app.state.editions.current
    said = {
        "status": "ok",
        "graph": edition.digest,
        "since": request.app.state.since,
        "workers": request.app.state.settings.workers,
        "idle": len(edition.workers.processes),
    }
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


async def _refused(_: Request, error: Exception) -> Response:
    """What is said of a request that was not answered; of a fault of our own, nothing but that there was one."""
    match error:
        case RefusedError():
            return refusals.refusal(error.status, str(error), error.headers)
        case KgError():
            return refusals.refusal(refusals.status(error), str(error))
        case HTTPException():
            return refusals.refusal(error.status_code, error.detail, error.headers)
        case _:
            return refusals.refusal(500, "the server failed; its log says why", walls.SAFE)
