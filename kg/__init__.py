"""Turns abstracts of policy case studies into a knowledge graph in which every statement is tied to its words."""

from importlib.metadata import version

from kg.graph import KnowledgeGraph
from kg.pipeline import build, extract

__all__ = ["KnowledgeGraph", "__version__", "build", "extract", "open"]

__version__ = version("smart-policing-kg")

#: Open a folder that `kg build` made.
open = KnowledgeGraph.open  # noqa: A001 - read as kg.open
