"""A process of our own talks, keeps to its bounds, and can be shut off."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from kg import isolation

CHILD = """
import signal
from kg import isolation

def serve():
    way = isolation.way()
    memory, but = way.recv()
    isolation.bound(memory)
    isolation.close_doors(but=but)
    try:
        kept = bytearray(1 << 30)
        way.send("had")
    except MemoryError:
        way.send("refused")
    try:
        open("/dev/null")
        way.send("opened")
    except OSError as error:
        way.send(error.errno)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    while True:
        pass
"""


@pytest.mark.parametrize(("memory", "but", "said"), [(1 << 28, 0, ["refused", 24]), (1 << 32, 1, ["had", "opened"])])
def test_a_process_keeps_to_its_bounds(
    memory: int, but: int, said: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bounded.py").write_text(CHILD, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    process, way = isolation.start("bounded")
    with way:
        way.send((memory, but))
        assert [way.recv(), way.recv()] == said
        assert process.wait(10) == -signal.SIGALRM
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
