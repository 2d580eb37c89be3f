"""Triples as one JSON-LD document: a context of prefixes, and one line a subject."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple

from kg.vocabulary import PREFIXES, RDF, XSD

__all__ = ["document"]

_Json = str | dict[str, str]


def document(triples: Sequence[Triple]) -> str:
    """Return triples, sorted by subject and predicate and without blank nodes, as a JSON-LD 1.1 document."""
    groups = groupby(triples, lambda triple: _compact(triple.subject))
    nodes = ",\n".join(_dump(_node(subject, list(said))) for subject, said in groups)
    return f'{{"@context":{_dump(PREFIXES)},\n"@graph":[\n{nodes}\n]}}\n'


def _node(subject: str, said: Sequence[Triple]) -> dict[str, object]:
    node: dict[str, object] = {"@id": subject}
    for predicate, about in groupby(said, lambda triple: triple.predicate.value):
        values = [triple.object for triple in about]
        if predicate == f"{RDF}type":
            node["@type"] = _one_or_all([_compact(value) for value in values])
        else:
            node[_shorten(predicate)] = _one_or_all([_value(value) for value in values])
    return node


def _one_or_all(values: Sequence[_Json]) -> _Json | Sequence[_Json]:
    return values[0] if len(values) == 1 else values


def _value(term: object) -> _Json:
    if not isinstance(term, Literal):
        return {"@id": _compact(term)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value == f"{XSD}string":
        return term.value
    return {"@type": _shorten(term.datatype.value), "@value": term.value}


def _compact(term: object) -> str:
    return _shorten(term.value) if isinstance(term, NamedNode) else str(term)


def _shorten(iri: str) -> str:
    """Return an IRI as prefix and local name; one that would be read as another IRI stays whole."""
    for prefix, namespace in _NAMESPACES:
        local = iri.removeprefix(namespace)
        if local != iri and local and not local.startswith("//"):
            return f"{prefix}:{local}"
    return iri


def _dump(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


#: The longest first, so that `ontology#` is tried before the namespace around it.
_NAMESPACES = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
