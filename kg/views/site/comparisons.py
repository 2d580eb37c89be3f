"""Writes the comparison matrix and the gap map into the site: a page in each language, and the same as tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kg import comparison
from kg.comparison import GapMap, Matrix
from kg.views import gaps, matrix
from kg.views.sheets import Place, Way
from kg.views.site import paths
from kg.views.site.shell import NAVIGATION, Shell
from kg.views.site.wording import LANGUAGES, say_in

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["write_gaps", "write_matrix"]

Made = TypeVar("Made", Matrix, GapMap)

#: How many cases, and how many statements behind a number, a page shows, so that it stays small.
_MOST_ROWS, _MOST_WORDS = 60, 20


def write_matrix(graph: KnowledgeGraph, shell: Shell) -> None:
    """Write the comparison of all cases, theme by theme."""

    def page(made: Matrix, place: Place) -> str:
        return matrix.page(made, source=shell.title, rows=_MOST_ROWS, place=place)

    _write(shell, "matrix", lambda language: comparison.matrix(graph, language=language), page)


def write_gaps(graph: KnowledgeGraph, shell: Shell) -> None:
    """Write what is a problem, and on what nothing is proposed."""

    def page(made: GapMap, place: Place) -> str:
        return gaps.page(made, source=shell.title, most_words=_MOST_WORDS, place=place)

    _write(shell, "gaps", lambda language: comparison.gap_map(graph, language=language), page)


def _write(shell: Shell, part: str, compare: Callable[[str], Made], page: Callable[[Made, Place], str]) -> None:
    for language in LANGUAGES:
        made = compare(language)
        shell.put(_named(shell, part, language), page(made, _place(shell, part, language)))
        if language == shell.language:
            comparison.write(made, shell.folder / f"{part}.csv")


def _named(shell: Shell, part: str, language: str) -> str:
    page = NAVIGATION[part]
    return page if language == shell.language else page.replace(".html", f".{language}.html")


def _place(shell: Shell, part: str, language: str) -> Place:
    parts = [Way(page, say_in(language, f"nav.{name}")) for name, page in shell.navigation.items() if name != part]
    others = [
        Way(_named(shell, part, other), say_in(other, "site.this_page"), other)
        for other in LANGUAGES
        if other != language
    ]
    return Place((*parts, *others, Way(f"{part}.csv", "CSV")), _sentence)


def _sentence(statement: str) -> str:
    study, _, code = paths.local_name(statement)[1].rpartition("-")
    return f"{paths.of('study', study)}#{code}"
