"""The named graphs: one a study, one a curated file; candidates, questions, inferences, dataset."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.triples.terms import node

__all__ = [
    "CANDIDATES",
    "DATASET",
    "INFERRED",
    "QUESTIONS",
    "STUDY_GRAPHS",
    "candidates_graph",
    "is_study_graph",
    "reference_graph",
    "study_graph",
]

#: The theories, methods and technologies that no curated scheme has.
CANDIDATES = node("graph", "candidates")
#: What the dataset says of itself.
DATASET = node("graph", "dataset")
#: The named questions.
QUESTIONS = node("graph", "questions")
#: What the rules conclude.
INFERRED = node("graph", "inferred")

#: With what the names of the graphs of studies begin.
STUDY_GRAPHS = node("graph", "study-").value


def study_graph(study: str) -> NamedNode:
    """Return the named graph of the study with that id."""
    return node("graph", f"study-{study}")


def candidates_graph(study: str) -> NamedNode:
    """Return the named graph of what the study with that id may say: it is kept apart, in a file of its own."""
    return node("graph", f"candidates-{study}")


def is_study_graph(graph: NamedNode) -> bool:
    """Tell whether a named graph is that of a study."""
    return graph.value.startswith(STUDY_GRAPHS)


def reference_graph(name: str) -> NamedNode:
    """Return the named graph of a curated file (`ontology`, `themes`, `concepts`, `places`)."""
    return node("graph", name)
