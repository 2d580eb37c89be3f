"""Writes terms in the places of a query's variables, for stores in which nothing can be bound.

A term is written as one token, whatever it holds: nothing of it can be read as SPARQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode

__all__ = ["form", "written"]

_TOKEN = re.compile(
    r"""(?P<comment>[#][^\n\r]*) | <[^\x00-\x20<>"{}|^`\\]*>
    | \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3} | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | [?$](?P<variable>\w+) | @\w+(?:-\w+)* | [\w.-]*:[\w:%.-]* | (?P<word>[A-Za-z_]\w*) | [\w.-]++
    | (?P<bracket>[(){}])""",
    re.DOTALL | re.VERBOSE,
)
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
#: Where a variable stands for itself, and no term can: from the first word to one of those that follow.
_NAMING = {"SELECT": {"WHERE", "FROM", "{"}, "GROUP": {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "}"}}
#: `\u` after an escaped backslash is an escape to a reader that resolves those first; an escaped `u` is `u` to all, if
#: it is written with eight digits: rdflib reads up to eight in either form.
_AMBIGUOUS = re.compile(r"(?<!\\)((?:\\\\)+)([uU])")


def written(sparql: str, terms: Mapping[str, NamedNode | Literal]) -> str:
    """Return a query with `terms`, by the names of its variables, in their places, and without its comments.

    A variable that is only named (selected, or grouped by) is left out there: its value is known.
    """
    return "".join(_pieces(sparql, terms))


def form(sparql: str) -> str:
    """Return which of SELECT, ASK, CONSTRUCT and DESCRIBE a query is; nothing, if it is none of them."""
    words = (token["word"].upper() for token in _TOKEN.finditer(sparql) if token["word"])
    return next((word for word in words if word in _FORMS), "")


def _pieces(sparql: str, terms: Mapping[str, NamedNode | Literal]) -> Iterator[str]:
    end = depth = 0
    until: set[str] = set()
    for token in _TOKEN.finditer(sparql):
        yield sparql[end : token.start()]
        end = token.end()
        word = (token["word"] or token["bracket"] or "").upper()
        depth += (word == "(") - (word == ")")
        if word in _NAMING or (word in until and not depth):
            until = _NAMING.get(word, set())
        if token["variable"] in terms:
            yield "" if until and not depth else _term(terms[token["variable"]])
        elif not token["comment"]:
            yield token[0]
    yield sparql[end:]


def _term(term: NamedNode | Literal) -> str:
    return _AMBIGUOUS.sub(lambda found: f"{found[1]}\\U{ord(found[2]):08X}", str(term))
