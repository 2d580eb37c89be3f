"""What a store elsewhere holds is fetched graph by graph, or not at all."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.remote import RemoteStore, fetch
from kg.store import Store

from .servers import Say, failing
from .test_loading import NOTHING


def test_a_copy_holds_the_same_graphs(seed_store: Store, tmp_path: Path) -> None:
    copy = fetch(seed_store, tmp_path / "store")
    assert set(copy.quads()) == set(seed_store.quads())
    assert copy.graphs() == seed_store.graphs()


def test_a_store_that_holds_nothing_of_ours_gives_nothing(tmp_path: Path) -> None:
    with (
        failing(NOTHING) as store,
        closing(RemoteStore(store.url)) as there,
        pytest.raises(StoreError, match="holds no graph of ours"),
    ):
        fetch(there, tmp_path / "store")
    assert list(tmp_path.iterdir()) == []


def test_half_a_copy_is_none(tmp_path: Path) -> None:
    name = {"graph": {"type": "uri", "value": "https://w3id.org/smart-policing-kg/graph/themes"}}
    body = str({"head": {"vars": ["graph"]}, "results": {"bindings": [name]}}).replace("'", '"').encode()
    with (
        failing(Say(200, body, NOTHING.headers), Say(503)) as store,
        closing(RemoteStore(store.url, pause=lambda _: None)) as there,
        pytest.raises(StoreError, match="is not ready"),
    ):
        fetch(there, tmp_path / "store")
    assert list(tmp_path.iterdir()) == []
