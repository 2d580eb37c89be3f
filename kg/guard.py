"""Refuses a query that would harm its answerer, before anything parses it: too long, too deep, too many parts, outward.

The parser of the engine recurses, so that a query of a kilobyte can end its process: what is counted here is what makes
it recurse, and what makes a plan grow faster than the query. Where the text alone does not tell what a character is (a
`<` may open an IRI or mean less-than), everything counts; nothing that is counted is ever left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import QueryError

__all__ = ["LIMITS", "Limits", "check", "names_graphs"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a query may be: its length in code points, how deep its brackets nest, and how many operators it has.

    Operators are the arithmetic, logical and path operators, the joints of triples and groups (`.`, `;`, `,`, `{`), and
    the words that add a step to the plan.
    """

    length: int = 100_000
    depth: int = 64
    operators: int = 400


LIMITS = Limits()

_IRI_CHARACTER = r"""[^\x00-\x20<>"{}|^`\\]"""
#: What SPARQL reads as one token and may hold anything. A `<` without `//` after it may be less-than instead.
_TOKEN = re.compile(
    rf"""[#][^\n\r]* | (?P<iri><[A-Za-z][A-Za-z0-9+.-]*://{_IRI_CHARACTER}*>) | (?P<doubtful><{_IRI_CHARACTER}*>)
    | \"{{3}}(?:[^\\]|\\.)*?\"{{3}} | '{{3}}(?:[^\\]|\\.)*?'{{3}}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
    | (?P<variable>[?$]\w+) | @\w+(?:-\w+)* | (?P<word>[\w.-]++(?!:))
    | (?P<prefix>[\w.-]*):(?:[\w:%-]|\\.|\.(?=[\w:%\\-]))*""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPERATOR = re.compile(
    r"\|\||&&|[!=<>]=|[!=<>+\-*/|^.;,{]|UNION|OPTIONAL|MINUS|FILTER|BIND|EXISTS|GRAPH|SELECT|AS(?=\s*[?$])",
    re.IGNORECASE,
)
#: What no expression needs an operator for.
_HARMLESS = re.compile(r"[\w:.<>?$%]")
_BRACKET = re.compile(r"[{}()\[\]]")
_OPENING = frozenset("{([")
_FILE = re.compile(r"\bFROM\s+(?:NAMED\s+)?<file:", re.IGNORECASE)
_UPDATE = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b(?!:)", re.IGNORECASE)
_DATASET = re.compile(r"\bFROM\b(?!:)", re.IGNORECASE)
_QUERY = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def check(sparql: str, limits: Limits = LIMITS) -> None:
    """Let a query pass, or say what it is refused for.

    Raises:
        QueryError: if it is larger than `limits`, or asks for another service, a file or an update.

    """
    if len(sparql) > limits.length:
        raise QueryError(f"the query has {len(sparql):,} characters; at most {limits.length:,} are answered")
    readings = {reading for text in {sparql, _unescaped(sparql)} for reading in _readings(text)}
    for reading in readings:
        _check_outward(reading)
        _check_size(reading, limits)


def names_graphs(sparql: str) -> bool:
    """Whether a query says by FROM of which graphs it is asked."""
    texts = [text for text in {sparql, _unescaped(sparql)} if "from" in text.lower()]
    return any(_DATASET.search(next(_readings(text))) for text in texts)


def _check_outward(text: str) -> None:
    if "service" in text.lower():
        raise QueryError("SERVICE is refused: queries are answered from this graph alone")
    if _FILE.search(text):
        raise QueryError("FROM <file:...> is refused: queries are answered from this graph alone")
    first = _UPDATE.search(text)
    if first and not _QUERY.search(text, 0, first.start()):
        raise QueryError(f"{first[0].upper()} is refused: the graph is only read here")


def _check_size(text: str, limits: Limits) -> None:
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in _OPENING else -1
        deepest = max(deepest, depth)
    deepest += text.count("<<")
    if deepest > limits.depth:
        raise QueryError(f"the query nests {deepest} deep; at most {limits.depth} are answered")
    operators = sum(1 for _ in _OPERATOR.finditer(text))
    if operators > limits.operators:
        raise QueryError(
            f"the query has {operators:,} operators and patterns; at most {limits.operators} are answered "
            "(a VALUES block takes any number of values)"
        )


def _readings(text: str) -> Iterator[str]:
    """What of the text may be more than a name or a string; the whole, too, where that hangs on a doubtful `<`."""
    is_doubtful = False
    parts, end = [], 0
    for token in _TOKEN.finditer(text):
        doubtful = token["doubtful"]
        is_doubtful |= doubtful is not None and bool({"'", "#"} & set(doubtful))
        parts += [text[end : token.start()], _visible(token)]
        end = token.end()
    yield "".join([*parts, text[end:]])
    if is_doubtful:
        yield text


def _visible(token: re.Match[str]) -> str:
    """What a token may be besides itself: a keyword glued to a prefix, or an expression between `<` and `>`."""
    if token["word"] is not None:  # matched as a whole: to look for its colon from each letter takes the square of them
        return token["word"]
    if token["prefix"] is not None:
        return f"{token['prefix']}: "
    written = token["iri"] or token["doubtful"] or ""
    inside = _HARMLESS.sub("", token["doubtful"] or "")
    return f"{'?' if token['variable'] else ' '}{'<file:' if written.lower().startswith('<file:') else inside} "


def _unescaped(sparql: str) -> str:
    """The query as its parser reads it: an escape may stand for any character."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16) % 0x110000), sparql)
