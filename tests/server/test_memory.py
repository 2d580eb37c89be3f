"""What a large answer took is given back when it has been sent."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.server import memory

#: Eight threads that stay, each of which makes two large texts and lets go of them. Prints how much more memory is held
#: then, in kB.
_THREADS = """
import threading
from pathlib import Path
from kg.server import memory
def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
memory.steady()
before = held()
made, done = threading.Barrier(9), threading.Barrier(9)
def work():
    for size in (30 << 20, 29 << 20):
        text = b"a" * size
        del text
    made.wait()
    done.wait()
for _ in range(8):
    threading.Thread(target=work).start()
made.wait()
print(held() - before)
done.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the GNU allocator keeps what was freed")
def test_large_blocks_go_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", _THREADS], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30_000


def test_other_allocators_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    memory.steady()
