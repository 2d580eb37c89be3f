"""Brings a graph to others: `serve`, and `load` into another store."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from kg import console, remote
from kg.cli.options import Dir, Json, Quiet, Timeout
from kg.cli.printing import out, print_json, progress_of, refusals
from kg.graph import KnowledgeGraph

__all__ = ["load", "serve"]


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
    with refusals():
        server.serve(dataclasses.replace(told, bounds=bounds, hosts=hosts, origins=origins))


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
    with refusals(), KnowledgeGraph.open(folder) as graph:
        loaded = remote.load_into(graph.store, to, endpoint, again=again, progress=progress_of(quiet or as_json))
    if as_json:
        print_json(dataclasses.asdict(loaded))
    elif not quiet:
        out.print(console.told(str(loaded)))
