"""Builds graphs and reads abstracts: `build`, `merge`, `extract`, `annotate`."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kg import console, evaluation, files, loaders, partwise, pipeline
from kg.cli.options import Columns, Json, Output, Paths, Quiet, ReadingForm, Recursive, columns
from kg.cli.printing import out, print_json, progress_of, refusals, report_rejected
from kg.cli.showing import SITE
from kg.extraction import certainty
from kg.graph import KnowledgeGraph
from kg.progress import Progress
from kg.views import site

__all__ = ["annotate", "build", "extract", "merge"]

WithSite = Annotated[
    bool, typer.Option("--site/--no-site", help="Also leave a site in DIR/site that opens in a browser.")
]


def build(
    paths: Paths,
    output: Annotated[str, typer.Option("--output", "-o", help="The folder of the graph, or of parts.", metavar="DIR")],
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
    in_parts: Annotated[bool, typer.Option("--parts", help="Write parts, for `kg merge`, and no site.")] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Have the workers of a Dask scheduler write parts into DIR.", metavar="tcp://HOST:PORT"),
    ] = None,
    with_site: WithSite = True,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Build the graph of the abstracts in PATH... into a folder, with a site that shows it.

    What an earlier build into DIR has read is read again only where an abstract, its reader or the ontology has
    changed; one that was stopped goes on where it was.
    """
    progress = progress_of(quiet or as_json)
    with refusals():
        is_apart = in_parts or scheduler is not None
        in_folder = partial(pipeline.build, out=Path(output))
        made = partial(partwise.build, out=output, scheduler=scheduler) if is_apart else in_folder
        summary = made(
            paths,
            columns=columns(column),
            recursive=recursive,
            min_confidence=min_confidence,
            longest=longest,
            jobs=jobs,
            progress=progress,
        )
        if with_site and not is_apart:
            _write_site(Path(output), progress)
    _report(summary, quiet, as_json)


def merge(
    parts: Annotated[list[str], typer.Argument(help="Folders or URLs of parts.", metavar="PARTS...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder of the graph.", metavar="DIR")],
    with_site: WithSite = True,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Put the parts that `kg build --parts` or `--scheduler` wrote together to the graph of all their abstracts."""
    progress = progress_of(quiet or as_json)
    with refusals():
        summary = partwise.merge(parts, output, progress=progress)
        if with_site:
            _write_site(output, progress)
    _report(summary, quiet, as_json)


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
    with refusals():
        taken = pipeline.read(paths, columns=columns(column), recursive=recursive)
        work = progress_of(quiet or output is None)(taken.taken, "Reading abstracts")
        lines = (
            json.dumps(evaluation.record(reading), ensure_ascii=False) + "\n" for reading in pipeline.extract(work)
        )
        if output is None:
            for line in lines:
                sys.stdout.write(line)
        else:
            files.write_text(output, "".join(lines))
    report_rejected(taken.rejected)


def annotate(
    paths: Paths,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the files.", metavar="DIR")],
    recursive: Recursive = False,
    column: Columns = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write each abstract as XML with inline marks, for a person to correct."""
    with refusals():
        taken = pipeline.read(paths, columns=columns(column), recursive=recursive)
        count, rejected = pipeline.annotate(taken.taken, output, overwrite=overwrite, progress=progress_of(quiet))
    if not quiet:
        said = f"{count} files in {output}. Correct the marks in any editor; `kg build {output}` reads them,"
        out.print(console.told(said))
        out.print(console.told(f"`kg review diff {output}` tells what you changed."))
    report_rejected([*taken.rejected, *rejected])


def _write_site(folder: Path, progress: Progress) -> None:
    with KnowledgeGraph.open(folder) as graph:
        site.write(graph, folder / SITE, title=folder.resolve().name, progress=progress)


def _report(summary: pipeline.Summary, quiet: bool, as_json: bool) -> None:
    if as_json:
        print_json(dataclasses.asdict(summary) | {"rejected": [str(r) for r in summary.rejected]})
    elif not quiet:
        out.print(console.summary(summary))
    report_rejected(summary.rejected)
