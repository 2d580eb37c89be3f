"""A build that is killed goes on where it was, and gives the bytes of one that was not."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import outputs, pipeline, volumes
from kg.folder import Folder

COUNT = 40


def write_abstracts(folder: Path) -> Path:
    folder.mkdir()
    for number in range(COUNT):
        text = (
            f"Taking Z City as a case, study {number} finds problems such as poor data sharing and lack of talents. "
            "The causes are unclear duties and short funds. It is suggested to build a shared platform and train staff."
        )
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


def kept(out: Path) -> int:
    """How many units the ledger has."""
    try:
        with sqlite3.connect(f"file:{out / outputs.LEDGER}?mode=ro", uri=True) as ledger:
            (count,) = ledger.execute("SELECT COUNT(*) FROM unit").fetchone()
    except sqlite3.Error:
        return 0
    return int(count)


def test_a_build_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    texts, out = write_abstracts(tmp_path / "in"), tmp_path / "g"
    pipeline.build([texts], tmp_path / "clean")
    code = "import sys; from pathlib import Path; from kg import pipeline; pipeline._PIECE = 1"
    code += "; pipeline.build([Path(sys.argv[1])], Path(sys.argv[2]))"
    before = 0
    for _ in range(3):
        build = subprocess.Popen([sys.executable, "-c", code, str(texts), str(out)], start_new_session=True)
        until = time.monotonic() + 60
        while kept(out) <= before and build.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        assert kept(out) >= before, "what was made is kept"
        before = kept(out)
    assert before
    summary = pipeline.build([texts], out)
    assert summary.studies == COUNT
    for name in ("graph.nq", "graph.ttl", "candidates.nq", "kg.json"):
        assert (out / name).read_bytes() == (tmp_path / "clean" / name).read_bytes()
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []


def test_a_build_that_is_killed_between_volumes_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"_WHOLE": 3, "_FEWEST": 1, "_MOST": 2}
    for name, number in small.items():
        monkeypatch.setattr(volumes, name, number)
    texts, out = write_abstracts(tmp_path / "in"), tmp_path / "g"
    pipeline.build([texts], tmp_path / "clean")
    code = "import sys; from pathlib import Path; from kg import pipeline, volumes; "
    code += "".join(f"volumes.{name} = {number}; " for name, number in small.items())
    code += "pipeline.build([Path(sys.argv[1])], Path(sys.argv[2]))"
    build = subprocess.Popen([sys.executable, "-c", code, str(texts), str(out)], start_new_session=True)
    until = time.monotonic() + 60
    while len(list(out.glob("graph-*.nq"))) < 3 and build.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(build.pid, signal.SIGKILL)
    build.wait()
    assert not (out / "kg.json").exists()
    there = {path: path.stat().st_ino for path in out.glob("graph-*.nq")}
    assert len(there) >= 3
    pipeline.build([texts], out)
    assert sum(path.stat().st_ino == inode for path, inode in there.items()) >= 2, "volumes that were done are kept"
    for name in (*Folder.read(out).digests, "kg.json"):
        assert (out / name).read_bytes() == (tmp_path / "clean" / name).read_bytes()
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
