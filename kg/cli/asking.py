"""Asks a graph, and takes it elsewhere: `query`, `ask`, `verify`, `export`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kg import answers as forms
from kg import console, exports, files, queries, worker
from kg.cli.opening import asked, copied, opened
from kg.cli.options import (
    RDF_FORMS,
    AnswerForm,
    AnswersAs,
    At,
    DirOrStore,
    Json,
    Language,
    Output,
    Quiet,
    Timeout,
    WithCandidates,
    pairs,
)
from kg.cli.printing import FOUND_WRONG, out, print_json, refusals, write_answers, write_bytes, write_text
from kg.errors import InputError
from kg.model import Query, Value

__all__ = ["ask", "export", "query", "verify"]


def verify(folder: DirOrStore, store: At = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Check every statement against its words, and the graph against its shapes."""
    with refusals(), opened(folder, store) as graph:
        report = graph.verify()
    if as_json:
        print_json(dataclasses.asdict(report) | {"conforms": report.conforms})
    elif not quiet:
        out.print(console.report(report))
    if not report.conforms:
        raise typer.Exit(FOUND_WRONG)


def query(
    folder: DirOrStore,
    sparql: Annotated[str, typer.Argument(help="SPARQL, a file that holds it, or - for standard input.")],
    store: At = None,
    form: AnswersAs = AnswerForm.TABLE,
    output: Output = None,
    with_candidates: WithCandidates = False,
    timeout: Timeout = worker.BOUNDS.seconds,
) -> None:
    """Ask the graph a question in SPARQL; `ttl` and `nt` are for CONSTRUCT and DESCRIBE."""
    with refusals(), asked(folder, store, with_candidates, timeout) as graph:
        text = _sparql_text(sparql)
        if form in RDF_FORMS:
            write_bytes(graph.construct(text, form), output)
        else:
            write_answers(graph.query(text), form, output)


def ask(
    folder: DirOrStore,
    question: Annotated[str | None, typer.Argument(help="The question's name; without one, they are listed.")] = None,
    terms: Annotated[
        list[str] | None, typer.Argument(help="The question's parameters, as min_cases=2.", metavar="NAME=VALUE...")
    ] = None,
    form: AnswersAs = AnswerForm.TABLE,
    language: Annotated[Language, typer.Option("--language", "-l", help="The language of the answer.")] = Language.EN,
    every: Annotated[bool, typer.Option("--all", "-a", help="Ask every question, each with its defaults.")] = False,
    store: At = None,
    output: Output = None,
    with_candidates: WithCandidates = False,
    timeout: Timeout = worker.BOUNDS.seconds,
) -> None:
    """Ask the graph a named question; `ttl` and `nt` are for questions that construct a sub-graph."""
    with refusals():
        if every:
            with asked(folder, store, with_candidates, timeout) as graph:
                _ask_all(graph, [question, *(terms or [])], form, language, output)
            return
        if question is None:
            out.print(console.questions(map(queries.load, queries.names()), language))
            return
        given = {"language": language.value} | pairs(terms or [], "a parameter")
        with asked(folder, store, with_candidates, timeout) as graph:
            if form in RDF_FORMS:
                write_bytes(graph.subgraph(question, form, **given), output)
                return
            answers = graph.ask(question, **given)
        if form is AnswerForm.TABLE and output is None:
            out.print(console.told(queries.load(question).title[language], style="bold"))
        write_answers(answers, form, output)


def export(
    folder: DirOrStore,
    form: Annotated[exports.Format, typer.Option("--format", "-f", help="The format to write.")] = exports.Format.TTL,
    store: At = None,
    output: Output = None,
    with_candidates: WithCandidates = False,
) -> None:
    """Write the whole graph as Turtle, N-Triples, N-Quads, TriG, JSON-LD, GraphML or GEXF."""
    with refusals(), copied(folder, store, with_candidates) as graph:
        write_bytes(graph.export(form), output)


def _sparql_text(given: str) -> str:
    """Return a query's text: what was given, the file of that name, or standard input."""
    if given == "-":
        return sys.stdin.read()
    if "{" not in given and Path(given).suffix in {".rq", ".sparql"}:
        return files.read_text(Path(given))
    return given


def _ask_all(
    graph: queries.Asked, named: Sequence[str | None], form: AnswerForm, language: Language, output: Path | None
) -> None:
    """Ask every question in turn, each answer under its title."""
    if any(named):
        raise InputError("--all asks every question", advice="leave out the question and its parameters")
    if form not in {AnswerForm.TABLE, AnswerForm.MARKDOWN}:
        raise InputError(f"--all cannot be written as {form}", advice="choose table or markdown")
    plain = form is AnswerForm.MARKDOWN or output is not None
    written = []
    for question, terms, answers in queries.answer_all(graph, language):
        if plain:
            written.append(forms.section(question.title[language], _command(question, terms), answers))
        else:
            out.print(console.section(question.title[language], _command(question, terms), answers))
    if plain:
        write_text("\n".join(written), output)


def _command(asked: Query, terms: Mapping[str, Value]) -> str:
    """What asks the one question again."""
    return " ".join([asked.name, *(f"{name}={value}" for name, value in terms.items())])
