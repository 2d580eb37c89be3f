"""The brief: two pages that say what the studies report, in which every number and every claim can be checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg import files
from kg.errors import InputError
from kg.graph import KnowledgeGraph
from kg.reports import document, markdown, page
from kg.reports.briefing import brief
from kg.reports.content import Brief

__all__ = ["FORMS", "brief", "write"]

#: The forms in which a brief is written, by the end of the file's name.
FORMS: dict[str, Callable[[Brief], bytes]] = {".docx": document.write, ".html": page.write, ".md": markdown.write}


def write(graph: KnowledgeGraph, path: Path, *, language: str = "en", title: str | None = None) -> None:
    """Write the brief of a graph in the form that the end of `path` names, a key of `FORMS`.

    Raises:
        InputError: if there is no such form.
        OutputError: if the file cannot be written.

    """
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise InputError(f"a brief cannot be written as {path.name}", advice=f"end it in {', '.join(FORMS)}")
    files.write_bytes(path, form(brief(graph, language=language, title=title)))
