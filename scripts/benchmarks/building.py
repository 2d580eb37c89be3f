"""Building beside rdflib: triples and Turtle, whole builds, one changed abstract; and two workers beside one."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypedDict

from benchmarks import builder
from benchmarks.builder import Cost
from benchmarks.documents import table

__all__ = ["Figures", "measure", "tables"]

#: rdflib serialises some thirty thousand triples a second: more studies than this would tell nothing new.
_BESIDE = 1_000
#: So many abstracts the workers of a scheduler read.
_SPREAD = 800
#: How many times larger each build is than the one before.
_STEP = 10


class Figures(TypedDict):
    """The cost of every step: those beside rdflib, of so many studies, and those of whole builds by their size."""

    beside: int
    steps: dict[str, Cost]
    builds: dict[int, Cost]
    touch: Cost
    workers: dict[str, Cost]
    studies: int


def measure(folder: Path, *, studies: int, seed: int, rounds: int, up_to: int) -> Figures:
    """Do every step in a process of its own, those beside rdflib in turn.

    Whole graphs are built of a tenth of `studies`, of all, and of ten times as many, as long as that is not above
    `up_to`; one abstract is changed in that of `studies`.
    """
    beside = min(studies, _BESIDE)
    runs = [{step: _step(step, folder, beside, seed) for step in ("turtle", "rdflib", "units")} for _ in range(rounds)]
    builds = {}
    for size in _sizes(studies, up_to):
        shutil.rmtree(folder / f"built-{size}-{seed}", ignore_errors=True)
        builds[size] = _step("build", folder, size, seed)
    touch = _median([_step("touch", folder, studies, seed) for _ in range(rounds)])
    workers = {
        step: min((_step(step, folder, min(studies, _SPREAD), seed) for _ in range(rounds)), key=_clock)
        for step in ("one worker", "two workers")
    }
    steps = {step: _median([run[step] for run in runs]) for step in runs[0]}
    return Figures(beside=beside, steps=steps, builds=builds, touch=touch, workers=workers, studies=studies)


def _sizes(studies: int, up_to: int) -> Iterator[int]:
    size = studies // _STEP
    while size <= max(studies, up_to):
        yield size
        size *= _STEP


def _clock(cost: Cost) -> float:
    return cost["seconds"]


def _step(step: str, folder: Path, studies: int, seed: int) -> Cost:
    command = [sys.executable, "-m", builder.__name__, step, str(folder), str(studies), str(seed)]
    cost: Cost = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return cost


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        cpu=statistics.median(cost["cpu"] for cost in costs),
        seconds=statistics.median(cost["seconds"] for cost in costs),
        megabytes=max(cost["megabytes"] for cost in costs),
        unloaded=max(cost["unloaded"] for cost in costs),
    )


def tables(figures: Figures) -> str:
    """Return the figures as tables in Markdown."""
    whole = table(("a whole build, one process", "CPU s", "s", "MB", "MB before the engine loads"), _builds(figures))
    return "\n".join((_beside(figures), whole, _spread(figures)))


def _beside(figures: Figures) -> str:
    ours, peer, whole = (figures["steps"][step]["cpu"] for step in ("turtle", "rdflib", "units"))
    rows = [
        ("triples and Turtle, kg", f"{ours:.2f}", f"{peer / ours:.1f}"),
        ("the same by rdflib: add, serialize", f"{peer:.2f}", "1.0"),
        ("kg with inference, every check and N-Quads", f"{whole:.2f}", f"{peer / whole:.1f}"),
    ]
    return table((f"{figures['beside']:,} studies", "CPU s", "times"), rows)


def _builds(figures: Figures) -> Iterator[tuple[str, ...]]:
    builds = list(figures["builds"].items())
    for size, cost in builds:
        yield _costs(f"{size:,} studies", cost)
    yield _costs(f"one of {figures['studies']:,} changed", figures["touch"])
    for (small, less), (large, more) in pairwise(builds):
        yield (
            f"{large:,} for {small:,}",
            f"{more['cpu'] / less['cpu']:.1f}",
            f"{more['seconds'] / less['seconds']:.1f}",
            f"{more['megabytes'] / less['megabytes']:.2f}",
            f"{more['unloaded'] / less['unloaded']:.2f}",
        )


def _costs(name: str, cost: Cost) -> tuple[str, ...]:
    return name, f"{cost['cpu']:.1f}", f"{cost['seconds']:.1f}", f"{cost['megabytes']:.0f}", f"{cost['unloaded']:.0f}"


def _spread(figures: Figures) -> str:
    one, two = (figures["workers"][step]["seconds"] for step in ("one worker", "two workers"))
    rows = [("one worker", f"{one:.1f}", "1.0"), ("two workers", f"{two:.1f}", f"{one / two:.2f}")]
    return table((f"{min(figures['studies'], _SPREAD)} raw abstracts on a Dask scheduler", "s", "times"), rows)
