"""The command line: one verb a function; it only translates."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Annotated, TypeVar, cast

import typer
from rich.console import Console
from rich.progress import Progress

from kg import answers as forms
from kg import comparison, console, evaluation, exports, files, loaders, pipeline, queries, remote, reports, worker
from kg.analysis import Grouped, Measure, Measured, Unit
from kg.answers import Answers
from kg.comparison.comparing import Of
from kg.errors import InputError, KgError
from kg.extraction import certainty
from kg.graph import KnowledgeGraph
from kg.model import Query, Rejection, Value
from kg.views import evaluation as evaluation_page
from kg.views import gaps as gaps_page
from kg.views import matrix as matrix_page
from kg.views import network, site, texts
from kg.vocabulary import Status
from kg.worker import Bounds
from kg.workers import Workers

__all__ = ["app"]

#: Exit codes, as the README documents them.
FOUND_WRONG = 1
REFUSED = 2
PARTLY = 3

#: Where the site of a graph lies in its folder.
_SITE = "site"

T = TypeVar("T")
app = typer.Typer(
    name="kg",
    help="Turn abstracts of policy case studies into a knowledge graph that proves itself.",
    epilog="Exit codes: 0 done; 1 a check found something wrong, or a review is orphaned; 2 refused, nothing written; "
    "3 done, but some records were refused.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
review = typer.Typer(help="See what reviewers changed.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(review, name="review")
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Language(StrEnum):
    """The languages of labels and summaries."""

    EN = "en"
    ZH = "zh"


class ReadingForm(StrEnum):
    """How `extract` writes what was read."""

    JSONL = "jsonl"


class AnswerForm(StrEnum):
    """How `query` and `ask` write answers; those that construct triples can be written as RDF too."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    MARKDOWN = "markdown"
    TTL = "ttl"
    NT = "nt"


#: The forms that hold triples rather than rows.
RDF_FORMS = frozenset({AnswerForm.TTL, AnswerForm.NT})
#: What writes a network, by the ending of its file.
NETWORKS = {".gexf": exports.gexf, ".graphml": exports.graphml}


Dir = Annotated[Path, typer.Argument(help="A folder that `kg build` made.", metavar="DIR")]
DirOrStore = Annotated[
    Path | None, typer.Argument(help="A folder that `kg build` made; none with --store.", metavar="DIR")
]
At = Annotated[
    str | None,
    typer.Option("--store", help="Ask the store at this SPARQL endpoint, and no folder.", metavar="URL"),
]
Paths = Annotated[list[Path], typer.Argument(help="Files, folders or quoted globs.", metavar="PATH...")]
Timeout = Annotated[
    float, typer.Option("--timeout", min=0.1, help="Seconds after which a query is stopped.", metavar="SECONDS")
]
AnswersAs = Annotated[AnswerForm, typer.Option("--format", "-f", help="How to write the answers.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to the terminal.")]
Compared = Annotated[
    Path, typer.Option("--output", "-o", help="The file to write: .html, .csv, .md or .xlsx.", metavar="FILE")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Recursive = Annotated[bool, typer.Option("--recursive", "-r", help="Read subfolders too.")]
WithCandidates = Annotated[
    bool, typer.Option("--with-candidates", help="Also see what was read with too little confidence to count.")
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", "-c", help="Which column of a table holds what, as text=Abstract.", metavar="FIELD=NAME"),
]


class _Elsewhere(typer.core.TyperCommand):
    """A command on a folder, DIR, which it does not take when it is given the address of a store."""

    def parse_args(self, ctx: object, args: list[str]) -> list[str]:
        context, every = cast(typer.Context, ctx), self.params
        options = itertools.takewhile(lambda arg: arg != "--", args)
        if not any(arg.partition("=")[0] == "--store" for arg in options):
            return super().parse_args(context, args)
        self.params = [one for one in every if one.name != "folder"]
        try:
            rest = super().parse_args(context, args)
        finally:
            self.params = every
        context.params["folder"] = None
        return rest


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"kg {package_version('smart-policing-kg')}")
        raise typer.Exit


@app.callback()
def main(
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turn abstracts of policy case studies into a knowledge graph that proves itself."""


@app.command()
def build(
    paths: Paths,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder of the graph.", metavar="DIR")],
    recursive: Recursive = False,
    column: Columns = None,
    min_confidence: Annotated[
        float, typer.Option(help="What was read with less is a candidate, and kept apart.", min=0, max=1)
    ] = certainty.LEAST,
    longest: Annotated[
        int, typer.Option(help="The longest abstract that is taken, in characters.", min=1, metavar="N")
    ] = loaders.LONGEST,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", help="So many processes read abstracts; one for each core.", min=1)
    ] = os.cpu_count() or 1,
    with_site: Annotated[
        bool, typer.Option("--site/--no-site", help="Also leave a site in DIR/site that opens in a browser.")
    ] = True,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Build the graph of the abstracts in PATH... into a folder, with a site that shows it."""
    with _refusals():
        summary = pipeline.build(
            paths,
            output,
            columns=_columns(column),
            recursive=recursive,
            min_confidence=min_confidence,
            longest=longest,
            jobs=jobs,
            progress=_progress(quiet or as_json),
        )
        if with_site:
            _write_site(output, output / _SITE, progress=_progress(quiet or as_json))
    if as_json:
        _print_json(dataclasses.asdict(summary) | {"rejected": [str(r) for r in summary.rejected]})
    elif not quiet:
        out.print(console.summary(summary))
    _report_rejected(summary.rejected)


@app.command(cls=_Elsewhere)
def verify(folder: DirOrStore, store: At = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Check every statement against its words, and the graph against its shapes."""
    with _refusals(), _opened(folder, store) as graph:
        report = graph.verify()
    if as_json:
        _print_json(dataclasses.asdict(report) | {"conforms": report.conforms})
    elif not quiet:
        out.print(console.report(report))
    if not report.conforms:
        raise typer.Exit(FOUND_WRONG)


@app.command(cls=_Elsewhere)
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
    with _refusals(), _asked(folder, store, with_candidates, timeout) as graph:
        asked = _sparql_text(sparql)
        if form in RDF_FORMS:
            _write_bytes(graph.construct(asked, form), output)
        else:
            _write_answers(graph.query(asked), form, output)


@app.command(cls=_Elsewhere)
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
    with _refusals():
        if every:
            with _asked(folder, store, with_candidates, timeout) as graph:
                _ask_all(graph, [question, *(terms or [])], form, language, output)
            return
        if question is None:
            out.print(console.questions(map(queries.load, queries.names()), language))
            return
        given = {"language": language.value} | _pairs(terms or [], "a parameter")
        with _asked(folder, store, with_candidates, timeout) as graph:
            if form in RDF_FORMS:
                _write_bytes(graph.subgraph(question, form, **given), output)
                return
            answers = graph.ask(question, **given)
        if form is AnswerForm.TABLE and output is None:
            out.print(console.told(queries.load(question).title[language], style="bold"))
        _write_answers(answers, form, output)


@app.command()
def export(
    folder: Dir,
    form: Annotated[exports.Format, typer.Option("--format", "-f", help="The format to write.")] = exports.Format.TTL,
    output: Output = None,
    with_candidates: WithCandidates = False,
) -> None:
    """Write the whole graph as Turtle, N-Triples, N-Quads, TriG, JSON-LD, GraphML or GEXF."""
    with _refusals(), KnowledgeGraph.open(folder, with_candidates=with_candidates) as graph:
        _write_bytes(graph.export(form), output)


@app.command()
def serve(
    folder: Dir,
    port: Annotated[int, typer.Option("--port", "-p", help="The port to listen at.", min=0, max=65535)] = 8000,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at; others than this machine need another one.")
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="Also answer under this name, such as kg.example.org.", metavar="NAME"),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            "--cors", help="Let the pages of this site ask, such as https://a.example, or *.", metavar="ORIGIN"
        ),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", help="How many queries run at a time.", min=1)] = 2,
    timeout: Timeout = 30,
    log_queries: Annotated[bool, typer.Option("--log-queries", help="Write queries into the log, too.")] = False,
) -> None:
    """Serve the graph on the web, for reading only: SPARQL, questions, resources, and the explorer's pages."""
    from kg import server  # noqa: PLC0415 - slow to load, and for no other command

    told = server.Settings(folder, host=host, port=port, workers=workers, log_queries=log_queries)
    bounds = dataclasses.replace(told.bounds, seconds=timeout)
    hosts, origins = (*told.hosts, *(allow_host or ())), tuple(cors or ())
    with _refusals():
        server.serve(dataclasses.replace(told, bounds=bounds, hosts=hosts, origins=origins))


@app.command()
def load(
    folder: Dir,
    to: Annotated[str, typer.Option("--to", help="The store's address for graphs (docs/stores.md).", metavar="URL")],
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", help="Its address for queries, where --to does not tell it.", metavar="URL"),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Send what is there already, too.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Send the graph to another store: what has changed since the last time, and nothing else."""
    with _refusals(), KnowledgeGraph.open(folder) as graph:
        loaded = remote.load_into(graph.store, to, endpoint, again=again, progress=_progress(quiet or as_json))
    if as_json:
        _print_json(dataclasses.asdict(loaded))
    elif not quiet:
        out.print(console.told(str(loaded)))


@app.command()
def view(
    folder: Dir,
    output: Output = None,
    title: Annotated[str | None, typer.Option("--title", "-t", help="The heading of the page.")] = None,
    language: Annotated[Language, typer.Option("--language", "-l", help="The page's language.")] = Language.EN,
    quiet: Quiet = False,
) -> None:
    """Draw the graph as one HTML page that opens offline."""
    target = output or folder / "view.html"
    with _refusals(), KnowledgeGraph.open(folder) as graph:
        network.write(texts.drawable(graph), target, title=title or folder.resolve().name, language=language)
    if not quiet:
        out.print(console.told(f"Open {target} in a browser."))


@app.command("site")
def make_site(
    folder: Dir,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write; without it, DIR/site.", metavar="SITE"),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", "-t", help="The heading of the site.")] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="The language in which it opens.")
    ] = Language.EN,
    quiet: Quiet = False,
) -> None:
    """Write the explorer: pages for every case, theme and study that open offline."""
    target = output or folder / _SITE
    with _refusals():
        _write_site(folder, target, title=title, language=language, progress=_progress(quiet))
    if not quiet:
        out.print(console.told(f"Open {target / 'index.html'} in a browser."))


@app.command()
def analyse(
    folder: Dir,
    measure: Annotated[Measure, typer.Argument(help="What to measure.")],
    case: Annotated[
        str | None, typer.Option("--case", help="Compare this one case with all (similarity): its name or IRI.")
    ] = None,
    role: Annotated[str, typer.Option("--role", help="problem, cause, countermeasure or achievement.")] = "problem",
    other_role: Annotated[
        str | None, typer.Option("--other-role", help="Look for the other theme in this role (cooccurrence).")
    ] = None,
    of: Annotated[Grouped, typer.Option("--of", help="What to group (communities).")] = Grouped.THEMES,
    unit: Annotated[
        Unit | None, typer.Option("--unit", help="What is counted: cases, or studies with what is said of no case.")
    ] = None,
    least: Annotated[
        float | None, typer.Option("--least", help="The least Jaccard index, or number of studies or cases.", min=0)
    ] = None,
    top: Annotated[int | None, typer.Option("--top", help="Show so many at the most.", min=1)] = None,
    form: AnswersAs = AnswerForm.TABLE,
    language: Annotated[Language, typer.Option("--language", "-l", help="The language of the answer.")] = Language.EN,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write here; a name in .graphml or .gexf gets the network, for Gephi."),
    ] = None,
) -> None:
    """Measure how alike cases are, which themes stand together, which form groups, and which lie between others."""
    with _refusals():
        wanted = Measured(measure, role, unit, case, other_role, of, least, top)
        with KnowledgeGraph.open(folder) as graph:
            written = NETWORKS.get(output.suffix.lower()) if output is not None else None
            if written is not None:
                _write_bytes(written(wanted.network(graph)), output)
            elif form in RDF_FORMS:
                raise InputError(f"a measure cannot be written as {form}", advice="choose table, csv, json or markdown")
            else:
                _write_answers(wanted.answers(graph, language), form, output, silent="")


@app.command(cls=_Elsewhere)
def matrix(
    folder: DirOrStore,
    output: Compared,
    of: Annotated[Of, typer.Option(help="Compare the cases by themes, or by kinds of statement.")] = Of.THEMES,
    role: Annotated[
        str | None,
        typer.Option("--role", "-r", help="Only problem, cause, countermeasure or achievement.", metavar="ROLE"),
    ] = None,
    facet: Annotated[
        str | None, typer.Option(help="Only the themes of this facet, or this theme; by notation or name.")
    ] = None,
    status: Annotated[
        Status | None, typer.Option(help="Only studies that a person checked, or only those read by machine.")
    ] = None,
    min_cases: Annotated[
        int, typer.Option(help="Only what at least so many examined cases report.", min=0, metavar="N")
    ] = 0,
    comparators: Annotated[
        bool, typer.Option("--comparators/--examined-only", help="With or without cases that are only compared with.")
    ] = True,
    transpose: Annotated[bool, typer.Option("--transpose", help="Themes or kinds down the side.")] = False,
    language: Annotated[Language, typer.Option("--language", "-l", help="The language of the matrix.")] = Language.EN,
    store: At = None,
    with_candidates: WithCandidates = False,
    quiet: Quiet = False,
) -> None:
    """Compare the cases: each cell says what is reported, and opens the words it rests on."""
    with _refusals(), _opened(folder, store, with_candidates) as graph:
        made = comparison.matrix(
            graph,
            of=of,
            role=role,
            facet=facet,
            status=status,
            min_cases=min_cases,
            comparators=comparators,
            transposed=transpose,
            language=language,
        )
        if output.suffix == ".html":
            matrix_page.write(made, output, source=_called(folder, store))
        _report_written([output] if output.suffix == ".html" else comparison.write(made, output), quiet)


@app.command(cls=_Elsewhere)
def gaps(
    folder: DirOrStore,
    output: Compared,
    language: Annotated[Language, typer.Option("--language", "-l", help="The language of the map.")] = Language.EN,
    store: At = None,
    with_candidates: WithCandidates = False,
    quiet: Quiet = False,
) -> None:
    """Map what is a problem in how many cases, and on what its studies propose nothing."""
    with _refusals(), _opened(folder, store, with_candidates) as graph:
        made = comparison.gap_map(graph, language=language)
        if output.suffix == ".html":
            gaps_page.write(made, output, source=_called(folder, store))
        _report_written([output] if output.suffix == ".html" else comparison.write(made, output), quiet)


@app.command(cls=_Elsewhere)
def report(
    folder: DirOrStore,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="The file to write: .md, .docx or .html.", metavar="FILE"),
    ],
    title: Annotated[str | None, typer.Option("--title", "-t", help="The heading of the brief.")] = None,
    language: Annotated[Language, typer.Option("--language", "-l", help="The language of the brief.")] = Language.EN,
    store: At = None,
    quiet: Quiet = False,
) -> None:
    """Write a brief of two pages, in which every number names the question that recomputes it."""
    with _refusals(), _opened(folder, store) as graph:
        reports.write(graph, output, language=language, title=title)
    if not quiet:
        out.print(console.told(f"The brief is in {output}."))


@app.command()
def extract(
    paths: Paths,
    form: Annotated[  # noqa: ARG001 - one format so far; the option is the promise that others may follow
        ReadingForm, typer.Option("--format", "-f", help="How to write what was read: one abstract a line.")
    ] = ReadingForm.JSONL,
    recursive: Recursive = False,
    column: Columns = None,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Print what is read in each abstract, one JSON object a line."""
    with _refusals():
        taken = pipeline.read(paths, columns=_columns(column), recursive=recursive)
        work = _progress(quiet or output is None)(taken.taken, "Reading abstracts")
        lines = (
            json.dumps(evaluation.record(reading), ensure_ascii=False) + "\n" for reading in pipeline.extract(work)
        )
        if output is None:
            for line in lines:
                sys.stdout.write(line)
        else:
            files.write_text(output, "".join(lines))
    _report_rejected(taken.rejected)


@app.command()
def annotate(
    paths: Paths,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the files.", metavar="DIR")],
    recursive: Recursive = False,
    column: Columns = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write each abstract as XML with inline marks, for a person to correct."""
    with _refusals():
        taken = pipeline.read(paths, columns=_columns(column), recursive=recursive)
        count, rejected = pipeline.annotate(taken.taken, output, overwrite=overwrite, progress=_progress(quiet))
    if not quiet:
        said = f"{count} files in {output}. Correct the marks in any editor; `kg build {output}` reads them,"
        out.print(console.told(said))
        out.print(console.told(f"`kg review diff {output}` tells what you changed."))
    _report_rejected([*taken.rejected, *rejected])


@app.command()
def evaluate(
    gold: Paths,
    predicted: Annotated[
        Path | None, typer.Option("--predicted", "-p", help="Score this JSON Lines file of `kg extract` instead.")
    ] = None,
    errors: Annotated[int, typer.Option("--errors", "-e", help="List up to so many errors.", min=0)] = 0,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write a page that shows every mark in its text.", metavar="FILE")
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score what is extracted against annotated abstracts."""
    with _refusals():
        taken = pipeline.read(gold)
        gold_readings = pipeline.reviewed(taken)
        found = (
            pipeline.read_again(gold_readings, progress=_progress(quiet or as_json))
            if predicted is None
            else evaluation.read_records(predicted)
        )
        scores = pipeline.evaluate_gold(gold_readings, found)
        if html is not None:
            evaluation_page.write(gold_readings, found, scores, html)
    if as_json:
        _print_json(dataclasses.asdict(scores))
    else:
        out.print(console.scores(scores))
        for error in scores.errors[:errors]:
            out.print(console.told(str(error)))
        if html is not None and not quiet:
            out.print(console.told(f"Open {html} in a browser."))
    _report_rejected(taken.rejected)


@review.command()
def diff(
    reviews: Annotated[list[Path], typer.Argument(help="Reviewed files, folders or globs.", metavar="REVIEW...")],
    raw: Annotated[
        list[Path] | None,
        typer.Option("--raw", help="Also compare each text with its raw record in here.", metavar="PATH"),
    ] = None,
    recursive: Recursive = False,
    column: Columns = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Tell what a person changed in each reviewed file, and which reviews are orphaned."""
    with _refusals():
        compared, rejected = pipeline.compare_reviews(
            reviews,
            raw or (),
            columns=_columns(column),
            recursive=recursive,
            progress=_progress(quiet or as_json),
        )
    if as_json:
        listed = [dataclasses.asdict(one) | {"unchanged": one.is_unchanged} for one in compared]
        total = dataclasses.asdict(evaluation.total(compared))
        _print_json({"files": listed, "total": total, "rejected": [str(r) for r in rejected]})
    elif not quiet:
        out.print(console.reviews(compared))
    orphaned = [f"orphaned: {one.path}: {one.orphaned}" for one in compared if one.orphaned]
    if quiet and not as_json:
        for line in orphaned:
            err.print(console.told(line))
    _report_rejected(rejected, is_wrong=bool(orphaned))


# -- How things are shown ---------------------------------------------------------------------------------------------


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what the package refuses into one line and an exit code."""
    try:
        yield
    except KgError as error:
        err.print(console.told(f"kg: {error}"))
        raise typer.Exit(REFUSED) from None


def _report_written(paths: Sequence[Path], quiet: bool) -> None:
    if not quiet:
        out.print(console.told(f"Written: {', '.join(map(str, paths))}"))


def _report_rejected(rejected: Sequence[Rejection], *, is_wrong: bool = False) -> None:
    """Name each record that was not taken; the exit code tells when one was faulty, or something else was wrong."""
    for rejection in rejected:
        err.print(console.told(f"not taken: {rejection}"))
    if is_wrong:
        raise typer.Exit(FOUND_WRONG)
    if any(rejection.duplicate_of is None for rejection in rejected):
        raise typer.Exit(PARTLY)


def _write_site(
    folder: Path,
    target: Path,
    *,
    progress: pipeline.Progress,
    title: str | None = None,
    language: Language = Language.EN,
) -> None:
    with KnowledgeGraph.open(folder) as graph:
        site.write(graph, target, title=title or folder.resolve().name, language=language, progress=progress)


def _progress(quiet: bool) -> pipeline.Progress:
    def shown(work: Collection[T], title: str) -> Iterable[T]:
        with Progress(console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
            yield from bar.track(work, description=title)

    return shown


def _opened(folder: Path | None, store: str | None, with_candidates: bool = False) -> KnowledgeGraph:
    """Open a folder, or connect to a store elsewhere."""
    if folder is not None:
        return KnowledgeGraph.open(folder, with_candidates=with_candidates)
    return _connected(store, with_candidates, worker.BOUNDS.seconds)


def _connected(store: str | None, with_candidates: bool, timeout: float) -> KnowledgeGraph:
    if with_candidates:
        raise InputError("candidates are not in other stores", advice="ask the folder, without --store")
    return KnowledgeGraph.connect(store or "", seconds=timeout)


def _called(folder: Path | None, store: str | None) -> str:
    """What a graph is called on a page."""
    return (store or "").partition("?")[0] if folder is None else folder.resolve().name


def _asked(folder: Path | None, store: str | None, with_candidates: bool, timeout: float) -> Workers | KnowledgeGraph:
    """Open a graph in a process of its own, since no query can be stopped in this one; or connect to a store."""
    if folder is None:
        return _connected(store, with_candidates, timeout)
    return Workers(folder, with_candidates=with_candidates, bounds=Bounds(seconds=timeout))


def _pairs(given: Sequence[str], what: str) -> dict[str, str]:
    """Read `NAME=VALUE` arguments."""
    pairs = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise InputError(f"{text!r} is not {what}", advice="write it as NAME=VALUE")
        pairs[name] = value
    return pairs


def _columns(given: Sequence[str] | None) -> dict[str, str] | None:
    return _pairs(given, "a column") if given else None


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
    for asked, terms, answers in queries.answer_all(graph, language):
        if plain:
            written.append(forms.section(asked.title[language], _command(asked, terms), answers))
        else:
            out.print(console.section(asked.title[language], _command(asked, terms), answers))
    if plain:
        _write_text("\n".join(written), output)


def _command(asked: Query, terms: Mapping[str, Value]) -> str:
    """What asks the one question again."""
    return " ".join([asked.name, *(f"{name}={value}" for name, value in terms.items())])


def _write_text(content: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(console.shown(content) if sys.stdout.isatty() else content)
    else:
        files.write_text(output, content)


def _write_bytes(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        files.write_bytes(output, content)


def _write_answers(answers: Answers, form: AnswerForm, output: Path | None, *, silent: str = "not reported") -> None:
    if form is AnswerForm.TABLE and output is None:
        out.print(console.answers(answers, silent=silent))
    else:
        _write_text(forms.write(answers, "markdown" if form is AnswerForm.TABLE else form), output)


def _print_json(content: object) -> None:
    _write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", None)
