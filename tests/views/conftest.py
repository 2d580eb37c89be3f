"""What the tests of the views share: the seeds as a network, ready to be drawn."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views.texts import drawable


@pytest.fixture(scope="session")
def seed_network(seed_store: Store) -> nx.MultiDiGraph[str]:
    """The graph of the seeds as a network with all that a page needs."""
    return drawable(KnowledgeGraph(seed_store))
