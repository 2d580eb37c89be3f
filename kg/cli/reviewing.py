"""Holds what was read against what people say: `evaluate`, `review diff`."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from kg import console, evaluation, pipeline
from kg.cli.options import Columns, Json, Paths, Quiet, Recursive, columns
from kg.cli.printing import err, out, print_json, progress_of, refusals, report_rejected
from kg.views import evaluation as evaluation_page

__all__ = ["diff", "evaluate"]


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
    with refusals():
        taken = pipeline.read(gold)
        gold_readings = pipeline.reviewed(taken)
        found = (
            pipeline.read_again(gold_readings, progress=progress_of(quiet or as_json))
            if predicted is None
            else evaluation.read_records(predicted)
        )
        scores = pipeline.evaluate_gold(gold_readings, found)
        if html is not None:
            evaluation_page.write(gold_readings, found, scores, html)
    if as_json:
        print_json(dataclasses.asdict(scores))
    else:
        out.print(console.scores(scores))
        for error in scores.errors[:errors]:
            out.print(console.told(str(error)))
        if html is not None and not quiet:
            out.print(console.told(f"Open {html} in a browser."))
    report_rejected(taken.rejected)


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
    with refusals():
        compared, rejected = pipeline.compare_reviews(
            reviews,
            raw or (),
            columns=columns(column),
            recursive=recursive,
            progress=progress_of(quiet or as_json),
        )
    if as_json:
        listed = [dataclasses.asdict(one) | {"unchanged": one.is_unchanged} for one in compared]
        total = dataclasses.asdict(evaluation.total(compared))
        print_json({"files": listed, "total": total, "rejected": [str(r) for r in rejected]})
    elif not quiet:
        out.print(console.reviews(compared))
    orphaned = [f"orphaned: {one.path}: {one.orphaned}" for one in compared if one.orphaned]
    if quiet and not as_json:
        for line in orphaned:
            err.print(console.told(line))
    report_rejected(rejected, is_wrong=bool(orphaned))
