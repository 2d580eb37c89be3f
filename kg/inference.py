"""What follows from the statements by the rules of `ontology/rules`, in a named graph of its own."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from kg import iris, resources
from kg.store import Store
from kg.triples import INFERRED

__all__ = ["infer"]


def infer(store: Store) -> int:
    """Apply every rule to what was stated, put the result in the place of what was inferred before, and count it.

    No rule sees what another one concluded.

    Raises:
        QuerySyntaxError: if a rule does not parse.
        IriError: if a rule makes an IRI that some store would refuse.

    """
    store.replace_graph(INFERRED, ())
    found = {quad for rule in resources.queries("rules").values() for quad in _concluded(store, rule)}
    store.replace_graph(INFERRED, found)
    return len(found)


def _concluded(store: Store, rule: str) -> Iterator[Quad]:
    for triple in store.construct(rule):
        if isinstance(triple.subject, NamedNode):
            iris.check(triple.subject.value)
        yield Quad(triple.subject, triple.predicate, triple.object, INFERRED)
