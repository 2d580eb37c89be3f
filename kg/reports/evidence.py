"""Finds the statement or the link that a stretch of an abstract is evidence for."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg.store import Store
from kg.vocabulary import KG, OA

__all__ = ["claims"]

_MADE_BY, _LINK_TO = NamedNode(f"{KG}madeBy"), NamedNode(f"{KG}linkTo")
_BODY, _TARGET, _SELECTOR = (NamedNode(f"{OA}{name}") for name in ("hasBody", "hasTarget", "hasSelector"))
_START, _END = NamedNode(f"{OA}start"), NamedNode(f"{OA}end")


def claims(store: Store, study: str) -> dict[tuple[int, int], str]:
    """Return the IRIs of what a study (an IRI) claims, its statements and links, by the offsets of the words."""
    statements = sorted(_subjects(store, _MADE_BY, NamedNode(study)), key=str)
    links = sorted({link for one in statements for link in _subjects(store, _LINK_TO, one)}, key=str)
    found: dict[tuple[int, int], str] = {}
    for claim in (*statements, *links):
        for annotation in _subjects(store, _BODY, claim):
            for target in _objects(store, annotation, _TARGET):
                for place in _places(store, target):
                    found.setdefault(place, claim.value)
    return found


def _places(store: Store, target: NamedNode) -> Iterator[tuple[int, int]]:
    for selector in _objects(store, target, _SELECTOR):
        starts, ends = (_number(store, selector, predicate) for predicate in (_START, _END))
        if starts is not None and ends is not None:
            yield starts, ends


def _number(store: Store, subject: NamedNode, predicate: NamedNode) -> int | None:
    found = (quad.object for quad in store.quads(subject=subject, predicate=predicate))
    return next((int(one.value) for one in found if isinstance(one, Literal)), None)


def _subjects(store: Store, predicate: NamedNode, of: NamedNode) -> Iterator[NamedNode]:
    found = (quad.subject for quad in store.quads(predicate=predicate, object=of))
    return (one for one in found if isinstance(one, NamedNode))


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
    found = (quad.object for quad in store.quads(subject=subject, predicate=predicate))
    return (one for one in found if isinstance(one, NamedNode))
