"""A folder that is built again and again while it is served: no error, and no answer or page of two graphs."""

from __future__ import annotations

from pathlib import Path

import soak


def test_a_soak_of_seconds(tmp_path: Path) -> None:
    found = soak.soak(tmp_path / "graph", 12, readers=4, hostile=1, workers=2)
    assert found.wrong == []
    assert len(found.seen) > 1
    assert min(found.published, found.hostile, len(found.times)) > 1


def test_memory_that_grows_is_seen() -> None:
    assert soak.Soaked(front=[90, 100, 100, 100, 101, 100]).growth < 0.05
    assert soak.Soaked(front=[100, 100, 100, 100, 110, 120]).growth > 0.05
