"""The benchmark of the network views measures what it says: the same marks, and the moment at which they are drawn."""

from __future__ import annotations

from collections import Counter

from benchmarks import network
from benchmarks.network import Row


def test_about_a_thousand_nodes() -> None:
    kinds = Counter(data["kind"] for _, data in network.generated(44).nodes(data=True))
    assert kinds.total() == 1118
    assert kinds["problem"] == kinds["achievement"] == 220


def test_pyvis_tells_when_it_has_drawn() -> None:
    page = network._raw(network.generated(1))
    assert 'network.once("afterDrawing", () => performance.mark("first-draw"))' in page
    assert "finding 3 of study 0" in page


def test_vis_network_gets_the_marks_of_the_corpus_in_their_places() -> None:
    page = network._placed(network.generated(2))
    assert page.count('"shape": "dot"') == 2 * 21 + len({(n * 7 + c * c) % 30 for n in (0, 1) for c in range(20)})
    assert '"enabled": false' in page.replace("\n", "")


def test_the_table() -> None:
    assert network.table([Row("a", 0.5, 2.0, 4.0)]).splitlines()[-1] == "| a | 0.50 | 2.00 | 4.0 |"
