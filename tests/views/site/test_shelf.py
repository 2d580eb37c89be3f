"""What stands in the file of a graph is what its store holds, study by study."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from kg import graph, triples
from kg.graph import KnowledgeGraph
from kg.model import Study
from kg.views.site.shelf import Shelf


def test_the_file_gives_what_the_store_gives(seed_studies: tuple[Study, ...], tmp_path: Path) -> None:
    # Names such that the lines of one study stand between those of another.
    names = ["a", "a-b", "a-b-c", "<中>", "a.b"]
    studies = [
        dataclasses.replace(study, abstract=dataclasses.replace(study.abstract, id=name))
        for study, name in zip(seed_studies, names, strict=True)
    ]
    graph.write(studies, tmp_path / "graph")
    opened = KnowledgeGraph.open(tmp_path / "graph")
    shelf, without_folder = Shelf(opened), Shelf(KnowledgeGraph(opened.store))
    for name in names:
        found = set(shelf.quads(triples.study_graph(name)))
        assert found == set(opened.store.quads(triples.study_graph(name)))
        assert found == set(without_folder.quads(triples.study_graph(name)))
        assert len(found) > 100
