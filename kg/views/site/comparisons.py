"""Writes the comparison matrix and the gap map into the site: a page in each language, and the same as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import comparison
from kg.comparison import GapMap, Matrix
from kg.comparison import corpus as corpora
from kg.comparison.comparing import Choice, compare
from kg.comparison.gaps import judge
from kg.views import gaps, matrix
from kg.views.sheets import Place, Way
from kg.views.site import paths
from kg.views.site.shell import NAVIGATION, Shell
from kg.views.site.wording import LANGUAGES, say_in

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["write"]

#: How many cases, and how many statements behind a number, a page shows, so that it stays small.
_MOST_ROWS, _MOST_WORDS = 60, 20


def write(graph: KnowledgeGraph, shell: Shell) -> None:
    """Write the comparison of all cases, theme by theme, and what is a problem on which nothing is proposed."""
    for language in LANGUAGES:
        corpus = corpora.read(graph, language)
        made = compare(corpus, Choice(language=language))
        page = matrix.page(made, source=shell.title, rows=_MOST_ROWS, place=_place(shell, "matrix", language))
        _put(shell, "matrix", language, made, page)
        found = judge(graph, corpus, language)
        page = gaps.page(found, source=shell.title, most_words=_MOST_WORDS, place=_place(shell, "gaps", language))
        _put(shell, "gaps", language, found, page)


def _put(shell: Shell, part: str, language: str, made: Matrix | GapMap, page: str) -> None:
    shell.put(_named(shell, part, language), page)
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
