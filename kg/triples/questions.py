"""The named questions as quads: SHACL executables that another tool can list, read about and run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Parameter, Query
from kg.triples.graphs import QUESTIONS
from kg.triples.terms import TYPE, Node, node, term, typed
from kg.vocabulary import DCTERMS, PREFIXES, RDFS, SH, XSD

__all__ = ["question_quads"]

_Triple = tuple[Node, Node, NamedNode | Literal]

_PREFIX = re.compile(r"^PREFIX (\w+):", re.MULTILINE)


def question_quads(questions: Iterable[Query]) -> Iterator[Quad]:
    """Give the questions as quads of `graph:questions`, and the prefixes that they use."""
    used: set[str] = set()
    for question in questions:
        used.update(_PREFIX.findall(question.sparql))
        for triple in _question(question):
            yield Quad(*triple, QUESTIONS)
    for prefix in sorted(used):
        for triple in _declared(prefix):
            yield Quad(*triple, QUESTIONS)


def _question(question: Query) -> Iterator[_Triple]:
    resource = node("question", question.name)
    kind, text = ("Construct", "construct") if question.constructs else ("Select", "select")
    yield resource, TYPE, term(SH, "SPARQLExecutable")
    yield resource, TYPE, term(SH, f"SPARQL{kind}Executable")
    yield resource, term(DCTERMS, "identifier"), Literal(question.name)
    yield from _said(resource, term(RDFS, "label"), question.title)
    yield from _said(resource, term(RDFS, "comment"), question.summary)
    yield resource, term(SH, "prefixes"), _prefixes()
    yield resource, term(SH, text), Literal(_without_header(question.sparql))
    for parameter in question.parameters:
        yield resource, term(SH, "parameter"), node("parameter", f"{question.name}-{parameter.name}")
        yield from _parameter(question, parameter)


def _parameter(question: Query, parameter: Parameter) -> Iterator[_Triple]:
    resource = node("parameter", f"{question.name}-{parameter.name}")
    yield resource, TYPE, term(SH, "Parameter")
    # SHACL names the variable of a parameter by the end of its path.
    yield resource, term(SH, "path"), node("parameter", parameter.variable)
    yield resource, term(SH, "name"), Literal(parameter.name)
    yield from _said(resource, term(SH, "description"), parameter.summary)
    if parameter.type == "iri":
        yield resource, term(SH, "nodeKind"), term(SH, "IRI")
    else:
        yield resource, term(SH, "datatype"), term(XSD, parameter.type)
    if parameter.default is not None:
        yield resource, term(SH, "optional"), typed("true", "boolean")
        yield resource, term(SH, "defaultValue"), typed(_lexical(parameter.default), parameter.type)


def _lexical(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(resource: Node, predicate: Node, texts: dict[str, str]) -> Iterator[_Triple]:
    for language, text in sorted(texts.items()):
        yield resource, predicate, Literal(text, language=language)


def _without_header(sparql: str) -> str:
    """The query alone: what its `#+` lines say stands in triples of its own."""
    return re.sub(r"\A(#\+[^\n]*\n)*\s*", "", sparql)


def _prefixes() -> Node:
    return node("question", "prefixes")


def _declared(prefix: str) -> Iterator[_Triple]:
    declaration = node("question", f"prefixes-{prefix}")
    yield _prefixes(), term(SH, "declare"), declaration
    yield declaration, term(SH, "prefix"), Literal(prefix)
    yield declaration, term(SH, "namespace"), typed(PREFIXES[prefix], "anyURI")
