"""A load sends what has changed, whole graph by whole graph, and goes on where it was cut off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.errors import StoreError
from kg.remote import GraphStore, Loaded, RemoteStore, load, load_into
from kg.remote.endpoint import DIGEST
from kg.store import Store
from kg.triples import DATASET, is_study_graph

from .servers import Request, Say, failing

T = TypeVar("T")

NOTHING = Say(
    200, b'{"head": {"vars": []}, "results": {"bindings": []}}', {"Content-Type": "application/sparql-results+json"}
)
DONE = Say(204)


def graph_of(request: Request) -> str:
    return parse_qs(urlsplit(request.path).query)["graph"][0]


def nobody_waits(_: float) -> None:
    """Pause for no time."""


def test_each_graph_is_put_with_its_digest_last(seed_store: Store) -> None:
    with failing(NOTHING, NOTHING, DONE) as store:
        done = load_into(seed_store, store.url)
    sent = store.requests[2:]
    assert done == Loaded(len(seed_store.graphs()), 0, 0, sum(1 for _ in seed_store.quads()))
    assert str(done).startswith("Graphs: 13 sent (12,")
    assert [NamedNode(graph_of(request)) for request in sent][-1] == DATASET
    assert {request.method for request in sent} == {"PUT"}
    for request in sent:
        *lines, digest = request.body.splitlines(keepends=True)
        assert hashlib.sha256("".join(lines).encode()).hexdigest() in digest
        assert digest.startswith(f"<{graph_of(request)}> {DIGEST} ")
        found = {quad.triple for quad in parse("".join(lines), RdfFormat.N_TRIPLES)}
        assert found == {quad.triple for quad in seed_store.quads(NamedNode(graph_of(request)))}


def test_the_studies_come_first(seed_store: Store) -> None:
    with failing(NOTHING, NOTHING, DONE) as store:
        load_into(seed_store, store.url)
    are_studies = [is_study_graph(NamedNode(graph_of(request))) for request in store.requests[2:]]
    assert are_studies == sorted(are_studies, reverse=True)
    assert sum(are_studies) == 5


def test_a_load_that_fails_says_which_graph(seed_store: Store) -> None:
    said = r"does not take https://\S+/graph/study-001\S+ \(400\): bad IRI"
    with failing(NOTHING, NOTHING, DONE, Say(400, b"bad IRI")) as store, pytest.raises(StoreError, match=said):
        load_into(seed_store, store.url)


@pytest.mark.parametrize("status", [404, 405])
def test_what_is_no_graph_store(status: int) -> None:
    said = rf"is not a graph store \({status}\): nothing here"
    with (
        failing(Say(status, b"nothing here")) as store,
        closing(GraphStore(store.url)) as target,
        pytest.raises(StoreError, match=said),
    ):
        target.put(DATASET, [])


def test_what_is_gone_already_need_not_be_removed() -> None:
    with failing(Say(404)) as store, closing(GraphStore(store.url)) as target:
        target.delete(DATASET)
    assert [(request.method, graph_of(request)) for request in store.requests] == [("DELETE", DATASET.value)]


def test_a_large_graph_is_sent_in_parts_and_a_part_again() -> None:
    line = f'<urn:s> <urn:p> "{"x" * 999_000}" .\n'.encode()
    with failing(DONE, Say(503), DONE) as store, closing(GraphStore(store.url, pause=nobody_waits)) as target:
        target.put(DATASET, iter([line] * 9))
    assert [request.method for request in store.requests] == ["PUT", "POST", "POST", "POST"]
    bodies = [request.body for request in store.requests]
    assert bodies[1] == bodies[2]
    assert "".join([bodies[0], *bodies[2:]]).encode() == line * 9


def test_two_digests_are_none(seed_store: Store) -> None:
    """Whoever adds to a graph by other means than ours may leave two."""
    rows = [
        {"graph": {"type": "uri", "value": DATASET.value}, "digest": {"type": "literal", "value": value}}
        for value in ("a", "b")
    ]
    body = json.dumps({"head": {"vars": ["graph", "digest"]}, "results": {"bindings": rows}}).encode()
    with failing(Say(200, body, NOTHING.headers)) as store, closing(RemoteStore(store.url)) as endpoint:
        assert endpoint.digests() == {DATASET: "ab"}
    assert len(seed_store.graphs()) == 13


def test_every_load_names_what_it_does(seed_store: Store) -> None:
    titles = []

    def progress(graphs: Collection[T], title: str) -> Iterator[T]:
        titles.append(title)
        yield from graphs

    with failing(NOTHING, NOTHING, DONE) as store:
        target, endpoint = GraphStore(store.url), RemoteStore(store.url)
        with closing(target), closing(endpoint):
            load(seed_store, target, endpoint, progress=progress)
    assert titles == ["Removing graphs", "Sending graphs"]
