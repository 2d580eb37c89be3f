"""A Dask scheduler and its workers on the loopback interface, each a process of its own, as long as a test lives."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Cluster", "cluster"]

#: Seconds within which a process must be there.
_PATIENCE = 60


@dataclass(slots=True)
class Cluster:
    """The address of a scheduler, and the processes of its workers by their names."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a worker of one thread, whom nobody starts again when it is lost."""
        words = [self.address, "--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        words += ["--local-directory", str(self.folder / name), "--host", "127.0.0.1"]
        self.workers[name] = _start(self.folder / f"{name}.log", "dask_worker", *words)

    def wait(self) -> None:
        """Wait until all workers that were started have said so."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=_PATIENCE)


@contextlib.contextmanager
def cluster(folder: Path, *names: str, losses: int = 3) -> Iterator[Cluster]:
    """Run a scheduler, and workers of these names; none is left when the block ends.

    A piece of work may cost so many workers (`losses`) and is still given to another.
    """
    told = folder / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    found = Cluster("", folder, _start(folder / "scheduler.log", "dask_scheduler", *words, losses=losses))
    try:
        found.address = _address(told, found.scheduler)
        for name in names:
            found.start(name)
        yield found
    finally:
        processes = [found.scheduler, *found.workers.values()]
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def _address(told: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError):
            return str(json.loads(told.read_text(encoding="utf-8"))["address"])
        time.sleep(0.05)
    raise RuntimeError(told.with_suffix(".log").read_text(encoding="utf-8"))


def _start(log: Path, command: str, *words: str, losses: int = 3) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    environment["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = str(losses)
    with log.open("wb") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", *words], stdout=stream, stderr=stream, env=environment
        )
