"""Writes the network into the site: each node with its words for a few studies, the whole corpus for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.views import corpus, network, texts
from kg.views.site import paths
from kg.views.site.shell import NAVIGATION, Shell

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["write"]

#: Up to so many studies the page that holds every word stays below 2 MB.
_MOST_WITH_WORDS = 200


def write(graph: KnowledgeGraph, shell: Shell) -> None:
    """Write the one page that suits the number of studies."""
    drawn = texts.drawable(graph)
    named = {iri: paths.local_name(iri) for iri in drawn}
    links = {f"{kind}/{name}": paths.of(kind, name) for kind, name in named.values() if kind in paths.FOLDERS}
    write_page = network.write if shell.facts.studies <= _MOST_WITH_WORDS else corpus.write
    write_page(
        drawn,
        shell.folder / NAVIGATION["network"],
        title=shell.title,
        language=shell.language,
        links=links,
        home=NAVIGATION["overview"],
    )
