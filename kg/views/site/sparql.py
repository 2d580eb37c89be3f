"""Writes a question down with its values in place, as SPARQL that runs as it stands and as the command that asks it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.answers import plain
from kg.model import Parameter, Query, Value

__all__ = ["Piece", "command", "literal", "pieces"]

_HEADER = re.compile(r"\A(#\+[^\n]*\n)*\s*")
#: Where a parameter stands only so that it is bound.
_PROJECTION = re.compile(r"^ *(?:SELECT|GROUP BY)\b.*$", re.MULTILINE)
_PARAMETER = re.compile(r"\?_(\w+)")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
#: What may stand inside the signs of an IRI, in SPARQL.
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a query: text, or the value of the parameter `name`."""

    text: str
    name: str = ""


def pieces(question: Query, terms: Mapping[str, Value]) -> Iterator[Piece]:
    """Give the query in pieces; joined they are SPARQL that gives what the question with these terms gives.

    A parameter without a value stays a variable.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    text = _PROJECTION.sub(_without_parameters, _HEADER.sub("", question.sparql))
    at = 0
    for found in _PARAMETER.finditer(text):
        if terms.get(found[1]) is not None:
            yield Piece(text[at : found.start()])
            yield Piece(literal(known[found[1]], terms[found[1]]), found[1])
            at = found.end()
    yield Piece(text[at:])


def literal(parameter: Parameter, value: Value) -> str:
    """Return a value as SPARQL writes it, so that nothing of it can be read as anything else."""
    text = plain(value)
    if parameter.type == "string":
        return f'"{text.translate(_ESCAPES)}"'
    return f"<{_NOT_IN_IRI.sub(_encoded, text)}>" if parameter.type == "iri" else text


def command(question: Query, terms: Mapping[str, Value]) -> Iterator[Piece]:
    """Give the command that asks the question, in pieces; only values that are not the default are named."""
    yield Piece(f"kg ask DIR {question.name}")
    for parameter in question.parameters:
        value = terms[parameter.name]
        named = "" if value == parameter.default else f" {shlex.quote(f'{parameter.name}={plain(value)}')}"
        yield Piece(named, parameter.name)


def _without_parameters(projection: re.Match[str]) -> str:
    return re.sub(r" +\?_\w+", "", projection[0])


def _encoded(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode())
