"""Builds the site: the studies go by once, one at a time, and every chapter takes from them what it will show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg import resources
from kg.progress import Progress, silent
from kg.readable import Readable
from kg.triples import is_study_graph
from kg.views.site import companions, reader
from kg.views.site.cases import Cases
from kg.views.site.chapters import Book, Chapter
from kg.views.site.concepts import Concepts, Themes
from kg.views.site.names import Names
from kg.views.site.overview import Overview
from kg.views.site.pile import Pile
from kg.views.site.placing import replacing_folder
from kg.views.site.search import Search
from kg.views.site.shelf import Shelf
from kg.views.site.shell import NAVIGATION, Facts, Shell
from kg.views.site.statements import Statements
from kg.views.site.studies import Studies

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["write"]

#: The files that every page refers to, under `static/` both here and in the site.
_STATIC = ("base.css", "site.css", "site.js")
_OWN_PARTS = ("overview", "themes", "cases", "studies", "concepts")


def write(graph: KnowledgeGraph, out: Path, *, title: str, language: str = "en", progress: Progress = silent) -> None:
    """Write the site of a graph into the folder `out`, whole or not at all.

    `title` is its heading, `language` (`en` or `zh`) the one in which it opens. Memory does not grow with the studies
    but for a few numbers each; the same graph gives the same bytes.

    Raises:
        OutputError: if `out` cannot be written, or holds files but no site.

    """
    studies = [name for name in graph.store.graphs() if is_study_graph(name)]
    with replacing_folder(out) as folder:
        joined = {name for companion in companions.suited(len(studies)) for name in companion.names}
        parts = [name for name in NAVIGATION if name in joined.union(_OWN_PARTS)]
        facts = Facts(len(studies), _reviewed(graph.store))
        shell = Shell(folder, title=title, language=language, facts=facts, parts=parts)
        with Pile(folder / "entries.part") as pile:
            names = Names(graph.store)
            book = Book(shell, pile, names, shell.template("entry.html").module)
            _write_chapters(book, graph.store, Shelf(graph), progress(studies, "Writing pages"))
        companions.write_all(graph, shell)
        _copy_static(shell)


def _write_chapters(book: Book, store: Readable, shelf: Shelf, studies: Iterable[NamedNode]) -> None:
    themes = Themes(book)
    chapters: list[Chapter] = [
        Studies(book),
        Cases(book),
        themes,
        Concepts(book),
        Statements(book),
        Overview(book, themes),
        Search(book, store),
    ]
    for graph in studies:
        study = reader.read(shelf.quads(graph), book.names)
        rows = book.put_study(study)
        for chapter in chapters:
            chapter.take(study, rows)
    for chapter in chapters:
        chapter.finish()


def _reviewed(store: Readable) -> int:
    counted = store.query(resources.text(resources.ontology("counts/studies_reviewed.rq")))
    return int(counted.rows[0][0] or 0)


def _copy_static(shell: Shell) -> None:
    for name in _STATIC:
        shell.put(f"static/{name}", resources.text(resources.static(name)))
    shell.put("static/glyphs.css", shell.template("glyphs.css").render())
