"""The SPARQL endpoint: reads a request of the protocol, and has it answered in the format that is wanted."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg import queries
from kg.model import Value
from kg.server import negotiation, pages, protocol, service
from kg.server.answering import Desk
from kg.server.negotiation import HTML, Offer
from kg.server.protocol import Operation
from kg.server.refusals import RefusedError
from kg.worker import Raw
from kg.workers import Workers

__all__ = ["ROWS", "TRIPLES", "endpoint"]

#: The formats of SELECT and ASK.
ROWS = Offer(
    {
        "application/sparql-results+json": ("application/json",),
        "application/sparql-results+xml": ("application/xml", "text/xml"),
        "text/csv": (),
        "text/tab-separated-values": (),
    }
)
#: The formats of CONSTRUCT and DESCRIBE.
TRIPLES = Offer({"text/turtle": ("application/x-turtle",), "application/n-triples": ("text/plain",)})
_WITHOUT_QUERY = Offer({**TRIPLES.names, HTML: ("application/xhtml+xml",)})


async def endpoint(request: Request) -> Response:
    """Answer a query; without one, describe the service, to a browser as an editor."""
    desk: Desk = request.app.state.desk
    # What is pasted into the address is what the protocol reads, so that nothing decodes it twice.
    target = request.scope["query_string"].decode("ascii", "replace")
    body = await request.body()
    asked = protocol.read(request.method, target, request.headers.get("content-type", ""), body)
    if asked is None:
        return await _described(request)
    request.scope["noted"] = {"query": asked.sparql}
    accept = request.headers.get("accept")
    rows, triples = negotiation.preferred(accept, ROWS), negotiation.preferred(accept, TRIPLES)
    if rows is None and triples is None:
        raise _none_of(ROWS, TRIPLES)
    return _response(await _answer(desk, asked, rows, triples), rows)


async def _answer(desk: Desk, asked: Operation, rows: str | None, triples: str | None) -> Raw:
    return await desk.answer(
        lambda workers: workers.raw(asked.sparql, rows=rows, triples=triples, dataset=asked.dataset)
    )


def _response(found: Raw, rows: str | None) -> Response:
    if found.media_type is None:
        raise _none_of(TRIPLES if rows else ROWS)
    charset = "; charset=utf-8" if found.media_type.startswith("text/") else ""
    headers = {"Content-Type": found.media_type + charset, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(found.content, headers=headers)


def _none_of(*offers: Offer) -> RefusedError:
    said = ", ".join(offer.said for offer in offers)
    return RefusedError(406, f"the Accept header names none of the formats that this query has: {said}")


async def _described(request: Request) -> Response:
    kind = negotiation.wanted(request.headers.get("accept"), _WITHOUT_QUERY)
    if kind == HTML:
        desk: Desk = request.app.state.desk
        return pages.editor(await desk.answer(_values))
    return Response(
        service.description(str(request.url.replace(query="")), kind),
        headers={"Content-Type": kind, "Vary": "Accept"},
    )


def _values(workers: Workers) -> dict[str, dict[str, Value]]:
    """Values for the parameters without a default, by the names of their questions."""
    return {name: workers.samples(name) for name in queries.names()}
