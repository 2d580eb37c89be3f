"""Measures and compares what the cases say: `analyse`, `matrix`, `gaps`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import comparison, exports
from kg.analysis import Grouped, Measure, Measured, Unit
from kg.cli.opening import called, copied, opened
from kg.cli.options import RDF_FORMS, AnswerForm, AnswersAs, At, Compared, DirOrStore, Language, Quiet, WithCandidates
from kg.cli.printing import refusals, report_written, write_answers, write_bytes
from kg.comparison.comparing import Of
from kg.errors import InputError
from kg.views import gaps as gaps_page
from kg.views import matrix as matrix_page
from kg.vocabulary import Status

__all__ = ["analyse", "gaps", "matrix"]

#: What writes a network, by the ending of its file.
NETWORKS = {".gexf": exports.gexf, ".graphml": exports.graphml}


def analyse(
    folder: DirOrStore,
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
    store: At = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write here; a name in .graphml or .gexf gets the network, for Gephi."),
    ] = None,
) -> None:
    """Measure how alike cases are, which themes stand together, which form groups, and which lie between others."""
    with refusals():
        wanted = Measured(measure, role, unit, case, other_role, of, least, top)
        with copied(folder, store) as graph:
            written = NETWORKS.get(output.suffix.lower()) if output is not None else None
            if written is not None:
                write_bytes(written(wanted.network(graph)), output)
            elif form in RDF_FORMS:
                raise InputError(f"a measure cannot be written as {form}", advice="choose table, csv, json or markdown")
            else:
                write_answers(wanted.answers(graph, language), form, output, silent="")


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
    with refusals(), opened(folder, store, with_candidates) as graph:
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
            matrix_page.write(made, output, source=called(folder, store))
        report_written([output] if output.suffix == ".html" else comparison.write(made, output), quiet)


def gaps(
    folder: DirOrStore,
    output: Compared,
    language: Annotated[Language, typer.Option("--language", "-l", help="The language of the map.")] = Language.EN,
    store: At = None,
    with_candidates: WithCandidates = False,
    quiet: Quiet = False,
) -> None:
    """Map what is a problem in how many cases, and on what its studies propose nothing."""
    with refusals(), opened(folder, store, with_candidates) as graph:
        made = comparison.gap_map(graph, language=language)
        if output.suffix == ".html":
            gaps_page.write(made, output, source=called(folder, store))
        report_written([output] if output.suffix == ".html" else comparison.write(made, output), quiet)
