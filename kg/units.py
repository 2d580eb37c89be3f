"""What one study adds to a graph, written down for every file of it: units are made apart, and put together later.

No rule and no check looks beyond one study: what is inferred and found wrong here is what the whole graph would give.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from pyoxigraph import NamedNode

from kg import exports, inference, resources, triples, validation
from kg.errors import GraphError
from kg.extraction import certainty
from kg.intake import Card
from kg.model import Entry, Study
from kg.store import Store
from kg.vocabulary import KG, RDF, Role, Status

__all__ = ["Unit", "digest", "key", "make"]

_TYPE, _LINK = NamedNode(f"{RDF}type"), NamedNode(f"{KG}Link")
#: What a unit depends on besides its entry: packages and modules, and files of the ontology.
_MADE_BY = (
    "exports", "extraction/assembly.py", "extraction/certainty.py", "inference.py", "iris.py", "lexicon.py", "model.py",
    "triples", "units.py", "vocabulary.py",
)  # fmt: skip
_CURATED = ("checks", "concepts.ttl", "places.ttl", "rules", "study.ttl", "themes.ttl")
#: And what that of an abstract depends on, which no reviewer has read.
_READ_BY, _CUES = ("extraction",), ("cues.toml",)


@dataclass(frozen=True, slots=True)
class Unit:
    """One study in lines of N-Quads, each kind of them sorted, and as Turtle after the prefixes of all.

    `own` stands in the graph of the study, `inferred` in that of the rules, `shared` declares concepts that no curated
    scheme has, and `candidates` is kept apart. `counts` says how much of everything that is.
    """

    graph: str
    own: bytes
    turtle: bytes
    inferred: bytes
    shared: bytes
    candidates: bytes
    counts: Mapping[str, int]


def key(entry: Entry | Card, least: float) -> str:
    """Return what tells the unit of an entry from every other, wherever the entry stands in whatever file.

    Units are alike if the entry says the same, is read in the same way, and `least` parts the same candidates from it.
    """
    card = entry if isinstance(entry, Card) else Card.of(entry)
    made_by = [*_versions(), resources.digest(_MADE_BY, _CURATED)]
    if not card.reviewed:
        made_by.append(resources.digest(_READ_BY, _CUES))
    return hashlib.sha256(repr((card.digest, least, made_by)).encode()).hexdigest()


def digest(unit: Unit) -> str:
    """Return what tells a unit, however it was made, from every other."""
    return hashlib.sha256(repr(unit).encode()).hexdigest()


@functools.cache
def _versions() -> tuple[str, str]:
    return triples.package_version(), version("pyoxigraph")


def make(studies: Iterable[Study], least: float = 0) -> Iterator[Unit]:
    """Give the unit of each study; what of it was read with less confidence than `least` is a candidate.

    Raises:
        GraphError: if a claim's evidence is not in its text.

    """
    written = [_Written.of(*certainty.part(study, least)) for study in studies]
    faults = validation.faults(Store.of(b"".join(one.own + one.shared + one.candidates for one in written)))
    if faults:
        first = faults[0]
        raise GraphError(f"{len(faults)} claims lack their evidence, first {first.focus}: {first.message}")
    yield from map(_unit, written)


@dataclass(frozen=True, slots=True)
class _Written:
    """One study and its candidates, and their lines."""

    study: Study
    doubtful: Study
    said: triples.Blocks
    own: bytes
    shared: bytes
    candidates: bytes

    @classmethod
    def of(cls, study: Study, doubtful: Study) -> _Written:
        name, said = study.abstract.id, triples.said(study)
        claims = triples.claimed(doubtful).lines(triples.candidates_graph(name))
        return cls(
            study,
            doubtful,
            said,
            own=_joined(said.lines(triples.study_graph(name))),
            shared=_joined(triples.declared(study).lines(triples.CANDIDATES)),
            candidates=_joined(sorted(claims + triples.declared(doubtful).lines(triples.CANDIDATES))),
        )


def _joined(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode()


def _unit(written: _Written) -> Unit:
    store = Store.of(written.own + written.shared)
    inference.infer(store)
    inferred = list(store.quads(triples.INFERRED))
    concluded = exports.lines(inferred)
    links = sum(quad.predicate == _TYPE and quad.object == _LINK for quad in inferred)
    counts = _counted(written.study, written.doubtful, links)
    return Unit(
        graph=triples.study_graph(written.study.abstract.id).value,
        own=written.own,
        turtle=written.said.turtle(quad.triple for quad in inferred).encode(),
        inferred=b"".join(concluded),
        shared=written.shared,
        candidates=written.candidates,
        counts=dict(counts) | {"triples": written.own.count(b"\n") + len(concluded)},
    )


def _counted(study: Study, doubtful: Study, inferred_links: int) -> Counter[str]:
    """How much there is of everything, by name; what there is none of is left out."""
    counts = Counter[str]()
    counts["studies"] = 1
    counts["reviewed"] = study.status is Status.REVIEWED
    counts["cases"] = len(study.cases)
    counts["comparators"] = sum(case.role is Role.REFERENCE for case in study.cases)
    counts["without_case"] = not study.cases
    counts["links"] = len(study.links)
    counts["links_inferred"] = inferred_links
    counts["candidates"] = len(doubtful.statements) + len(doubtful.uses) + len(doubtful.links)
    counts["evidence"] = sum(len(case.evidence) for case in study.cases)
    counts["evidence"] += len(study.statements) + len(study.uses)
    counts["evidence"] += sum(link.evidence is not None for link in study.links)
    counts.update(f"statement {statement.kind}" for statement in study.statements)
    counts.update(f"with {kind}" for kind in {statement.kind for statement in study.statements})
    counts.update(f"use {use.concept.kind}" for use in study.uses)
    counts.update(f"theme {theme}" for theme in {t for statement in study.statements for t in statement.themes})
    return +counts
