"""The page of a whole corpus holds every theme, case and statement, in a disc that says what it is about."""

from __future__ import annotations

import json
import re
from collections import Counter
from math import hypot
from typing import Any

import networkx as nx
import pytest

from kg.views import census, corpus
from kg.views.discs import PITCH, arranged
from kg.views.scene import from_graph
from views.corpora import HOSTILE, add_case, add_study, generated, hostile


def _data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


def test_discs_lie_apart() -> None:
    discs = arranged([3, 200, 40, 0, 900, 15], {(0, 1): 4, (1, 4): 30})
    for place, one in enumerate(discs):
        for other in discs[place + 1 :]:
            assert hypot(one.x - other.x, one.y - other.y) > one.radius + other.radius


def test_discs_that_share_much_lie_near() -> None:
    discs = arranged([50] * 12, {(0, 11): 40} | {(place, place + 1): 3 for place in range(1, 10)})
    to_first = [hypot(disc.x - discs[0].x, disc.y - discs[0].y) for disc in discs]
    assert to_first[11] <= sorted(to_first)[3]


def test_seats_have_room_and_lie_within_the_disc() -> None:
    (disc,) = arranged([300], {})
    seats = list(disc.seats())
    assert len(seats) == 300
    for place, (x, y) in enumerate(seats):
        assert hypot(x - disc.x, y - disc.y) <= disc.radius
        for right, down in seats[place + 1 :]:
            assert hypot(x - right, y - down) > 0.8 * PITCH


def test_everything_is_drawn_once(seed_network: nx.MultiDiGraph[str]) -> None:
    data = _data(corpus.page(seed_network, title="Seeds"))
    kinds = Counter(node.kind for node in from_graph(seed_network).nodes)
    assert (len(data["statements"]), len(data["cases"]), len(data["themes"])) == (61, kinds["case"], kinds["theme"])
    seats = [(x, y) for _, _, _, x, y, *_ in data["statements"]] + [(x, y) for _, _, x, y, *_ in data["cases"]]
    assert len(set(seats)) == len(seats)


def test_a_statement_lies_in_the_disc_of_its_theme() -> None:
    data = _data(corpus.page(generated(10), title="x"))
    for _, _, _, x, y, themes, _ in data["statements"]:
        left, top, radius = data["discs"][themes[0]]
        assert hypot(x - left, y - top) <= radius


def test_many_statements_are_counted_and_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = _data(corpus.page(generated(10), title="x"))
    monkeypatch.setattr(census, "MOST", 100)
    counted = _data(corpus.page(generated(10), title="x"))
    assert counted["statements"] == []
    assert sum(sum(counts) for _, _, *counts in counted["pairs"]) == len(drawn["statements"]) == counted["total"] == 200


def test_the_table_counts() -> None:
    network = generated(4)
    add_case(network, add_study(network, "s", "Nothing."), "s-k1", "Silent City")
    page = corpus.page(network, title="x")
    assert re.search(r"City 1</span></a></th><td>5</td><td>5</td><td>5</td><td>5</td><td>\d+</td>", page)
    assert re.search(r"Silent City</span></a></th><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td>", page)


def test_hostile_labels_stay_text() -> None:
    page = corpus.page(hostile(), title=HOSTILE[0])
    assert sorted(node[1] for node in _data(page)["statements"]) == sorted(HOSTILE)
    assert set(re.findall(r"<(img|iframe|svg onload|script src)", page)) == set()
    assert page.count("<script") == 4


def test_the_policy_is_strict(seed_network: nx.MultiDiGraph[str]) -> None:
    page = corpus.page(seed_network, title="Seeds")
    assert "default-src &#39;none&#39;" in page
    assert "unsafe" not in page[: page.index("<title>")]


def test_the_same_bytes_every_time(seed_network: nx.MultiDiGraph[str]) -> None:
    assert corpus.page(seed_network, title="Seeds") == corpus.page(seed_network, title="Seeds")


def test_an_empty_corpus_has_a_page() -> None:
    assert "<h1>Nothing</h1>" in corpus.page(nx.MultiDiGraph(), title="Nothing")


def test_links_lead_to_pages(seed_network: nx.MultiDiGraph[str]) -> None:
    page = corpus.page(seed_network, title="x", links={"theme/data-sharing": "themes/data-sharing.html"}, home="a.html")
    assert '<a href="a.html">' in page
    assert ["theme/data-sharing", "data sharing", {"zh": "数据共享"}, "themes/data-sharing.html"] in _data(page)[
        "themes"
    ]
