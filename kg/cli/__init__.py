"""The command line: one verb a function, in modules by subject; it only translates."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version as package_version
from typing import Annotated

import typer

from kg import console
from kg.cli import asking, building, comparing, reviewing, serving, showing
from kg.cli.options import Elsewhere
from kg.cli.printing import REFUSED, err, out

__all__ = ["app", "run"]

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


# In the order of the help.
app.command()(building.build)
app.command()(building.merge)
app.command(cls=Elsewhere)(asking.verify)
app.command(cls=Elsewhere)(asking.query)
app.command(cls=Elsewhere)(asking.ask)
app.command(cls=Elsewhere)(asking.export)
app.command()(serving.serve)
app.command()(serving.load)
app.command(cls=Elsewhere)(showing.view)
app.command("site", cls=Elsewhere)(showing.make_site)
app.command(cls=Elsewhere)(comparing.analyse)
app.command(cls=Elsewhere)(comparing.matrix)
app.command(cls=Elsewhere)(comparing.gaps)
app.command(cls=Elsewhere)(showing.report)
app.command()(building.extract)
app.command()(building.annotate)
app.command()(reviewing.evaluate)
review.command()(reviewing.diff)
app.add_typer(review, name="review")


def run() -> None:
    """Run the command line; where the terminal, or what stands in its place, takes no more, say so and end."""
    try:
        app()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what is still to be written
        err.print(console.told(f"kg: the output cannot be written: {error.strerror or error}"))
        sys.exit(REFUSED)
