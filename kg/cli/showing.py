"""Makes pages and papers for people: `view`, `site`, `report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import console, reports
from kg.cli.opening import called, copied
from kg.cli.options import At, DirOrStore, Language, Output, Quiet
from kg.cli.printing import out, progress_of, refusals
from kg.errors import InputError
from kg.views import network, site, texts

__all__ = ["SITE", "make_site", "report", "view"]

#: Where the site of a graph lies in its folder.
SITE = "site"


def view(
    folder: DirOrStore,
    output: Output = None,
    title: Annotated[str | None, typer.Option("--title", "-t", help="The heading of the page.")] = None,
    language: Annotated[Language, typer.Option("--language", "-l", help="The page's language.")] = Language.EN,
    store: At = None,
    quiet: Quiet = False,
) -> None:
    """Draw the graph as one HTML page that opens offline."""
    with refusals():
        target = output or _inside(folder, "view.html")
        with copied(folder, store) as graph:
            network.write(texts.drawable(graph), target, title=title or called(folder, store), language=language)
    if not quiet:
        out.print(console.told(f"Open {target} in a browser."))


def make_site(
    folder: DirOrStore,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write; without it, DIR/site.", metavar="SITE"),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", "-t", help="The heading of the site.")] = None,
    language: Annotated[
        Language, typer.Option("--language", "-l", help="The language in which it opens.")
    ] = Language.EN,
    store: At = None,
    quiet: Quiet = False,
) -> None:
    """Write the explorer: pages for every case, theme and study that open offline."""
    with refusals():
        target = output or _inside(folder, SITE)
        with copied(folder, store) as graph:
            name = title or called(folder, store)
            site.write(graph, target, title=name, language=language, progress=progress_of(quiet))
    if not quiet:
        out.print(console.told(f"Open {target / 'index.html'} in a browser."))


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
    with refusals(), copied(folder, store) as graph:
        reports.write(graph, output, language=language, title=title)
    if not quiet:
        out.print(console.told(f"The brief is in {output}."))


def _inside(folder: Path | None, name: str) -> Path:
    """Where a page goes that is not said where to go."""
    if folder is None:
        raise InputError("a store has no folder to write into", advice="say where to write, with --output")
    return folder / name
