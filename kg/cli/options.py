"""What the commands take: the arguments and options that several of them share, and how they are read."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer

from kg.errors import InputError

__all__ = [
    "RDF_FORMS",
    "AnswerForm",
    "AnswersAs",
    "At",
    "Columns",
    "Compared",
    "Dir",
    "DirOrStore",
    "Elsewhere",
    "Json",
    "Language",
    "Output",
    "Paths",
    "Quiet",
    "ReadingForm",
    "Recursive",
    "Timeout",
    "WithCandidates",
    "columns",
    "pairs",
]


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

Dir = Annotated[Path, typer.Argument(help="A folder that `kg build` made.", metavar="DIR")]
DirOrStore = Annotated[
    Path | None, typer.Argument(help="A folder that `kg build` made; none with --store.", metavar="DIR")
]
At = Annotated[
    str | None,
    typer.Option("--store", help="Ask the store at this SPARQL endpoint, and no folder.", metavar="URL"),
]
#: Text and not `Path`, which would take one of the slashes of a URL.
Paths = Annotated[list[str], typer.Argument(help="Files, folders, quoted globs or URLs.", metavar="PATH...")]
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


class Elsewhere(typer.core.TyperCommand):
    """A command on a folder, DIR, which it does not take when it is given the address of a store."""

    def parse_args(self, ctx: object, args: list[str]) -> list[str]:
        """Read the arguments, without DIR where --store is among them."""
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


def pairs(given: Sequence[str], what: str) -> dict[str, str]:
    """Read `NAME=VALUE` arguments."""
    pairs = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign):
            raise InputError(f"{text!r} is not {what}", advice="write it as NAME=VALUE")
        pairs[name] = value
    return pairs


def columns(given: Sequence[str] | None) -> dict[str, str] | None:
    """Read which column of a table holds what, as `text=Abstract`."""
    return pairs(given, "a column") if given else None
