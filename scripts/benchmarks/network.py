"""The network views beside their peers: first draw beside raw pyvis, layout beside networkx, WebGL beside vis-network.

The first draw is counted from when the page is asked for until its first frame is on the canvas, in headless Chromium,
all pages in turn in one browser; a layout is counted in CPU seconds. Figures are medians of their rounds.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
from pyvis.network import Network

from kg.views import corpus, network
from kg.views.drawing import draw
from kg.views.scene import from_graph
from kg.vocabulary import BASE, STATEMENT_KINDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["Row", "draws", "generated", "layouts", "measure", "table"]

_CHROMIUM = Path("/usr/bin/chromium")
_FLAGS = ("--no-sandbox", "--enable-unsafe-swiftshader", "--host-resolver-rules=MAP * ~NOTFOUND")
#: Where pyvis has made its network; vis-network says when it has drawn it.
_MADE = "network = new vis.Network(container, data, options);"
_TOLD = 'network.once("afterDrawing", () => performance.mark("first-draw"));'
_DRAWN = "() => performance.getEntriesByName('first-draw')[0]?.startTime"
_SAID = 20
_THEMES = 30
#: Raw pyvis is given so many seconds to come to rest.
_LIMIT = 900.0


class Row(NamedTuple):
    """What is measured, our seconds, the peer's seconds, and how many times ours the peer's are."""

    name: str
    ours: float
    peer: float
    ratio: float


def measure(*, rounds: int = 3) -> list[Row]:
    """Return the rows of all that is measured here."""
    return [*layouts(rounds=rounds), *draws(rounds=rounds)]


def layouts(*, rounds: int = 3) -> list[Row]:
    """Return the rows of the layout beside networkx's spring layout, at about 1,000 and 5,000 nodes."""
    found = []
    for studies in (44, 220):
        graph = generated(studies)
        scene = from_graph(graph)
        ours = _median(partial(draw, scene), rounds)
        peer = _median(partial(nx.spring_layout, graph, seed=1), 1)
        found.append(_row(f"layout of {len(graph):,} nodes, beside networkx's spring layout", ours, peer))
    return found


def draws(*, rounds: int = 3) -> list[Row]:
    """Return the rows of the first draw beside raw pyvis, and of the whole corpus beside vis-network."""
    with tempfile.TemporaryDirectory() as name, _browser() as browser:
        folder = Path(name)
        small, whole = generated(44), generated(940)
        pages = {
            "ours": _kept(folder / "network.html", network.page(small, title="Network")),
            "webgl": _kept(folder / "corpus.html", corpus.page(whole, title="Corpus")),
            "vis": _kept(folder / "vis.html", _placed(whole)),
            "pyvis": _kept(folder / "pyvis.html", _raw(small)),
        }
        spent: dict[str, list[float]] = {page: [] for page in pages}
        for number in range(rounds):
            for page, path in pages.items():
                if page != "pyvis" or number == 0:  # it needs so long that once is enough
                    spent[page].append(_first_draw(browser, path))
    seconds = {page: statistics.median(times) for page, times in spent.items()}
    return [
        _row(f"first draw of {len(small):,} nodes, beside raw pyvis", seconds["ours"], seconds["pyvis"]),
        _row("first draw of a corpus of 19,770 marks, beside vis-network", seconds["webgl"], seconds["vis"]),
    ]


def generated(studies: int) -> nx.MultiDiGraph[str]:
    """Return a network of studies with a case and 20 statements each, about 25 nodes a study, its themes shared."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(studies):
        study, case = f"{BASE}study/g{number:05}", f"{BASE}case/g{number:05}-k1"
        graph.add_node(study, kind="study", label=f"Study {number}", text=f"Of study {number}.")
        graph.add_node(case, kind="case", label=f"City {number}")
        graph.add_edge(study, case, kind="examines")
        for code in range(_SAID):
            statement = f"{BASE}statement/g{number:05}-s{code}"
            theme = f"{BASE}theme/theme-{(number * 7 + code * code) % _THEMES}"
            label = f"finding {code} of study {number} is not yet smooth"
            graph.add_node(statement, kind=STATEMENT_KINDS[code % 4].value, label=label)
            graph.add_node(theme, kind="theme", label=theme.rpartition("/")[2].replace("-", " "))
            for kind, end in (("madeBy", study), ("aboutCase", case), ("hasTheme", theme)):
                graph.add_edge(statement, end, kind=kind)
        for kind, tie in (("theory", "appliesTheory"), ("method", "usesMethod"), ("technology", "mentionsTechnology")):
            concept = f"{BASE}{kind}/{number % 40}"
            graph.add_node(concept, kind=kind, label=f"{kind} {number % 40}")
            graph.add_edge(study, concept, kind=tie)
    return graph


def _raw(graph: nx.MultiDiGraph[str]) -> str:
    """Return the page that pyvis makes of a graph when one asks for nothing."""
    made = Network(directed=True, cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        made.add_node(node, label=data["label"])
    for origin, target in graph.edges():
        made.add_edge(origin, target)
    return _telling(made)


def _placed(graph: nx.MultiDiGraph[str]) -> str:
    """Return pyvis's page of the marks of the corpus page, every one in its place and none moving."""
    drawn = {"theme", "case", *STATEMENT_KINDS}
    made = Network(cdn_resources="in_line")
    marks = [(node, data) for node, data in graph.nodes(data=True) if data["kind"] in drawn]
    for place, (node, data) in enumerate(marks):
        made.add_node(node, label=data["label"], shape="dot", size=4, x=place % 150 * 12, y=place // 150 * 12)
    made.toggle_physics(False)
    return _telling(made)


def _telling(made: Network) -> str:
    page = str(made.generate_html())
    if _MADE not in page:
        raise ValueError("pyvis makes its network in another way than before")
    return page.replace(_MADE, _MADE + _TOLD)


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this needs it

    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=_CHROMIUM, args=list(_FLAGS))
        yield chromium
        chromium.close()


def _first_draw(browser: Browser, path: Path) -> float:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri(), wait_until="commit", timeout=_LIMIT * 1000)
    started = page.wait_for_function(_DRAWN, timeout=_LIMIT * 1000).json_value()
    page.close()
    return float(started) / 1000


def _kept(path: Path, page: str) -> Path:
    path.write_text(page, encoding="utf-8")
    return path


def _median(work: Callable[[], object], rounds: int) -> float:
    return statistics.median(_spent(work) for _ in range(rounds))


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _row(name: str, ours: float, peer: float) -> Row:
    return Row(name, ours, peer, peer / ours)


def table(rows: Sequence[Row]) -> str:
    """Return rows as a table in Markdown."""
    lines = ["| what | ours, s | peer, s | times |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {row.name} | {row.ours:.2f} | {row.peer:.2f} | {row.ratio:.1f} |" for row in rows]
    return "\n".join(lines) + "\n"
