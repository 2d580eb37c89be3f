"""The only bridge between the model and RDF: studies and the ontology files as quads, and quads as a reading."""

from kg.triples.blocks import Blocks
from kg.triples.dataset import dataset_quads, package_version
from kg.triples.described import Described
from kg.triples.graphs import CANDIDATES, DATASET, INFERRED, STUDY_GRAPHS, candidates_graph, is_study_graph, study_graph
from kg.triples.questions import question_quads
from kg.triples.readings import reading
from kg.triples.reference import ontology_quads
from kg.triples.studies import claimed, declared, quads, said, turtle

__all__ = [
    "CANDIDATES",
    "DATASET",
    "INFERRED",
    "STUDY_GRAPHS",
    "Blocks",
    "Described",
    "candidates_graph",
    "claimed",
    "dataset_quads",
    "declared",
    "is_study_graph",
    "ontology_quads",
    "package_version",
    "quads",
    "question_quads",
    "reading",
    "said",
    "study_graph",
    "turtle",
]
