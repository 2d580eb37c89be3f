"""Writes the network as one HTML page that opens from a folder, offline, and never shows a claim without its words."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
from jinja2 import Template

from kg import files, resources
from kg.model import Span
from kg.views import addresses, embedding, look
from kg.views.drawing import draw, shown
from kg.views.passages import Passage, marked
from kg.views.records import figures, passages, records
from kg.views.scene import Edge, Node, Scene, from_graph
from kg.views.templating import environment

__all__ = ["page", "page_of", "write"]

#: The script elements, in their order; the first stands in the head.
_SCRIPTS = (
    ("start.js",),
    ("vendor/vis-network.min.js",),
    ("scene.js", "labels.js", "paint.js", "lines.js", "map.js", "panel.js", "picture.js", "page.js"),
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
    """Write the page of a graph to `path`; what `page` says holds here, too.

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
    """Return the page of a graph as `kg.views.scene.from_graph` takes it: one file that fetches nothing.

    `language` (`en` or `zh`) is the one in which it opens. `links` are the addresses of other pages about a node, by
    the node's id (`{"case/003_x-k1": "cases/003_x-k1.html"}`), relative to this page; `home` is the address of the page
    that the header leads to. The same graph gives the same bytes. A page of 1,000 nodes has 1.5 MB; what is much larger
    `kg.views.corpus` draws.

    Every view has an address. `#ID` chooses a node (`#theme/data-sharing`, `#case/003_x-k1`, `#statement/003_x-p2`,
    `#study/003_x`) and shows its words; `#table` shows the table. What follows after `?` filters: `hide=problem,cause`
    leaves kinds out, `theme=ID` shows only what has to do with a theme, `steps=1` (or `2`) only what is so near to the
    node chosen, and to those in `with=ID,ID`.

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
    """Return the page of a scene; what `page` says holds here, too."""
    links = addresses.checked(links or {})
    start, *scripts = (embedding.script(*names) for names in _SCRIPTS)
    styles = [embedding.style("network.css")]
    corpus = records(scene)
    return _template().render(
        title=title,
        language=language,
        say=functools.partial(look.say, language),
        policy=embedding.content_policy([start, *scripts], styles),
        licence=resources.text(resources.static("vendor/LICENSE-MIT")),
        start=start,
        scripts=scripts,
        styles=styles,
        home=home and addresses.near(home),
        themes=_themes(scene, language),
        data=embedding.data(_data(scene, language, links)),
        figures=figures(corpus),
        records=corpus,
        legend=_legend(scene),
    )


@functools.cache
def _template() -> Template:
    templates = environment()
    templates.filters["named"] = _named
    return templates.get_template("network.html")


def _named(node: Node, language: str) -> str:
    return dict(node.labels).get(language, node.label)


def _legend(scene: Scene) -> dict[str, list[tuple[look.KindLook, int]]]:
    """Return the kinds that occur, with their numbers, by the legend's groups."""
    numbers = Counter(look.kind(node.kind).name for node in scene.nodes)
    groups: dict[str, list[tuple[look.KindLook, int]]] = {}
    for name, kind in look.kinds().items():
        if numbers[name]:
            groups.setdefault(kind.group, []).append((kind, numbers[name]))
    return groups


def _themes(scene: Scene, language: str) -> list[Node]:
    """Return the themes that something is said of, by name."""
    used = {target for targets in scene.ties("hasTheme").values() for target in targets}
    found = [node for node in scene.nodes if node.kind == "theme" and node.id in used]
    return sorted(found, key=lambda node: _named(node, language))


def _data(scene: Scene, language: str, links: Mapping[str, str]) -> dict[str, Any]:
    found = {thing: _parts(passage) for thing, passage in passages(scene)}
    return {
        "language": language,
        "strings": {name: look.strings(name) for name in look.languages()},
        "kinds": {
            name: {"glyph": kind.glyph, "size": kind.size, "rank": kind.rank, "hollow": kind.hollow, "pill": kind.pill}
            for name, kind in look.kinds().items()
        },
        "inks": {edge.relation: look.relation(edge.relation).ink for edge in scene.edges},
        "nodes": _nodes(scene, _details(scene, found, links)),
        "ties": _ties(scene, found),
    }


def _nodes(scene: Scene, details: Mapping[str, dict[str, Any]]) -> list[tuple[str, int, int, dict[str, Any]]]:
    """Return each node's id, where it lies, and what is known of it; ties name a node by its place in this list."""
    return [(mark["id"], mark["x"], mark["y"], details[mark["id"]]) for mark in draw(scene)["nodes"]]


def _ties(scene: Scene, found: Mapping[Node | Edge, _Parts]) -> list[tuple[Any, ...]]:
    """Return origin, relation, target, how it is drawn (0: not; 1: as a line; 2: as an arrow), basis and words."""
    place = {node.id: number for number, node in enumerate(scene.nodes)}
    seen = {id(edge) for edge in shown(scene)}
    ties = []
    for edge in scene.edges:
        drawn = (2 if look.relation(edge.relation).arrow else 1) if id(edge) in seen else 0
        words = (edge.basis, found.get(edge))
        ties.append((place[edge.origin], edge.relation, place[edge.target], drawn, *(words if any(words) else ())))
    return ties


_Parts = tuple[str, str, str]


def _parts(passage: Passage) -> _Parts:
    return passage.before, passage.words, passage.after


def _details(scene: Scene, found: Mapping[Node | Edge, _Parts], links: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    marks = _marks(scene)
    details = {}
    for node in scene.nodes:
        detail = {
            "labels": dict(node.labels),
            "study": node.study,
            "status": node.status,
            "confidence": node.confidence,
            "language": node.language,
            "facts": dict(node.facts),
            "passage": found.get(node),
            "page": links.get(node.id),
            "abstract": marked(node.text, marks.get(node.id, ())) if node.text else None,
        }
        kept = {name: value for name, value in detail.items() if value not in (None, {})}
        details[node.id] = {"kind": node.kind, "label": node.label, **kept}
    return details


def _marks(scene: Scene) -> dict[str, list[tuple[Span, str]]]:
    """Return, for each study, the stretches of its abstract on which a node rests or that name a concept it uses."""
    marks: dict[str, list[tuple[Span, str]]] = {}
    for node in scene.nodes:
        if node.span and node.study:
            marks.setdefault(node.study, []).append((node.span, node.id))
    for edge in scene.edges:
        if edge.span and edge.origin == edge.study:
            marks.setdefault(edge.origin, []).append((edge.span, edge.target))
    return marks
