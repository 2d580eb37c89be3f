"""Turns abstracts of policy case studies into a knowledge graph in which every statement is tied to its words."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.pipeline import build, extract

    open = KnowledgeGraph.open  # noqa: A001 - read as kg.open

__all__ = ["KnowledgeGraph", "__version__", "build", "extract", "open"]

__version__ = version("smart-policing-kg")

#: Where each public name stands. It is loaded when it is asked for: a process that only queries needs few of them.
_PLACES = {"KnowledgeGraph": "kg.graph", "build": "kg.pipeline", "extract": "kg.pipeline"}


def __getattr__(name: str) -> object:
    if name == "open":
        return import_module("kg.graph").KnowledgeGraph.open
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
