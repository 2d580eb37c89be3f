"""A thousand queries that mean harm, sent to a server by several clients: each is answered or refused, in time."""

from __future__ import annotations

from pathlib import Path

import hostile_queries
from benchmarks import servers


def test_a_thousand_hostile_queries_harm_nobody(seed_graph_dir: Path) -> None:
    with servers.kg(seed_graph_dir, "--timeout", "0.5", "--workers", "4") as server:
        found = hostile_queries.send(server, 0.5, count=1_000, seed=1, clients=4)
    assert found.wrong == []
    assert sum(found.statuses.values()) == 1_000
    assert found.statuses.keys() <= {"200", "400", "422", "503"}
    assert min(found.statuses["200"], found.statuses["400"], found.statuses["503"]) > 50
