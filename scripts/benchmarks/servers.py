"""Runs the servers that are measured, each on a free port of the loopback interface, and tells what they take."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Server", "kg", "oxigraph"]

_PROC = Path("/proc")
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server's process and where it listens."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def processes(self) -> list[int]:
        """Return the ids of its own process and of those that it started."""
        return [self.process.pid, *_children(self.process.pid)]

    def cpu(self) -> dict[int, float]:
        """Return the CPU seconds of each of its processes so far, by their ids."""
        tick = os.sysconf("SC_CLK_TCK")
        fields = {pid: _stat(pid) for pid in self.processes()}
        return {pid: (int(found[11]) + int(found[12])) / tick for pid, found in fields.items() if found}

    def memory(self, *, peak: bool = False) -> dict[int, int]:
        """Return the bytes of memory that each of its processes holds, or the most that it ever held."""
        return {pid: _memory(pid, "VmHWM" if peak else "VmRSS") for pid in self.processes()}


@contextlib.contextmanager
def kg(folder: Path, *options: str, log: Path | None = None) -> Iterator[Server]:
    """Run `kg serve` on a built folder; its log goes to a file, or nowhere."""
    port = _free_port()
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", str(port), *options]
    with _running(command, port, "/healthz", log) as server:
        yield server


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Run the bare Oxigraph server on the store of a built folder, of which it takes a copy."""
    port = _free_port()
    (store,) = folder.glob("store-*")
    copy = folder.with_name(f"{folder.name}-oxigraph")
    shutil.copytree(store, copy)
    tool = Path(sys.executable).with_name("oxigraph")
    where = ["--location", str(copy), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    try:
        with _running([str(tool), "serve-read-only", *where], port, "/", None) as server:
            yield server
    finally:
        shutil.rmtree(copy)


@contextlib.contextmanager
def _running(command: Sequence[str], port: int, path: str, log: Path | None) -> Iterator[Server]:
    with (log or Path(os.devnull)).open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(process, f"http://127.0.0.1:{port}{path}")
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer ({process.poll()})")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _children(parent: int) -> list[int]:
    known = (int(path.name) for path in _PROC.iterdir() if path.name.isdecimal())
    return [pid for pid in known if (found := _stat(pid)) and int(found[1]) == parent]


def _stat(pid: int) -> list[str]:
    """The fields of a process's state after its name; none of one that is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _memory(pid: int, field: str) -> int:
    try:
        lines = (_PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:")), 0)
