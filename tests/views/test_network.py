"""The page is one file that fetches nothing, holds every statement without a script, and is the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.errors import OutputError
from kg.views import network
from views.corpora import HOSTILE, generated, hostile


class Parsed(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts, styles and table."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.marks: list[str] = []
        self.cells: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.raw:
            self.raw[tag].append("")
        if tag == "mark":
            self.marks.append("")
        if tag not in {"meta", "link", "input", "path", "circle", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        here = self._open[-1] if self._open else ""
        if here in self.raw:
            self.raw[here][-1] += data
        if here == "mark":
            self.marks[-1] += data
        if "table" in self._open:
            self.cells.append(data)

    @property
    def data(self) -> dict[str, Any]:
        """What the data block says."""
        found = json.loads(self.raw["script"][1])
        assert isinstance(found, dict)
        return found

    @property
    def details(self) -> dict[str, Any]:
        """What the data block says of each node, by its id."""
        return {name: detail for name, _, _, detail in self.data["nodes"]}

    @property
    def policy(self) -> str:
        """The Content-Security-Policy."""
        return next(str(a["content"]) for tag, a in self.elements if a.get("http-equiv") == "Content-Security-Policy")


@pytest.fixture(scope="module")
def seed_page(seed_network: nx.MultiDiGraph[str]) -> str:
    return network.page(seed_network, title="Seeds")


@pytest.fixture(scope="module")
def seeds(seed_page: str) -> Parsed:
    return Parsed(seed_page)


@pytest.fixture(scope="module")
def attacked() -> Parsed:
    return Parsed(network.page(hostile(), title=HOSTILE[0]))


def test_the_same_bytes_every_time(seed_network: nx.MultiDiGraph[str], seed_page: str) -> None:
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(seed_network.nodes(data=True))))
    turned.add_edges_from(reversed(list(seed_network.edges(data=True))))
    assert network.page(turned, title="Seeds") == seed_page


def test_no_element_names_another_file(seeds: Parsed) -> None:
    for tag, attributes in seeds.elements:
        assert "src" not in attributes, tag
        assert "srcset" not in attributes, tag
        target = attributes.get("href")
        assert target is None or target.startswith("#") or target == "data:,", (tag, target)
        assert tag not in {"iframe", "object", "embed", "base", "form", "img"}


def test_styles_fetch_nothing(seeds: Parsed) -> None:
    for style in seeds.raw["style"]:
        assert "url(" not in style
        assert "@import" not in style


def test_scripts_fetch_nothing_of_their_own(seeds: Parsed) -> None:
    ours = seeds.raw["script"][0] + seeds.raw["script"][3]
    assert not re.search(r"\bfetch\(|XMLHttpRequest|WebSocket|import\(|https?://(?!www\.w3\.org/2000/svg)", ours)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", ours)


def test_the_policy_is_strict_and_its_hashes_are_right(seeds: Parsed) -> None:
    rules = dict(rule.split(" ", 1) for rule in seeds.policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}

    def hashed(texts: list[str]) -> list[str]:
        return [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]

    start, _, *scripts = seeds.raw["script"]
    assert rules["script-src"].split() == hashed([start, *scripts])
    assert rules["style-src"].split() == hashed(seeds.raw["style"])


def test_no_handler_or_style_stands_in_an_element(seeds: Parsed, attacked: Parsed) -> None:
    for _, attributes in (*seeds.elements, *attacked.elements):
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_every_statement_stands_in_the_table_with_its_words(seeds: Parsed, seed_network: nx.MultiDiGraph[str]) -> None:
    quotes = [data["quote"] for _, data in seed_network.nodes(data=True) if "status" in data and "quote" in data]
    assert len(quotes) == 61
    assert sorted(seeds.marks) == sorted(quotes)


def test_the_table_says_what_is_not_reported(seeds: Parsed) -> None:
    table = " ".join("".join(seeds.cells).split())
    assert "Not reported : Problems" in table or "Not reported: Problems" in table


def test_the_data_holds_sentences_and_abstracts(seeds: Parsed, seed_network: nx.MultiDiGraph[str]) -> None:
    details = seeds.details
    before, words, after = details["statement/003_81017fc05be48154-p2"]["passage"]
    assert words == "data sharing is not smooth"
    assert before.startswith("It is found that ")
    assert after.startswith(",technological innovation")
    study = "study/003_81017fc05be48154"
    text = next(data["text"] for iri, data in seed_network.nodes(data=True) if iri.endswith(study))
    assert "".join(piece for piece, _ in details[study]["abstract"]) == text


def test_hostile_labels_stay_text(attacked: Parsed) -> None:
    plain = Parsed(network.page(generated(3), title="plain"))
    assert {tag for tag, _ in attacked.elements} <= {tag for tag, _ in plain.elements}
    assert len(attacked.raw["script"]) == 4
    assert sorted(attacked.marks) == sorted(HOSTILE)
    labels = [detail["label"] for name, detail in attacked.details.items() if name.startswith("study/")]
    assert sorted(labels) == sorted(HOSTILE)


def test_a_page_in_chinese(seed_network: nx.MultiDiGraph[str]) -> None:
    page = network.page(seed_network, title="种子", language="zh")
    assert '<html lang="zh"' in page
    assert "数据共享" in page
    assert ">全部陈述<" in page


def test_a_language_that_is_not_there(seed_network: nx.MultiDiGraph[str]) -> None:
    with pytest.raises(ValueError, match="not 'fr'"):
        network.page(seed_network, title="x", language="fr")


def test_an_empty_graph_has_a_page() -> None:
    assert "<h1>Nothing</h1>" in network.page(nx.MultiDiGraph(), title="Nothing")


def test_links_lead_to_pages(seed_network: nx.MultiDiGraph[str]) -> None:
    links = {"theme/data-sharing": "themes/data-sharing.html", "case/nobody": "cases/nobody.html"}
    page = Parsed(network.page(seed_network, title="Seeds", links=links, home="../index.html"))
    assert page.details["theme/data-sharing"]["page"] == "themes/data-sharing.html"
    assert "page" not in page.details["theme/funding"]
    assert ("a", {"href": "../index.html"}) in page.elements


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://example.org/x", "/etc/passwd"])
def test_a_link_to_elsewhere_is_refused(seed_network: nx.MultiDiGraph[str], address: str) -> None:
    for given in ({"links": {"theme/data-sharing": address}}, {"home": address}):
        with pytest.raises(ValueError, match="not the address of a page beside"):
            network.page(seed_network, title="Seeds", **given)


def test_the_ties_say_how_they_are_drawn(seeds: Parsed) -> None:
    drawn = [(tie[1], tie[3]) for tie in seeds.data["ties"]]
    assert ("causes", 2) in drawn
    assert {look for relation, look in drawn if relation == "causes"} == {2}
    assert {look for relation, look in drawn if relation == "madeBy"} == {0, 1}


def test_it_is_written(seed_network: nx.MultiDiGraph[str], seed_page: str, tmp_path: Path) -> None:
    network.write(seed_network, tmp_path / "view.html", title="Seeds")
    assert (tmp_path / "view.html").read_text(encoding="utf-8") == seed_page


def test_a_folder_that_is_not_there(seed_network: nx.MultiDiGraph[str], tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        network.write(seed_network, tmp_path / "no" / "view.html", title="Seeds")


def test_vis_network_comes_with_its_licence(seed_page: str) -> None:
    assert "Copyright (c) 2014-2017 Almende B.V." in seed_page


def test_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from kg.views import network; from views.corpora import generated; "
        "print(hashlib.sha256(network.page(generated(2), title='x').encode()).hexdigest())"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "TZ": "Asia/Tokyo",
    }
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.strip() == hashlib.sha256(network.page(generated(2), title="x").encode()).hexdigest()
