"""Writes a named question down with its values in place, as SPARQL that runs as it stands in an editor."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg.model import Parameter, Query, Value
from kg.vocabulary import XSD

__all__ = ["written"]

_HEADER = re.compile(r"\A(#\+[^\n]*\n)*\s*")
#: Where a parameter stands only so that it is bound.
_PROJECTION = re.compile(r"^ *(?:SELECT|GROUP BY)\b.*$", re.MULTILINE)
_PARAMETER = re.compile(r"\?(_\w+)")


def written(question: Query, terms: Mapping[str, Value]) -> str:
    """Return a question's query with the values of its parameters; one without a value stays a variable."""
    values = {one.variable: _term(one, terms.get(one.name, one.default)) for one in question.parameters}
    text = _PROJECTION.sub(_without_parameters, _HEADER.sub("", question.sparql))
    return _PARAMETER.sub(lambda found: values.get(found[1]) or found[0], text)


def _term(parameter: Parameter, value: Value) -> str | None:
    if value is None:
        return None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if parameter.type == "iri":
        return str(NamedNode(text))
    return (
        str(Literal(text))
        if parameter.type == "string"
        else str(Literal(text, datatype=NamedNode(XSD + parameter.type)))
    )


def _without_parameters(projection: re.Match[str]) -> str:
    return re.sub(r" +\?_\w+", "", projection[0])
