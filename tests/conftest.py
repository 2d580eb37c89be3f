"""One tiny world for all tests: the five seeds, as their reviewers marked them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import extraction, graph, lexicon
from kg.loaders import annotated
from kg.model import Reading, Source, Study
from kg.store import Store

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seed_readings() -> tuple[Reading, ...]:
    """The reviewed readings of the seeds, in the order of their ids."""
    files = sorted((ROOT / "seeds" / "annotated" / "seeds").glob("*.xml"))
    return tuple(annotated.parse(file.read_bytes(), Source(str(file), "annotated")) for file in files)


@pytest.fixture(scope="session")
def seed_studies(seed_readings: tuple[Reading, ...]) -> tuple[Study, ...]:
    """The studies that the readings amount to."""
    return tuple(extraction.assemble(reading, lexicon.load()) for reading in seed_readings)


@pytest.fixture(scope="session")
def seed_store(seed_studies: tuple[Study, ...]) -> Store:
    """The whole graph of the seeds, to be read; a test that changes it makes a `Store(seed_store.quads())`."""
    return graph.collect(seed_studies)


@pytest.fixture(scope="session")
def seed_graph_dir(seed_studies: tuple[Study, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the seeds as a built folder, to be read."""
    folder = tmp_path_factory.mktemp("seeds") / "graph"
    graph.write(seed_studies, folder)
    return folder
