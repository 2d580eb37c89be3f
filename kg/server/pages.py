"""The pages of the server itself: where it begins, the questions, a resource, the editor."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Triple
from starlette.responses import HTMLResponse, Response

from kg import answers as forms
from kg import queries, resources
from kg.answers import Answers
from kg.model import Query, Value
from kg.server.refusals import RefusedError
from kg.views import embedding
from kg.views.site import sparql
from kg.views.templating import environment
from kg.vocabulary import BASE, DCTERMS, PREFIXES, RDFS, SKOS

__all__ = ["asset", "editor", "question", "questions", "resource", "start"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: The editor's library writes styles of its own into the page.
_STYLES_OF_EDITOR = "'self' 'unsafe-inline'"
_ASSETS = {
    "base.css": "text/css",
    "editor.css": "text/css",
    "editor.js": "text/javascript",
    "serving.css": "text/css",
    "vendor/yasgui.min.css": "text/css",
    "vendor/yasgui.min.js": "text/javascript",
}
_LABELS = [f"{SKOS}prefLabel", f"{RDFS}label", f"{DCTERMS}title"]


def start(digest: str) -> Response:
    """Return the page that leads to everything else."""
    return _page("start.html", digest=digest, questions=_known())


def questions(known: Sequence[Query]) -> Response:
    """Return the list of the named questions."""
    return _page("questions.html", questions=known)


def question(asked: Query, given: Mapping[str, str], found: Answers, *, status: int = 200) -> Response:
    """Return a question with a form for its parameters, and its answer."""
    table = Markup(forms.write(found, "html"))  # noqa: S704 - made of elements, in which texts are escaped
    return _page("question.html", status=status, question=asked, given=given, table=table)


def resource(iri: str, said: Sequence[Triple], ways: Mapping[str, str]) -> Response:
    """Return what is said of a resource, or in a named graph, as a table; `ways` are addresses of its data."""
    names = _names(said)
    subjects = [
        {"iri": subject, "name": names.get(subject, _short(subject)), "rows": _rows(list(triples), names)}
        for subject, triples in groupby(said, lambda triple: str(getattr(triple.subject, "value", triple.subject)))
        if subject == iri or not iri.startswith(BASE) or "/graph/" in iri or iri == f"{BASE}ontology"
    ]
    return _page("resource.html", iri=iri, name=names.get(iri, _short(iri)), subjects=subjects, ways=ways)


def editor(terms: Mapping[str, Mapping[str, Value]]) -> Response:
    """Return the query editor, with the named questions to begin from; `terms` are their parameters' values."""
    tabs = [{"name": one.title["en"], "query": _query(one, terms.get(one.name, {}))} for one in _known()]
    content = _templates().get_template("serving/editor.html")
    said = embedding.data({"questions": tabs, "prefixes": PREFIXES})
    return HTMLResponse(content.render(data=said), headers=_headers(_STYLES_OF_EDITOR))


@functools.cache
def asset(name: str) -> tuple[bytes, str]:
    """Return a script or a style sheet and its media type.

    Raises:
        RefusedError: if there is none of that name.

    """
    if name not in _ASSETS:
        raise RefusedError(404, "there is no such script or style sheet")
    return resources.static(name).read_bytes(), _ASSETS[name]


def _page(template: str, *, status: int = 200, **said: object) -> Response:
    content = _templates().get_template(f"serving/{template}").render(**said)
    return HTMLResponse(content, status, headers=_headers("'self'"))


def _headers(style: str) -> dict[str, str]:
    return {"Content-Security-Policy": _POLICY.format(style=style), "Vary": "Accept", "Cache-Control": "no-cache"}


@functools.cache
def _templates() -> Environment:
    return environment()


def _query(asked: Query, terms: Mapping[str, Value]) -> str:
    """The text of a question as the explorer shows it, with its defaults where `terms` has no value."""
    defaults = {one.name: one.default for one in asked.parameters}
    return "".join(piece.text for piece in sparql.pieces(asked, defaults | dict(terms)))


def _known() -> list[Query]:
    return [queries.load(name) for name in queries.names()]


def _names(said: Sequence[Triple]) -> dict[str, str]:
    """What things are called: in English if they are, by the best of their names."""
    found: dict[str, tuple[int, bool, str]] = {}
    for triple in said:
        if triple.predicate.value in _LABELS and isinstance(triple.object, Literal):
            rank = _LABELS.index(triple.predicate.value), triple.object.language != "en", triple.object.value
            node = str(getattr(triple.subject, "value", triple.subject))
            found[node] = min(found.get(node, rank), rank)
    return {node: name for node, (_, _, name) in found.items()}


def _rows(said: Sequence[Triple], names: Mapping[str, str]) -> list[dict[str, object]]:
    by_predicate = groupby(said, lambda triple: triple.predicate.value)
    return [
        {"iri": predicate, "name": _short(predicate), "values": [_value(triple.object, names) for triple in triples]}
        for predicate, triples in by_predicate
    ]


def _value(term: object, names: Mapping[str, str]) -> dict[str, str]:
    """A value as the page shows it: `href` leads to another resource, `lang` is the language of a text."""
    if isinstance(term, Literal):
        return {"text": term.value, "href": "", "lang": term.language or ""}
    iri = term.value if isinstance(term, NamedNode) else str(term)
    is_web = iri.startswith(("https://", "http://"))
    return {"text": names.get(iri, _short(iri)), "href": _address(iri) if is_web else "", "lang": ""}


def _address(iri: str) -> str:
    """Where an IRI leads: here, if it is one of ours."""
    return f"/id/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else iri


def _short(iri: str) -> str:
    found = max(((space, name) for name, space in PREFIXES.items() if iri.startswith(space)), default=None)
    return f"{found[1]}:{iri.removeprefix(found[0])}" if found and iri != found[0] else iri
