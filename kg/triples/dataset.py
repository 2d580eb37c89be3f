"""The description of the dataset itself: what it holds, how much, in which version, and who made the readings."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.metadata import version

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iris import slug
from kg.triples.graphs import DATASET
from kg.triples.reference import read_turtle
from kg.triples.terms import TYPE, count, kg, node, term, typed
from kg.vocabulary import DCAT, DCTERMS, PROV, SCHEMA, VOID, Status

__all__ = ["agent", "dataset_quads", "package_version"]

_DISTRIBUTION = "smart-policing-kg"


@functools.cache
def package_version() -> str:
    """Return the version of this package, which is the version of what it makes."""
    return version(_DISTRIBUTION)


def agent(status: Status) -> str:
    """Return who reads a study of that status, by its name: this software in its version, or a reviewer."""
    return "reviewer" if status is Status.REVIEWED else f"{_DISTRIBUTION}-{package_version()}"


def dataset_quads(counts: Mapping[str, int], triples: int, *, modified: str | None = None) -> list[Quad]:
    """Return the description of a dataset as quads of `graph:dataset`.

    Args:
        counts: how many members each class of our ontology has, by its local name (`Study`, `Problem`).
        triples: how many triples the other graphs hold; those of the description are added to them.
        modified: an `xsd:dateTime`, or nothing where no date is to be told.

    """
    dataset = node("dataset", _DISTRIBUTION)
    said = [*read_turtle("dataset.ttl"), *_software()]
    said.append(Triple(dataset, term(DCAT, "version"), Literal(package_version())))
    if modified:
        said.append(Triple(dataset, term(DCTERMS, "modified"), typed(modified, "dateTime")))
    for name, number in sorted(counts.items()):
        said.extend(_partition(dataset, name, number))
    total = triples + len(said) + 1
    said.append(Triple(dataset, term(VOID, "triples"), count(total)))
    return [Quad(triple.subject, triple.predicate, triple.object, DATASET) for triple in said]


def _software() -> list[Triple]:
    software = node("agent", agent(Status.EXTRACTED))
    return [
        Triple(software, TYPE, term(PROV, "SoftwareAgent")),
        Triple(software, term(DCTERMS, "isVersionOf"), node("agent", _DISTRIBUTION)),
        Triple(software, term(SCHEMA, "softwareVersion"), Literal(package_version())),
    ]


def _partition(dataset: NamedNode, name: str, number: int) -> list[Triple]:
    part = node("dataset", f"{_DISTRIBUTION}-{slug(name)}")
    return [
        Triple(dataset, term(VOID, "classPartition"), part),
        Triple(part, TYPE, term(VOID, "Dataset")),
        Triple(part, term(VOID, "class"), kg(name)),
        Triple(part, term(VOID, "entities"), count(number)),
    ]
