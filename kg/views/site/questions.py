"""Writes a page for each named question: its answer on this graph, its query with the values in place, its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from kg import resources
from kg.answers import Answers, plain
from kg.answers import write as write_answers
from kg.errors import QueryError
from kg.model import Query, Value
from kg.queries import samples
from kg.views.site import sparql
from kg.views.site.cells import Cell, Linker
from kg.views.site.names import Names
from kg.views.site.shell import NAVIGATION, Shell, Step
from kg.views.site.wording import both, say

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["SHOWN", "Asked", "write"]

#: How many rows of an answer a page shows.
SHOWN: Final = 200
#: How many studies a corpus may have for its questions to be asked while the site is built: some take time that grows
#: with the square of the studies, and a sub-graph grows fastest of all.
MOST_STUDIES: Final = 2_000
MOST_FOR_GRAPHS: Final = 1_000
_LONGEST = 600
_NAME = re.compile(r"`([^`<>]+)`")
_STATIC = ("question.css", "question.js")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values it was asked with, and its answers, or `None` where it was not asked.

    `rows` are those that the page shows.
    """

    question: Query
    terms: Mapping[str, Value]
    answers: Answers | None
    rows: Sequence[Sequence[Cell]] = ()
    reason: str | Markup = ""

    @property
    def page(self) -> str:
        """Its page from the root of the site."""
        return f"questions/{self.question.name}.html"

    @property
    def sheet(self) -> str:
        """Its table from the root of the site."""
        return f"questions/{self.question.name}.csv"

    @property
    def total(self) -> int:
        """How many rows the answer has."""
        return 0 if self.answers is None else len(self.answers)

    @property
    def denominators(self) -> list[tuple[Markup, int]]:
        """What the answer is counted over, in all languages, with its number."""
        if self.answers is None:
            return []
        counted = zip(self.question.denominators, self.answers.denominators, strict=True)
        return [(_denominator(name), count) for name, (_, count) in counted]


def write(graph: KnowledgeGraph, shell: Shell) -> None:
    """Write the pages of all questions, their tables, and the list that leads to them."""
    found = list(_asked(graph, shell.facts.studies))
    for asked in found:
        if asked.answers:
            shell.put(asked.sheet, write_answers(asked.answers, "csv"))
        _write_page(shell, asked)
    for name in _STATIC:
        shell.put(f"static/{name}", resources.text(resources.static(name)))
    shell.write(
        NAVIGATION["questions"],
        "questions.html",
        part="questions",
        heading=say("questions.title"),
        asked=found,
        prose=_prose,
    )


def _asked(graph: KnowledgeGraph, studies: int) -> Iterator[Asked]:
    """Ask each question that a corpus of so many studies answers soon."""
    linker = Linker(graph.store, Names(graph.store)) if studies <= MOST_STUDIES else None
    for question in graph.questions():
        most = MOST_FOR_GRAPHS if question.constructs else MOST_STUDIES
        if linker and studies <= most:
            yield _ask(graph, question, linker)
        else:
            yield Asked(question, _defaults(question), None, reason=say("questions.left_out", n=most))


def _ask(graph: KnowledgeGraph, question: Query, linker: Linker) -> Asked:
    """Ask a question with its defaults; a parameter without one gets a value that the graph holds."""
    terms = _defaults(question) | samples(graph.store, question)
    try:
        answers = graph.ask(question.name, **terms)
    except QueryError:  # the graph holds no such value
        return Asked(question, terms, None, reason=say("questions.no_sample"))
    rows = [linker.row(answers.columns, row) for row in answers.rows[:SHOWN]]
    return Asked(question, terms, answers, rows)


def _defaults(question: Query) -> dict[str, Value]:
    return {parameter.name: parameter.default for parameter in question.parameters}


def _write_page(shell: Shell, asked: Asked) -> None:
    question = asked.question
    shell.write(
        asked.page,
        "question.html",
        part="questions",
        heading=both(question.title),
        tab=question.title[shell.language],
        trail=(Step(NAVIGATION["questions"], say("nav.questions")),),
        asked=asked,
        question=question,
        columns=[both(names) for names in question.columns.values()],
        query=_shown(sparql.pieces(question, asked.terms)),
        command=_shown(sparql.command(question, asked.terms)),
        plain=plain,
        prose=_prose,
        shortened=_shortened,
        shown=SHOWN,
    )


def _shown(pieces: Iterable[sparql.Piece]) -> Markup:
    return Markup().join(_piece(piece) for piece in pieces)


def _piece(piece: sparql.Piece) -> Markup:
    if not piece.name:
        return escape(piece.text)
    return Markup('<span data-parameter="{}">{}</span>').format(piece.name, piece.text)


def _prose(texts: Mapping[str, str]) -> Markup:
    """A text in all languages, in which names of the command line stand between backticks."""
    return Markup(_NAME.sub(r"<code>\1</code>", str(both(texts))))  # noqa: S704 - escaped by `both`


def _shortened(text: Markup | str) -> Markup | str:
    """A cell's text, whose end the table to download has; what is marked up is a name, and short."""
    return text if isinstance(text, Markup) or len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _denominator(name: str) -> Markup:
    return both(resources.header(resources.text(resources.ontology(f"counts/{name}.rq")))["title"])
