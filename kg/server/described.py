"""Resources by their IRIs: each leads to a page for people or to data for programs, with what is said of it."""

from __future__ import annotations

from pyoxigraph import RdfFormat, Triple, parse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg import iris
from kg.errors import IriError
from kg.server import explorer, negotiation, pages
from kg.server.answering import Desk
from kg.server.negotiation import HTML, Offer
from kg.server.refusals import RefusedError
from kg.vocabulary import BASE, PREFIXES

__all__ = ["about", "data", "dataset", "page"]

_DATA = {
    "text/turtle": ("application/x-turtle",),
    "application/ld+json": ("application/json",),
    "application/n-triples": ("text/plain",),
}
_FORMS = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/n-triples": "nt"}
_MEDIA_TYPES = {form: kind for kind, form in _FORMS.items()}
_OFFER = Offer({HTML: ("application/xhtml+xml",), **_DATA})
_DATASET = Offer(_DATA)
_ONTOLOGY = "ontology"
#: The named graph that holds the terms, which share one address: what follows `#` is never sent.
_TERMS = f"{PREFIXES['graph']}ontology"


async def about(request: Request) -> Response:
    """Lead from a resource to what describes it, in the form that is wanted."""
    name = _local(request, "/id/")
    _iri(name)
    kind = negotiation.wanted(request.headers.get("accept"), _OFFER)
    page_of = explorer.page(request.app.state.editions.current.pages, name) or f"/page/{name}"
    target = page_of if kind == HTML else f"/data/{name}.{_FORMS[kind]}"
    return RedirectResponse(target, 303, headers={"Vary": "Accept"})


async def page(request: Request) -> Response:
    """Show what the graph says of a resource."""
    name = _local(request, "/page/")
    found = await _described(request, _iri(name), "nt")
    said: list[Triple] = [quad.triple for quad in parse(found, RdfFormat.N_TRIPLES)]
    return pages.resource(BASE + name, said, {form: f"/data/{name}.{form}" for form in _MEDIA_TYPES})


async def data(request: Request) -> Response:
    """Give what the graph says of a resource as data."""
    name, _, form = _local(request, "/data/").rpartition(".")
    if form not in _MEDIA_TYPES:
        raise RefusedError(404, f"data ends with {', '.join(_MEDIA_TYPES)}")
    return _typed(await _described(request, _iri(name), form), _MEDIA_TYPES[form])


async def dataset(request: Request) -> Response:
    """Give the description of the data set (VoID)."""
    kind = negotiation.wanted(request.headers.get("accept"), _DATASET)
    return _typed(await _described(request, f"{PREFIXES['graph']}dataset", _FORMS[kind]), kind)


async def _described(request: Request, iri: str, form: str) -> bytes:
    desk: Desk = request.app.state.desk
    found = await desk.answer(lambda workers: workers.describe(iri, form))
    if not found:
        raise RefusedError(404, f"the graph says nothing of {iri}")
    return found


def _local(request: Request, prefix: str) -> str:
    """What follows in the path as it was sent, since an IRI is the same only letter by letter."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return raw.decode("ascii", "replace").partition("?")[0].removeprefix(prefix)


def _iri(name: str) -> str:
    """The IRI of what is named by its kind and its local name."""
    kind, _, local = name.partition("/")
    if name == _ONTOLOGY:
        return _TERMS
    if not local or PREFIXES.get(kind) != f"{BASE}{kind}/":
        raise RefusedError(404, "there is no such kind of resource")
    try:
        return iris.check(BASE + name)
    except IriError as error:
        raise RefusedError(404, str(error)) from None


def _typed(content: bytes, media_type: str) -> Response:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(
        content, headers={"Content-Type": media_type + charset, "Vary": "Accept", "Cache-Control": "no-cache"}
    )
