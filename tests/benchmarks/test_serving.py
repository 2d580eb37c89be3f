"""The benchmark of serving: both servers answer alike, and the table says what each takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import clients, servers, serving
from benchmarks.serving import Row


@pytest.mark.stores
def test_both_servers_are_asked_and_answer_alike(seed_graph_dir: Path) -> None:
    rows = serving.measure(seed_graph_dir, rounds=1, seconds=0.2, count=2, asked=["concept", "technology_cases"])
    assert [row.name for row in rows] == ["concept", "technology_cases"]
    assert all(min(row) > 0 for row in (row[1:] for row in rows))
    assert all(row.ratio == pytest.approx(row.ours / row.theirs) for row in rows)
    assert not list(seed_graph_dir.parent.glob("*-oxigraph"))


def test_what_fails_is_counted_and_not_taken_for_an_answer(seed_graph_dir: Path) -> None:
    with servers.kg(seed_graph_dir, "--workers", "1") as server:
        found = clients.ask(server.port, "no query", clients=2, seconds=0.3)
        assert found.failed == len(found.times) > 0
        assert found.a_second == 0
        with pytest.raises(ValueError, match=r"answers of .* failed"):
            serving._asked(server, "no query", 0.3, 2)


def test_the_table_has_a_line_for_each_query() -> None:
    shown = serving.table([Row("nothing", 1250.4, 2500.0, 0.5, 0.1, 0.64, 0.14, 0.03)])
    assert shown.splitlines()[2] == "| `nothing` | 1,250 | 2,500 | 0.50 | 0.10 | 0.64 | 0.14 | 0.03 |"
