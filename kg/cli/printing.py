"""How results, refusals and progress are shown, and with which exit code a command ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, ProgressColumn, Task
from rich.text import Text

from kg import answers as forms
from kg import console, files, progress
from kg.answers import Answers
from kg.cli.options import AnswerForm
from kg.errors import KgError
from kg.model import Rejection

__all__ = [
    "FOUND_WRONG",
    "REFUSED",
    "err",
    "out",
    "print_json",
    "progress_of",
    "refusals",
    "report_rejected",
    "report_written",
    "write_answers",
    "write_bytes",
    "write_text",
]

#: Exit codes, as the README documents them.
FOUND_WRONG, REFUSED, PARTLY = 1, 2, 3

T = TypeVar("T")
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the package refuses into one line and an exit code."""
    try:
        yield
    except KgError as error:
        err.print(console.told(f"kg: {error}"))
        raise typer.Exit(REFUSED) from None


def report_written(paths: Sequence[Path], quiet: bool) -> None:
    """Say which files are there now."""
    if not quiet:
        out.print(console.told(f"Written: {', '.join(map(str, paths))}"))


def report_rejected(rejected: Sequence[Rejection], *, is_wrong: bool = False) -> None:
    """Name each record that was not taken; the exit code tells when one was faulty, or something else was wrong."""
    for rejection in rejected:
        err.print(console.told(f"not taken: {rejection}"))
    if is_wrong:
        raise typer.Exit(FOUND_WRONG)
    if any(rejection.duplicate_of is None for rejection in rejected):
        raise typer.Exit(PARTLY)


class _Rate(ProgressColumn):
    """How many are done a second."""

    def render(self, task: Task) -> Text:
        """Return it as a text."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def progress_of(quiet: bool) -> progress.Progress:
    """Return what shows how far a long work is, in a terminal."""

    def shown(work: Collection[T], title: str) -> Iterable[T]:
        columns = (*Progress.get_default_columns(), MofNCompleteColumn(), _Rate())
        with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
            yield from bar.track(work, total=len(work), description=title)

    return shown


def write_text(content: str, output: Path | None) -> None:
    """Write a text into a file, or to standard output; a terminal does not obey what stands in it."""
    if output is None:
        sys.stdout.write(console.shown(content) if sys.stdout.isatty() else content)
    else:
        files.write_text(output, content)


def write_bytes(content: bytes, output: Path | None) -> None:
    """Write bytes into a file, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        files.write_bytes(output, content)


def write_answers(answers: Answers, form: AnswerForm, output: Path | None, *, silent: str = "not reported") -> None:
    """Write answers in a form; a table of the terminal says `silent` where nothing is bound."""
    if form is AnswerForm.TABLE and output is None:
        out.print(console.answers(answers, silent=silent))
    else:
        write_text(forms.write(answers, "markdown" if form is AnswerForm.TABLE else form), output)


def print_json(content: object) -> None:
    """Write a result as JSON to standard output."""
    write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", None)
