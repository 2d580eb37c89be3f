"""Killed, crowded, or without room: the graph is the old one or the new one, and the next build mends what is left."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import files, graph
from kg.errors import OutputError
from kg.graph import KnowledgeGraph
from kg.model import Study
from kg.store import Store

ROOT = Path(__file__).parent.parent
REVIEWED = ROOT / "seeds" / "annotated" / "seeds"
#: How many builds and exports are killed, and how many loads; `scripts/hostile` kills 200 of each.
KILLS = os.environ.get("KG_KILLS", "20")


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a graph; what a build has read stays in its ledger, also when it fails."""
    files = (path for path in sorted(folder.iterdir()) if path.is_file() and ".sqlite" not in path.name)
    return {path.name: path.read_bytes() for path in files}


def kg(*words: object, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process that has done something `before`."""
    command = [sys.executable, "-m", "kg", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=before)


def with_little_room() -> None:
    """Let no file of this process have more than 60,000 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def test_builds_and_exports_that_are_killed_leave_nothing_half(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).parent / "chaos.py"), str(tmp_path), KILLS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == f"{KILLS} kills, 0 faults, 0 left over, 1 store\n", done.stderr[-3000:]
    assert done.returncode == 0


@pytest.mark.stores
def test_loads_and_servers_that_are_killed_leave_no_graph_half_and_the_next_load_ends_them(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).parent / "chaos.py"), "--load", str(tmp_path), KILLS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == f"{KILLS} kills, 0 faults\n", done.stderr[-3000:]
    assert done.returncode == 0


def test_a_first_build_that_was_killed_can_be_done_again(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    out = tmp_path / "g"
    graph.write(seed_studies[:1], out)
    (out / "kg.json").unlink()
    (out / ".kg.json.0123abcd.part").write_bytes(b"{")
    (out / ".store-0123456789ab.part").mkdir()
    (out / ".store-0123456789ab.part" / "x").touch()
    graph.write(seed_studies[1:2], out)
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
    assert len(list(out.glob("store-*"))) == 1
    assert KnowledgeGraph.open(out).verify().conforms


@pytest.mark.parametrize("names", [["graph.ttl"], ["graph.nq", "mine.txt"], [".graph.ttl.part"], [".git"]])
def test_a_folder_that_no_build_began_is_left_alone(
    names: list[str], tmp_path: Path, seed_studies: tuple[Study, ...]
) -> None:
    for name in names:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="holds files that are not a graph's"):
        graph.write(seed_studies[:1], tmp_path)
    assert contents(tmp_path) == dict.fromkeys(sorted(names), b"mine")


HOLD = """
import sys, time
from pathlib import Path
from kg import files
with files.alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_build_waits_and_then_refuses_and_a_killed_one_lets_go(
    tmp_path: Path, seed_studies: tuple[Study, ...]
) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    with holder.stdout:
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(OutputError, match="is being written by another process; try again"),
            files.alone(tmp_path, seconds=0.1),
        ):
            pass
        threading.Timer(0.5, holder.kill).start()
        begun = time.monotonic()
        graph.write(seed_studies[:1], tmp_path)
    assert holder.wait() == -9
    assert time.monotonic() - begun > 0.3
    assert KnowledgeGraph.open(tmp_path).verify().conforms


def test_without_room_the_old_graph_stays(tmp_path: Path) -> None:
    out = tmp_path / "g"
    assert kg("build", min(REVIEWED.glob("*.xml")), "-o", out, "--quiet").returncode == 0
    before = contents(out)
    for command in (["build", REVIEWED, "-o", out], ["export", out, "-o", out / "graph.ttl"]):
        done = kg(*command, before=with_little_room)
        assert done.returncode == 2, done.stderr
        assert "cannot be written" in done.stderr
        assert "Traceback" not in done.stderr
    assert contents(out) == before
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
    assert KnowledgeGraph.open(out).verify().conforms


def as_nobody_special() -> None:
    """Take from root, in a child, what lets it write where nobody may; others have no such thing to lose."""
    drop_from_what_can_be_had, override_of_permissions = 24, 1
    ctypes.CDLL(None).prctl(drop_from_what_can_be_had, override_of_permissions)


def test_in_folders_that_are_read_only_the_old_graph_and_the_old_export_stay(
    tmp_path: Path, seed_studies: tuple[Study, ...]
) -> None:
    out, beside = tmp_path / "g", tmp_path / "exports"
    graph.write(seed_studies[:1], out)
    beside.mkdir()
    (beside / "graph.ttl").write_bytes((out / "graph.ttl").read_bytes())
    before = contents(out) | contents(beside)
    read_only = [beside, out, *(path for path in out.iterdir() if path.is_dir())]
    for folder in read_only:
        folder.chmod(0o555)
    try:
        touched = subprocess.run(["touch", out / "x"], check=False, preexec_fn=as_nobody_special, capture_output=True)
        assert touched.returncode == 1, "the folder can be written all the same"
        for words in (["build", REVIEWED, "-o", out], ["export", out, "-o", beside / "graph.ttl"]):
            done = kg(*words, before=as_nobody_special)
            assert (done.returncode, "cannot be written" in done.stderr) == (2, True), done.stderr
            assert "Traceback" not in done.stderr
        asked = kg("query", out, "ASK { ?s ?p ?o }", before=as_nobody_special)
        assert asked.returncode == 0, asked.stderr
    finally:
        for folder in read_only:
            folder.chmod(0o755)
    assert contents(out) | contents(beside) == before


def test_a_place_where_nothing_can_be_made_is_refused() -> None:
    done = kg("build", REVIEWED, "-o", "/proc/graph")
    assert done.returncode == 2
    assert "/proc/graph cannot be made a folder" in done.stderr


def test_half_of_a_new_graph_is_not_read_with_half_of_an_old_one(
    tmp_path: Path, seed_studies: tuple[Study, ...]
) -> None:
    """As when a build is killed between two of its files: the store is the old one, and the files are not mixed."""
    graph.write(seed_studies[:1], tmp_path / "a")
    graph.write(seed_studies[1:2], tmp_path / "b")
    (tmp_path / "a" / "graph.nq").write_bytes((tmp_path / "b" / "graph.nq").read_bytes())
    assert len(KnowledgeGraph.open(tmp_path / "a")) > 1000
    with pytest.raises(Exception, match=r"graph\.nq is not the file that was built; build the graph again"):
        KnowledgeGraph.open(tmp_path / "a", with_candidates=True)


@pytest.mark.parametrize("change", [{"format": 0}, {"format": 2}, {"store": 5}, {"files": []}, {"files": {"x": 1}}])
def test_another_version_is_refused_and_can_be_replaced(
    change: dict[str, object], tmp_path: Path, seed_studies: tuple[Study, ...]
) -> None:
    graph.write(seed_studies[:1], tmp_path)
    pointer = tmp_path / "kg.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | change))
    with pytest.raises(Exception, match="was built by another version; build it again with this one"):
        KnowledgeGraph.open(tmp_path)
    graph.write(seed_studies[:1], tmp_path)
    assert KnowledgeGraph.open(tmp_path).verify().conforms


def test_a_pointer_leads_nowhere_else(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    graph.write(seed_studies[:1], tmp_path / "g")
    (tmp_path / "empty.nq").touch()
    Store.create(tmp_path / "other", tmp_path / "empty.nq")
    pointer = tmp_path / "g" / "kg.json"
    facts = json.loads(pointer.read_text()) | {"store": "../other"}
    pointer.write_text(json.dumps(facts | {"files": facts["files"] | {"../../etc/passwd": "0"}}))
    opened = KnowledgeGraph.open(tmp_path / "g")
    assert len(opened) > 1000
    assert [v.focus for v in opened.verify().violations] == [str(tmp_path / "g" / "passwd")]
