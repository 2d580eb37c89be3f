"""Terms as text, as N-Triples and Turtle write them, and what is said of one subject as Turtle.

The bytes are those of the engine's serialiser, which the tests hold this to; it would take ten times as long.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.vocabulary import BASE, PREFIXES, RDF

__all__ = ["Node", "Pair", "Term", "block", "local", "needs_escape", "order", "parted", "quoted", "term"]

#: A term as N-Triples writes it, and as Turtle does after the prefixes of all.
Term = tuple[str, str]
#: What a quad holds.
Node = NamedNode | BlankNode | Literal | Triple
#: A predicate and an object.
Pair = tuple[Term, Term]

_NAMES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_NAME = re.compile(r"(.*[/#])([A-Za-z0-9_.~%-]*[A-Za-z0-9_~%-])")
_TYPE = f"<{RDF}type>"
_OURS = f"<{BASE}"
_BETWEEN = " ;\n\t"
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_UNQUOTED = re.compile(r'["\\\x00-\x1f\x7f\ufffe\uffff]')
_ESCAPED = re.compile(r"^[.-]|[~%]")


#: Finds what cannot stand in a literal as it is.
needs_escape = _UNQUOTED.search


def quoted(text: str) -> str:
    """Return what stands between the quotation marks of a literal."""
    return _UNQUOTED.sub(_written, text) if needs_escape(text) else text


def _written(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}"


def local(name: str) -> str:
    """Return the local name of an IRI that `iris.mint` made, as Turtle writes it after its prefix."""
    return _ESCAPED.sub(r"\\\g<0>", name)


@functools.lru_cache(maxsize=4096)
def term(node: Node) -> Term:
    """Return any term, in both forms."""
    if isinstance(node, NamedNode) and (found := _NAME.fullmatch(node.value)) and found[1] in _NAMES:
        return str(node), f"{_NAMES[found[1]]}:{local(found[2])}"
    if isinstance(node, Literal) and "^^" not in (written := str(node)):
        return written, written
    return str(node), _asked(node)


def parted(node: Node) -> tuple[str, str]:
    """Return an IRI as N-Triples writes it in two: the namespace, if it is one of our resources, and the rest."""
    written = str(node)
    cut = written.find("/", len(_OURS)) + 1 if written.startswith(_OURS) else 0
    return (written[:cut], written[cut:]) if cut else (written, "")


def _asked(node: Node) -> str:
    """A term as the engine writes it in Turtle, where it is the object of a triple."""
    whole = serialize([Triple(_HERE, _HERE, node)], format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    return whole.decode().rpartition(f"\n{_HERE} {_HERE} ")[2].removesuffix(" .\n")


_HERE = NamedNode(BASE)


def order(pair: Pair) -> tuple[bool, str, str]:
    """Sort by predicate, the type first, then by object as N-Triples writes it."""
    (predicate, _), (value, _) = pair
    return predicate != _TYPE, predicate[1:-1], value


def block(subject: str, said: Iterable[Pair]) -> str:
    """Return the Turtle of what is said of a subject: its type first, then by predicate and object, each once."""
    return f"{subject} {_BETWEEN.join(_rows(sorted(set(said), key=order)))} .\n"


def _rows(said: Iterable[Pair]) -> Iterator[str]:
    for (written, name), pairs in groupby(said, key=itemgetter(0)):
        yield f"{'a' if written == _TYPE else name} {' , '.join([value for _, (_, value) in pairs])}"
