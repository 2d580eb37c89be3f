"""Processes of our own that may be lost with what they do, a way to talk to them, and bounds that the system keeps."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

__all__ = ["bound", "close_doors", "start", "way"]

_STATM = Path("/proc/self/statm")


def start(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start a process that runs `serve()` of a module; return it, and the way to talk to it.

    What is sent is pickled, since both ends are ours.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", f"from {module} import serve; serve()", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
    return process, Connection(ours.detach())


def way() -> Connection:
    """Return the other end of the way, in the process that was started."""
    return Connection(int(sys.argv[1]))


def bound(memory: int) -> None:
    """Let this process take so many bytes of memory more than it has, and end at its alarm, whatever runs in it then.

    The alarm has no handler, so that the system itself ends the process, whoever is left.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _STATM.exists():  # only Linux tells what is taken, and keeps to the bound
        taken = resource.getpagesize() * int(_STATM.read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_doors(*, but: int = 0) -> None:
    """Let this process open no further file and no connection, `but` so many at a time."""
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + but,) * 2)
