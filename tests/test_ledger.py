"""The ledger keeps what was made, gives what is wanted by its graphs, and is begun anew where it is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.ledger import Ledger
from kg.units import Unit


def unit(name: str) -> Unit:
    own, turtle, inferred, shared, candidates = (
        f"{part} of {name}\n".encode() for part in ("own", "turtle", "inferred", "shared", "candidates")
    )
    return Unit(f"urn:{name}", own, turtle, inferred, shared, candidates, {"studies": 1})


def test_what_is_wanted_comes_by_its_graph(tmp_path: Path) -> None:
    with Ledger(tmp_path / "units.sqlite") as ledger:
        ledger.put([("k2", unit("b")), ("k1", unit("c")), ("k3", unit("a"))])
        ledger.want(["k1", "k2", "unknown"])
        assert list(ledger.lines("own", "candidates")) == [
            (b"own of b\n", b"candidates of b\n"),
            (b"own of c\n", b"candidates of c\n"),
        ]
        assert list(ledger.counts()) == [{"studies": 1}] * 2
        ledger.remember("digest")
    with Ledger(tmp_path / "units.sqlite") as ledger:
        assert [ledger.has(key) for key in ("k1", "k2", "k3")] == [True, True, False]


def test_what_was_put_is_kept_without_a_farewell(tmp_path: Path) -> None:
    left = Ledger(tmp_path / "units.sqlite")
    left.put([("k", unit("a"))])
    with Ledger(tmp_path / "units.sqlite") as ledger:
        assert ledger.has("k")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_damaged_ledger_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "units.sqlite").write_bytes(content)
    with Ledger(tmp_path / "units.sqlite") as ledger:
        ledger.put([("k", unit("a"))])
        assert ledger.has("k")


def test_one_of_another_version_is_begun_anew(tmp_path: Path) -> None:
    with Ledger(tmp_path / "units.sqlite") as ledger:
        ledger.put([("k", unit("a"))])
    other = sqlite3.connect(tmp_path / "units.sqlite")
    other.execute("PRAGMA user_version = 99")
    other.close()
    with Ledger(tmp_path / "units.sqlite") as ledger:
        assert not ledger.has("k")


def test_a_ledger_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"units\.sqlite cannot be written"):
        Ledger(tmp_path / "nowhere" / "units.sqlite")
