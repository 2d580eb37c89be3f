"""The named questions: a list of them, and each with its answer as a page, JSON, CSV, TSV or triples."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from kg import answers as forms
from kg import queries
from kg.answers import Answers
from kg.errors import QueryError, QueryStoppedError
from kg.model import Query, Value
from kg.server import negotiation, pages
from kg.server.answering import Desk
from kg.server.negotiation import HTML, Offer
from kg.server.refusals import RefusedError
from kg.workers import Workers

__all__ = ["question", "questions"]

_ROWS = {HTML: ("application/xhtml+xml",), "application/json": (), "text/csv": (), "text/tab-separated-values": ()}
_TRIPLES = {"text/turtle": (), "application/n-triples": ()}
_FORMS = {
    "html": HTML,
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
}
_NAMES = {kind: form for form, kind in _FORMS.items()}
_LIST = Offer({HTML: ("application/xhtml+xml",), "application/json": ()})


async def questions(request: Request) -> Response:
    """List the named questions."""
    known = [queries.load(name) for name in queries.names()]
    if negotiation.wanted(request.headers.get("accept"), _LIST) == HTML:
        return pages.questions(known)
    listed = [
        {"name": one.name, "title": one.title, "summary": one.summary, "parameters": [p.name for p in one.parameters]}
        for one in known
    ]
    return Response(json.dumps(listed, ensure_ascii=False, indent=1), media_type="application/json")


async def question(request: Request) -> Response:
    """Answer a named question; its parameters stand in the address."""
    asked = queries.load(request.path_params["name"])
    given = _given(request)
    kind = _wanted(asked, given.pop("format", None), request.headers.get("accept"))
    if kind == HTML:
        return await _page(request, asked, given)
    desk: Desk = request.app.state.desk
    content = await desk.answer(lambda workers: _written(workers, asked, _NAMES[kind], given))
    return Response(content, media_type=kind, headers={"Vary": "Accept", "Cache-Control": "no-cache"})


async def _page(request: Request, asked: Query, given: Mapping[str, str]) -> Response:
    """The form of a question and its answer; what is wrong with a parameter stands beside the form."""
    desk: Desk = request.app.state.desk
    try:
        found = await desk.answer(lambda workers: workers.ask(asked.name, **_terms(workers, asked, given)))
    except QueryStoppedError:
        raise
    except QueryError as error:
        return pages.question(asked, given, Answers((), (), note=str(error)), status=400)
    return pages.question(asked, given, found)


def _terms(workers: Workers, asked: Query, given: Mapping[str, str]) -> Mapping[str, Value]:
    """The parameters; for who gives none, a value that the graph holds where there is no default."""
    return given or workers.samples(asked.name)


def _written(workers: Workers, asked: Query, form: str, given: Mapping[str, str]) -> bytes:
    if form in {"ttl", "nt"}:
        return workers.subgraph(asked.name, form, **given)
    return forms.write(workers.ask(asked.name, **given), form).encode()


def _wanted(asked: Query, form: str | None, accept: str | None) -> str:
    offer = Offer({**_ROWS, **_TRIPLES} if asked.constructs else _ROWS)
    if form is None:
        return negotiation.wanted(accept, offer)
    if _FORMS.get(form) not in offer.names:
        known = ", ".join(_NAMES[kind] for kind in offer.names)
        raise RefusedError(400, f"{asked.name} is not written as {form!r}; there is {known}")
    return _FORMS[form]


def _given(request: Request) -> dict[str, str]:
    """The parameters that are not left empty, as a form sends those that nobody filled in."""
    pairs = request.query_params.multi_items()
    given = {name: value for name, value in pairs if value}
    if len({name for name, _ in pairs}) < len(pairs):
        raise RefusedError(400, "a parameter is given more than once")
    return given
