"""A drawable network holds the abstracts, and its offsets are those of the texts."""

from __future__ import annotations

import networkx as nx

from kg.model import Study
from kg.vocabulary import BASE


def test_every_study_has_its_abstract(seed_network: nx.MultiDiGraph[str], seed_studies: tuple[Study, ...]) -> None:
    for study in seed_studies:
        node = seed_network.nodes[f"{BASE}study/{study.abstract.id}"]
        assert node["text"] == study.abstract.text
        assert node["language"] == study.abstract.language
        assert node["identifier"] == study.abstract.id


def test_offsets_find_the_quotes(seed_network: nx.MultiDiGraph[str]) -> None:
    checked = 0
    for iri, study, kind in seed_network.edges(keys=True):
        if kind == "madeBy":
            said = seed_network.nodes[iri]
            text = seed_network.nodes[study]["text"]
            assert text[said["start"] : said["end"]] == said["quote"]
            checked += 1
    assert checked == 61


def test_themes_have_names_in_both_languages(seed_network: nx.MultiDiGraph[str]) -> None:
    theme = seed_network.nodes[f"{BASE}theme/data-sharing"]
    assert (theme["label_en"], theme["label_zh"]) == ("data sharing", "数据共享")
