"""Builds graphs and reads abstracts: `build`, `extract`, `annotate`."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg import console, evaluation, files, loaders, pipeline
from kg.cli.options import Columns, Json, Output, Paths, Quiet, ReadingForm, Recursive, columns
from kg.cli.printing import out, print_json, progress_of, refusals, report_rejected
from kg.cli.showing import SITE
from kg.extraction import certainty
from kg.graph import KnowledgeGraph
from kg.views import site

__all__ = ["annotate", "build", "extract"]


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
    with_site: Annotated[
        bool, typer.Option("--site/--no-site", help="Also leave a site in DIR/site that opens in a browser.")
    ] = True,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Build the graph of the abstracts in PATH... into a folder, with a site that shows it."""
    with refusals():
        summary = pipeline.build(
            paths,
            output,
            columns=columns(column),
            recursive=recursive,
            min_confidence=min_confidence,
            longest=longest,
            progress=progress_of(quiet or as_json),
        )
        if with_site:
            with KnowledgeGraph.open(output) as graph:
                progress, name = progress_of(quiet or as_json), output.resolve().name
                site.write(graph, output / SITE, title=name, progress=progress)
    if as_json:
        print_json(dataclasses.asdict(summary) | {"rejected": [str(r) for r in summary.rejected]})
    elif not quiet:
        out.print(console.summary(summary))
    report_rejected(summary.rejected)


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
