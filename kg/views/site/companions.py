"""Where pages that are made elsewhere join the site: the comparison, the gaps, the network, the questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kg.views.site import about, questions
from kg.views.site.shell import Shell

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["COMPANIONS", "Companion", "write_all"]

#: Writes its pages into `shell.folder`, most simply by `shell.write`.
Companion = Callable[["KnowledgeGraph", Shell], None]

#: The parts of the navigation that are written here, by their name in `shell.NAVIGATION`; a part that is not among them
#: is left out of the navigation.
COMPANIONS: Mapping[str, Companion] = {"questions": questions.write, "about": about.write}


def write_all(graph: KnowledgeGraph, shell: Shell) -> None:
    """Let every companion write its pages."""
    for write in COMPANIONS.values():
        write(graph, shell)
