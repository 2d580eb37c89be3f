"""Checks a graph: its evidence against the texts, by the queries of `ontology/checks`, and its shape, by SHACL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import cast

import pyshacl
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from kg import resources
from kg.model import Report, Violation
from kg.readable import Readable
from kg.store import Store
from kg.triples import INFERRED, is_study_graph
from kg.vocabulary import FABIO, KG, SCHEMA

__all__ = ["check_evidence", "check_shapes", "counts", "faults", "verify"]

#: What a report counts, by the names of the queries in `ontology/counts`.
_COUNTED = ("studies", "cases", "statements", "uses", "links", "links_inferred", "evidence", "triples")
#: SHACL runs over so many quads at a time (and the reference data), so that memory stays bounded however many studies.
_BATCH = 20_000
_ABSTRACT = (NamedNode(f"{SCHEMA}text"), NamedNode(f"{SCHEMA}sha256"))
_LINK_FROM = NamedNode(f"{KG}linkFrom")


def verify(store: Readable) -> Report:
    """Run every check over the whole graph, and tell what was looked at as well as what was wrong."""
    evidence, shapes = check_evidence(store), check_shapes(store)
    return Report(evidence.checked | shapes.checked, evidence.violations + shapes.violations)


def check_evidence(store: Readable) -> Report:
    """Compare every quote with the text at its place, and look for claims without evidence.

    The queries use nothing but SPARQL 1.1, so that any store can run them: each gives one row a fault.
    """
    return Report(counts(store), faults(store))


def counts(store: Readable) -> dict[str, int]:
    """Return how much of everything there is to check, and how many checks there are."""
    answers = {name: store.query(resources.queries("counts")[name]) for name in _COUNTED}
    return {name: int(found.rows[0][0] or 0) for name, found in answers.items()} | {"checks": len(_checks())}


def faults(store: Readable) -> tuple[Violation, ...]:
    """Return the claims whose evidence is missing, or is not in its text."""
    return tuple(violation for check in _checks().values() for violation in _faults(_able(store, check), check))


def check_shapes(store: Readable) -> Report:
    """Validate the graph against `ontology/shapes.ttl`, a batch of studies at a time."""
    shapes = rdflib.Graph().parse(data=resources.text(resources.ontology("shapes.ttl")), format="turtle")
    found = {violation: None for batch in _batches(store) for violation in _validate(batch, shapes)}
    count = len(set(shapes.subjects(rdflib.RDF.type, rdflib.SH.NodeShape)))
    return Report({"shapes": count}, tuple(sorted(found, key=lambda v: (v.focus, v.message))))


def _checks() -> Mapping[str, str]:
    return resources.queries("checks")


def _able(store: Readable, check: str) -> Readable:
    """The store, or a copy of its abstracts where it cannot tell their digests itself."""
    if isinstance(store, Store) or "SHA256(" not in check or _hashes(store):
        return store
    told = [quad for predicate in _ABSTRACT for quad in store.quads(predicate=predicate)]
    return Store([*told, *store.quads(object=NamedNode(f"{FABIO}Abstract"))])


def _hashes(store: Readable) -> bool:
    rows = store.query(resources.queries("remote")["hash"]).rows
    return any(hashlib.sha256(str(label).encode()).hexdigest() == digest for label, digest in rows)


def _faults(store: Readable, check: str) -> Iterator[Violation]:
    said = resources.header(check)
    for row in store.query(check):
        yield Violation(str(row["focus"]), _with(said["message"]["en"], row["found"]), said["hint"]["en"])


def _batches(store: Readable) -> Iterator[list[Quad]]:
    """Give the studies by the batch, each with what the rules conclude from it and all that is not about studies."""
    studies = [graph for graph in store.graphs() if is_study_graph(graph)]
    others = [graph for graph in store.graphs() if graph not in {*studies, INFERRED}]
    reference = [quad for graph in others for quad in store.quads(graph)]
    inferred = store if isinstance(store, Store) else Store(store.quads(INFERRED))  # asked for every subject
    batch: list[Quad] = []
    for graph in studies:
        batch.extend(store.quads(graph))
        if len(batch) >= _BATCH:
            yield [*reference, *batch, *_inferred(inferred, batch)]
            batch = []
    yield [*reference, *batch, *_inferred(inferred, batch)]


def _inferred(store: Store, batch: list[Quad]) -> Iterator[Quad]:
    for subject in {quad.subject for quad in batch}:
        if isinstance(subject, NamedNode):
            yield from store.quads(INFERRED, subject=subject)
            for link in store.quads(INFERRED, predicate=_LINK_FROM, object=subject):
                yield from store.quads(INFERRED, subject=cast(NamedNode, link.subject))


def _validate(quads: list[Quad], shapes: rdflib.Graph) -> Iterator[Violation]:
    lines = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    data = rdflib.Graph().parse(data=lines or b"", format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    for result in results.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        shape = results.value(result, rdflib.SH.sourceConstraint) or results.value(result, rdflib.SH.sourceShape)
        focus, found = (results.value(result, part) for part in (rdflib.SH.focusNode, rdflib.SH.value))
        message = _english(results, result, rdflib.SH.resultMessage)
        yield Violation(
            str(focus), _with(message, None if found == focus else found), _english(shapes, shape, rdflib.RDFS.comment)
        )


def _english(graph: rdflib.Graph, subject: rdflib.term.Node | None, predicate: rdflib.URIRef) -> str:
    """The English text that stands there, or the first in the order of the alphabet."""
    texts = sorted(graph.objects(subject, predicate), key=lambda text: (getattr(text, "language", "") != "en", text))
    return str(texts[0]) if texts else ""


def _with(message: str, found: object) -> str:
    return message if found is None else f"{message} (found: {found})"
