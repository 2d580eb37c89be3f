"""The named questions of `ontology/queries`: finds them by name, binds their parameters, and runs them."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import binding, iris, resources, triples
from kg.answers import Answers
from kg.errors import QueryError, ResourceError, UnknownQuestionError
from kg.model import Parameter, Query, Value
from kg.readable import Readable, Term
from kg.store import plain
from kg.vocabulary import XSD

__all__ = ["Asked", "answer_all", "construct", "ground", "load", "names", "prepare", "quads", "run", "samples"]

_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "decimal": re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?"),
    "boolean": re.compile("true|false"),
    "iri": re.compile(r"\S+"),
    # A lone surrogate is no character, and no store takes it.
    "string": re.compile("[^\ud800-\udfff]*"),
}
_LANGUAGES = ("en", "zh")
_CONSTRUCTS = re.compile("^CONSTRUCT", re.MULTILINE)


class Asked(Protocol):
    """What answers named questions: a graph that is open here, or workers that have it open."""

    def ask(self, question: str, **terms: Value) -> Answers:
        """Answer a question."""
        ...

    def samples(self, question: str) -> dict[str, Value]:
        """Return a value that the graph holds for each parameter of a question without a default."""
        ...


@functools.cache
def names() -> tuple[str, ...]:
    """Return the names of all questions, sorted."""
    return tuple(resources.queries("queries"))


@functools.cache
def load(name: str) -> Query:
    """Return the question of that name.

    Raises:
        UnknownQuestionError: with the nearest names, if there is none.
        ResourceError: if its header lacks something.

    """
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=3, cutoff=0.4) or names()
        raise UnknownQuestionError(f"no question is called {name!r}; there is {' and '.join(near)}")
    sparql = resources.queries("queries")[name]
    said = resources.header(sparql)
    try:
        return Query(
            name=name,
            title=said["title"],
            summary=said["summary"],
            sparql=sparql,
            columns=said["columns"],
            parameters=tuple(_parameter(key, about) for key, about in said.get("parameters", {}).items()),
            denominators=tuple(said.get("denominators", ())),
            empty=said["empty"],
            constructs=bool(_CONSTRUCTS.search(sparql)),
        )
    except (KeyError, TypeError) as error:
        raise ResourceError(f"the header of {name}.rq is not complete: {error}") from error


def prepare() -> None:
    """Read every file that an answer may need, so that none is opened later."""
    for name in names():
        load(name)
    for folder in ("counts", "samples"):
        resources.queries(folder)


def run(store: Readable, query: Query, **terms: Value) -> Answers:
    """Answer a question; `terms` are its parameters by name, as values or as text, and the `language` of the answer.

    A question that constructs gives its triples as rows of `subject`, `predicate` and `object`. The denominators are
    counts over the whole graph, each named in the language of the answer. Where there are no rows, the note says what
    that can mean.

    Raises:
        QueryError: if a parameter is unknown, missing, or not of its type.

    """
    language = str(terms.get("language") or _LANGUAGES[0])
    if language not in _LANGUAGES:
        raise QueryError(f"there are no answers in {language!r}; the languages are {' and '.join(_LANGUAGES)}")
    rows = _triples(store, query, terms) if query.constructs else _rows(store, query, {"language": language} | terms)
    return Answers(
        columns=tuple(query.columns),
        rows=rows,
        denominators=tuple(_denominator(store, name, language) for name in query.denominators),
        note="" if rows else query.empty[language],
    )


def construct(store: Readable, query: Query, **terms: Value) -> list[Triple]:
    """Return the triples that answer a question which constructs, each once and sorted as N-Triples.

    Raises:
        QueryError: if the question answers with rows, or a parameter is unknown, missing, or not of its type.

    """
    if not query.constructs:
        raise QueryError(f"{query.name} answers with rows, not with triples")
    return sorted(set(store.construct(query.sparql, _bound(query, terms))), key=str)


def ground(query: Query, **terms: Value) -> str:
    """Return the text of a question with its parameters in their places, for stores in which nothing can be bound.

    Raises:
        QueryError: if a parameter is unknown, missing, or not of its type.

    """
    return binding.written(query.sparql, _bound(query, terms))


def quads() -> Iterator[Quad]:
    """Give all questions as quads of their graph."""
    return triples.question_quads(map(load, names()))


def answer_all(asked: Asked, language: str = _LANGUAGES[0]) -> Iterator[tuple[Query, dict[str, Value], Answers]]:
    """Ask every question with its defaults, and give with each answer the parameters that were named.

    A parameter without a default gets a value that the graph holds. Where it holds none, there is no answer but a note
    that says what the question needs.
    """
    for question in map(load, names()):
        terms = asked.samples(question.name)
        try:
            answers = asked.ask(question.name, **terms, language=language)
        except QueryError as error:
            answers = Answers(tuple(question.columns), (), note=str(error))
        yield question, terms, answers


def samples(store: Readable, query: Query) -> dict[str, Value]:
    """Return a value that the graph holds for each parameter without a default; none where it holds no such value."""
    needed = (parameter.name for parameter in query.parameters if parameter.default is None)
    found = {name: store.query(resources.queries("samples")[name]).rows for name in needed}
    return {name: rows[0][0] for name, rows in found.items() if rows}


def _parameter(name: str, about: Mapping[str, Any]) -> Parameter:
    return Parameter(name=name, **{**about, "choices": tuple(about.get("choices", ()))})


def _rows(store: Readable, query: Query, terms: Mapping[str, Value]) -> tuple[tuple[Value, ...], ...]:
    answers = store.query(query.sparql, _bound(query, terms))
    shown = [answers.columns.index(column) for column in query.columns]
    return tuple(tuple(row[place] for place in shown) for row in answers.rows)


def _triples(store: Readable, query: Query, terms: Mapping[str, Value]) -> tuple[tuple[Value, ...], ...]:
    return tuple(tuple(map(plain, triple)) for triple in construct(store, query, **terms))


def _bound(query: Query, terms: Mapping[str, Value]) -> dict[str, Term]:
    """Return the terms of all parameters by the names of their variables."""
    known = {parameter.name: parameter for parameter in query.parameters}
    unknown = sorted(terms.keys() - known.keys() - {"language"})
    if unknown:
        near = ", ".join(known) or "none"
        raise QueryError(f"{query.name} has no parameter {unknown[0]!r}; its parameters are: {near}")
    return {known[name].variable: _term(query, known[name], terms.get(name)) for name in known}


def _term(query: Query, parameter: Parameter, given: Value) -> Term:
    value = parameter.default if given is None else given
    if value is None:
        raise QueryError(f"{query.name} needs {parameter.name}: {parameter.summary['en']}")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not _FORMS[parameter.type].fullmatch(text):
        raise QueryError(f"{parameter.name} is a parameter of type {parameter.type}; {text!r} is none")
    if parameter.choices and text not in parameter.choices:
        raise QueryError(f"{parameter.name} is one of {', '.join(parameter.choices)}; {text!r} is none")
    if parameter.type == "iri":
        return NamedNode(iris.check(text))
    return Literal(text, datatype=NamedNode(XSD + parameter.type))


def _denominator(store: Readable, name: str, language: str) -> tuple[str, int]:
    sparql = resources.queries("counts")[name]
    return resources.header(sparql)["title"][language], int(store.query(sparql).rows[0][0] or 0)
