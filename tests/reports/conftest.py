"""What the tests of the brief share: graphs as folders, and their briefs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import pipeline, reports
from kg.graph import KnowledgeGraph
from kg.reports.content import Brief

SEEDS = Path(__file__).parent.parent.parent / "seeds"


@pytest.fixture(scope="session")
def extracted_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph that the program reads in the seeds by itself, so strict that some of it is set aside as candidates."""
    folder = tmp_path_factory.mktemp("extracted") / "graph"
    pipeline.build([SEEDS / "*.txt"], folder, min_confidence=0.93)
    return folder


@pytest.fixture(scope="session")
def seed_brief(seed_graph_dir: Path) -> Brief:
    """The brief of the seeds, as their reviewers marked them."""
    return reports.brief(KnowledgeGraph.open(seed_graph_dir))
