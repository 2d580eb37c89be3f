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
from kg.views import embedding, look
from kg.views.drawing import draw
from kg.views.passages import Passage, marked
from kg.views.records import figures, passages, records
from kg.views.scene import Edge, Node, Scene, from_graph
from kg.views.templating import environment

__all__ = ["page", "page_of", "write"]

#: The script elements, in their order; the first stands in the head.
_SCRIPTS = (
    ("start.js",),
    ("vendor/vis-network.min.js",),
    ("scene.js", "labels.js", "paint.js", "map.js", "panel.js", "page.js"),
)


def write(graph: nx.MultiDiGraph[str], path: Path, *, title: str, language: str = "en") -> None:
    """Write the page of a graph to `path`.

    Raises:
        OutputError: if the file cannot be written.

    """
    files.write_text(path, page(graph, title=title, language=language))


def page(graph: nx.MultiDiGraph[str], *, title: str, language: str = "en") -> str:
    """Return the page of a graph as `kg.views.scene.from_graph` takes it: one file that fetches nothing.

    `language` (`en` or `zh`) is the one in which it opens. The same graph gives the same bytes.
    """
    return page_of(from_graph(graph), title=title, language=language)


def page_of(scene: Scene, *, title: str, language: str = "en") -> str:
    """Return the page of a scene."""
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
        data=embedding.data(_data(scene, language)),
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


def _data(scene: Scene, language: str) -> dict[str, Any]:
    found = {thing: _parts(passage) for thing, passage in passages(scene)}
    return {
        "language": language,
        "strings": {name: look.strings(name) for name in look.languages()},
        "kinds": {
            name: {"glyph": kind.glyph, "size": kind.size, "rank": kind.rank, "hollow": kind.hollow, "pill": kind.pill}
            for name, kind in look.kinds().items()
        },
        "inks": {edge.relation: look.relation(edge.relation).ink for edge in scene.edges},
        "network": draw(scene),
        "details": _details(scene, found),
        "ties": [(edge.origin, edge.relation, edge.target, edge.basis, found.get(edge)) for edge in scene.edges],
    }


_Parts = tuple[str, str, str]


def _parts(passage: Passage) -> _Parts:
    return passage.before, passage.words, passage.after


def _details(scene: Scene, found: Mapping[Node | Edge, _Parts]) -> dict[str, dict[str, Any]]:
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
