"""Fuzzes targets, each in its own process: `python -m fuzz.run [--seconds N] [--keep] [TARGET...]` in `tests`.

With `--keep`, what reaches more than the corpus does is added to it, and the whole is made as small as it can be.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from . import seeds
from .targets import TARGETS

__all__ = ["fuzz", "main"]

_TESTS = Path(__file__).parent.parent
#: Seconds that one input may take, and megabytes that the process may.
_LIMITS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=4096", "-len_control=20")

#: Whose words a target is given, if not its own.
_WORDS = {"guard": "sparql", "binding": "sparql", "tsv": "csv"}


def main() -> int:
    """Fuzz what the command line names, or all; return how many targets failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long each target is fuzzed")
    parser.add_argument("--keep", action="store_true", help="keep what reaches more")
    parser.add_argument("targets", nargs="*", help=f"{', '.join(TARGETS)}; all, unless some are named")
    given = parser.parse_args()
    if unknown := set(given.targets) - TARGETS.keys():
        parser.error(f"no target is called {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    return sum(fuzz(target, given.seconds, keep=given.keep) for target in given.targets or TARGETS)


def fuzz(target: str, seconds: int, *, keep: bool = False) -> bool:
    """Fuzz a target, say how it went, and return whether it failed."""
    with tempfile.TemporaryDirectory() as folder:
        begin, found, least = (Path(folder) / name for name in ("begin", "found", "least"))
        _write(begin, [*seeds.kept(target), *seeds.own(target)])
        _write(found, [])
        _write(least, [])
        words = _TESTS / "fuzz" / "words" / f"{_WORDS.get(target, target)}.txt"
        options = (f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", f"-dict={words}")
        done = _atheris(target, found, begin, *options)
        runs = re.search(r"Done (\d+) runs", done.stderr)
        if done.returncode or not runs:
            _tell(target, done.stdout + done.stderr, [*Path(folder).glob("crash-*"), *Path(folder).glob("[tos]*-*")])
            return True
        sys.stdout.write(f"{target:12} {int(runs[1]):>9,} inputs in {seconds} s, 0 faults\n")
        if keep:
            _atheris(target, least, begin, found, "-merge=1")
            seeds.keep(target, (path.read_bytes() for path in least.iterdir()))
    return False


def _write(folder: Path, inputs: Iterable[bytes]) -> None:
    folder.mkdir()
    for number, content in enumerate(inputs):
        (folder / str(number)).write_bytes(content)


def _atheris(target: str, *options: Path | str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fuzz", target, *_LIMITS, *map(str, options)]
    return subprocess.run(command, cwd=_TESTS, capture_output=True, text=True, errors="replace", check=False)


def _tell(target: str, said: str, inputs: Iterable[Path]) -> None:
    at = said.find("=== Uncaught Python exception")
    sys.stdout.write(f"{target:12} failed\n{said[max(at, 0) :][:6000] if at >= 0 else said[-3000:]}\n")
    for path in inputs:
        sys.stdout.write(f"{path.name.partition('-')[0]}: {path.read_bytes()!r}\n")


if __name__ == "__main__":
    sys.exit(bool(main()))
