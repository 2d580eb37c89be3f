"""What a request asks, as the SPARQL 1.1 Protocol writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from kg import iris
from kg.errors import IriError
from kg.server.refusals import RefusedError
from kg.store import Dataset

__all__ = ["FORM", "QUERY", "Operation", "read"]

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_UPDATE = "application/sparql-update"
#: More parameters than any client has a use for.
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Operation:
    """A query, and the graphs that it is asked of where the request names them."""

    sparql: str
    dataset: Dataset | None


def read(method: str, target: str, media_type: str, body: bytes) -> Operation | None:
    """Return what is asked by a method, the query part of an address, and a body of a media type; `None` for nothing.

    Raises:
        RefusedError: if it asks twice, for an update, in another media type, or not in UTF-8.

    """
    given = _pairs(target)
    queries = [value for name, value in given if name == "query"]
    if method == "POST":
        kind, options = parse_options_header(media_type)
        _check_type(kind, options.get("charset", "utf-8"))
        if kind == QUERY:
            queries.append(_decoded(body))
        else:
            posted = _pairs(_decoded(body))
            queries += [value for name, value in posted if name == "query"]
            given += posted
    if any(name in {"update", "using-graph-uri", "using-named-graph-uri"} for name, _ in given):
        raise RefusedError(403, "an update is refused: the graph is only read here")
    if len(queries) > 1:
        raise RefusedError(400, "there is more than one query; a request asks one")
    if not queries:
        if method == "POST":
            raise RefusedError(400, "there is no query in the request")
        return None
    return Operation(queries[0], _dataset(given))


def _check_type(kind: str, charset: str) -> None:
    accepts = {"Accept-Post": f"{FORM}, {QUERY}"}
    if kind == _UPDATE:
        raise RefusedError(415, "an update is refused: the graph is only read here", **accepts)
    if kind not in {FORM, QUERY}:
        said = f"a body of type {kind!r}" if kind else "a body without a type"
        raise RefusedError(415, f"{said} is not read; a query comes as {FORM} or {QUERY}", **accepts)
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise RefusedError(415, f"a body in {charset!r} is not read; a query is written in UTF-8", **accepts)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the body is not UTF-8 at byte {error.start:,}") from None


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError:
        raise RefusedError(400, "a parameter is not UTF-8") from None
    except ValueError:
        raise RefusedError(400, f"there are more than {_MOST:,} parameters") from None


def _dataset(given: Sequence[tuple[str, str]]) -> Dataset | None:
    default, named = (
        tuple(_checked(value) for name, value in given if name == wanted)
        for wanted in ("default-graph-uri", "named-graph-uri")
    )
    return Dataset(default, named) if default or named else None


def _checked(iri: str) -> str:
    try:
        return iris.check(iri)
    except IriError as error:
        raise RefusedError(400, f"a graph is named by an IRI: {error}") from None
