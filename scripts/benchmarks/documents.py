"""Writes what was measured into a document, between the two comments that mark its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg import files

__all__ = ["MarkerError", "fill", "table"]


class MarkerError(Exception):
    """A document lacks the comments between which something is to be written, or has them twice."""


def fill(path: Path, name: str, content: str) -> None:
    """Put `content` between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` in a document.

    Raises:
        MarkerError: if these comments do not stand there, each once and in this order.

    """
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    place = re.compile(f"(?<={re.escape(start)}\n).*?(?={re.escape(end)})", re.DOTALL)
    text = path.read_text(encoding="utf-8")
    filled, count = place.subn(lambda _: f"\n{content.strip()}\n\n", text)
    if count != 1 or text.count(start) != 1 or text.count(end) != 1:
        raise MarkerError(f"{path.name} needs {start} and then {end}, each once and on a line of its own")
    files.write_bytes(path, filled.encode())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; the first column is on the left, the others, which are figures, on the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(_cell(cell) for cell in row)} |\n" for row in (head, rule, *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
