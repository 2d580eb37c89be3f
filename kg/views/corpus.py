"""Writes a whole corpus as one HTML page: themes, cases and statements, up to 20,000 of them, drawn by WebGL."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
from jinja2 import Template

from kg import files, resources
from kg.views import addresses, embedding, look
from kg.views.census import Census, rank
from kg.views.scene import Node, Scene, from_graph
from kg.views.templating import environment
from kg.vocabulary import STATEMENT_KINDS, Kind

__all__ = ["page", "page_of", "write"]

#: Up to this number of cases all stand in the table without a script, too.
_MOST_ROWS = 500
_SCRIPTS = (("start.js",), ("vendor/sigma-graphology.min.js",), ("chart.js", "corpus.js"))
_STYLES = ("network.css", "corpus.css")
_TEXTS = (
    *("skip", "eyebrow", "action", "corpus", "kind", "legend", "search", "network.hint"),
    *(
        "overview.how",
        "overview.keys",
        "panel.case",
        "panel.not_reported",
        "panel.recurs",
        "panel.reference",
        "panel.subject",
    ),
)


def write(
    graph: nx.MultiDiGraph[str],
    path: Path,
    *,
    title: str,
    language: str = "en",
    links: Mapping[str, str] | None = None,
    home: str | None = None,
) -> None:
    """Write the page of a corpus to `path`; what `page` says holds here, too.

    Raises:
        OutputError: if the file cannot be written.

    """
    files.write_text(path, page(graph, title=title, language=language, links=links, home=home))


def page(
    graph: nx.MultiDiGraph[str],
    *,
    title: str,
    language: str = "en",
    links: Mapping[str, str] | None = None,
    home: str | None = None,
) -> str:
    """Return the page of a corpus, its graph as `kg.views.scene.from_graph` takes it: one file that fetches nothing.

    `language`, `links` and `home` are those of `kg.views.network.page`, and so are the addresses: `#ID` chooses a
    theme, a case or a statement, `#table` the table, and `?hide=problem,cause` leaves kinds out. Statements are drawn
    as long as there are no more than 20,000 marks in all.

    Raises:
        ValueError: if the interface does not speak the language, or an address is not that of a page beside this one.

    """
    return page_of(from_graph(graph), title=title, language=language, links=links, home=home)


def page_of(
    scene: Scene,
    *,
    title: str,
    language: str = "en",
    links: Mapping[str, str] | None = None,
    home: str | None = None,
) -> str:
    """Return the page of the corpus of a scene; what `page` says holds here, too."""
    start, *scripts = (embedding.script(*names) for names in _SCRIPTS)
    styles = [embedding.style(name) for name in _STYLES]
    corpus = Census.of(scene)
    return _template().render(
        title=title,
        language=language,
        say=functools.partial(look.say, language),
        policy=embedding.content_policy([start, *scripts], styles),
        licence=resources.text(resources.static("vendor/LICENSE-SIGMA-GRAPHOLOGY")),
        start=start,
        scripts=scripts,
        styles=styles,
        home=home and addresses.near(home),
        data=embedding.data(_data(corpus, language, addresses.checked(links or {}))),
        kinds=[look.kind(name) for name in (Kind.CASE, *STATEMENT_KINDS)],
        corpus=corpus,
        rows=corpus.rows,
        few=len(corpus.cases) <= _MOST_ROWS,
    )


@functools.cache
def _template() -> Template:
    templates = environment()
    templates.filters["named"] = _named
    return templates.get_template("corpus.html")


def _named(node: Node, language: str) -> str:
    return dict(node.labels).get(language, node.label)


def _data(corpus: Census, language: str, links: Mapping[str, str]) -> dict[str, Any]:
    discs, members = corpus.discs()
    seats = {
        member: seat
        for disc, found in zip(discs, members, strict=True)
        for member, seat in zip(found, disc.seats(), strict=True)
    }
    first_case = len(corpus.drawn)
    return {
        "language": language,
        "strings": {name: _texts(name) for name in look.languages()},
        "kinds": list(STATEMENT_KINDS),
        "discs": [(disc.x, disc.y, disc.radius) for disc in discs],
        "themes": [(node.id, node.label, dict(node.labels), links.get(node.id)) for node in corpus.themes],
        "cases": [
            (
                node.id,
                node.label,
                *seats[first_case + place],
                corpus.homes[place],
                corpus.role(node),
                links.get(node.id),
            )
            for place, node in enumerate(corpus.cases)
        ],
        "statements": [
            (node.id, node.label, rank(node), *seats[place], corpus.about[place], corpus.whose[place])
            for place, node in enumerate(corpus.drawn)
        ],
        "pairs": [] if corpus.drawn else [(*pair, *counts) for pair, counts in corpus.pairs.items()],
        "total": len(corpus.statements),
    }


def _texts(language: str) -> dict[str, str]:
    """Return the texts of the interface that this page says."""
    return {name: text for name, text in look.strings(language).items() if name.startswith(_TEXTS)}
