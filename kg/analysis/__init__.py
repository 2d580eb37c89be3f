"""What the graph shows when it is measured: how alike cases are, which themes stand together, and which form groups."""

from kg.analysis.communities import Grouped, case_network, centrality, communities, theme_network
from kg.analysis.cooccurrence import Cooccurrence, cooccurrence
from kg.analysis.measures import Measure, Measured
from kg.analysis.profiles import Profiles, Unit
from kg.analysis.similarity import alike, pairs

__all__ = [
    "Cooccurrence",
    "Grouped",
    "Measure",
    "Measured",
    "Profiles",
    "Unit",
    "alike",
    "case_network",
    "centrality",
    "communities",
    "cooccurrence",
    "pairs",
    "theme_network",
]
