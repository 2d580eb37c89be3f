"""Which pages that are made of the graph as a whole join the site: comparison, gaps, network, questions, about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.store import Store
from kg.views.site import about, comparisons, networks, questions
from kg.views.site.shell import Shell

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["COMPANIONS", "Companion", "suited", "write_all"]

#: Up to so many studies the graph is read into memory for these pages, where it answers many times faster.
_MOST_IN_MEMORY = 2_000


@dataclass(frozen=True, slots=True)
class Companion:
    """Parts of the navigation, by their names in `shell.NAVIGATION`, for so many studies at the most.

    `write` puts its pages into `shell.folder`, most simply by `shell.write`.
    """

    names: tuple[str, ...]
    write: Callable[[KnowledgeGraph, Shell], None]
    most_studies: int | None = None

    def suits(self, studies: int) -> bool:
        """Whether its pages can be made of so many studies, and are still of use."""
        return self.most_studies is None or studies <= self.most_studies


COMPANIONS = (
    Companion(("matrix", "gaps"), comparisons.write, 2_000),
    Companion(("network",), networks.write, 1_000),
    Companion(("questions",), questions.write),
    Companion(("about",), about.write),
)


def suited(studies: int) -> list[Companion]:
    """Return the companions of a site of so many studies."""
    return [companion for companion in COMPANIONS if companion.suits(studies)]


def write_all(graph: KnowledgeGraph, shell: Shell) -> None:
    """Let every companion that suits the number of studies write its pages."""
    studies = shell.facts.studies
    quick = replace(graph, store=Store(graph.store.quads())) if studies <= _MOST_IN_MEMORY else graph
    for companion in suited(studies):
        companion.write(quick, shell)
