"""The questions of a policy researcher at scale, beside the peers: the same graph, the same rows, the same run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypedDict

from benchmarks import contestant, corpora, named
from benchmarks.contestant import Performance, Timed
from benchmarks.documents import table
from benchmarks.engines import ENGINES, OURS, turtle
from benchmarks.named import Named
from kg import graph
from kg.graph import KnowledgeGraph

__all__ = ["DifferentAnswersError", "Figures", "compared", "corpus", "measure", "sample", "tables"]

_PEER, _RIVAL = "rdflib", "maplib"
_MEMORY = "kg in memory"
#: What is compared with the peer's plain query: what it is called, the question as we ask it and as it is plainly
#: asked, and how many times faster it is wanted.
_ROWS = (
    ("recurrence of problem themes", "recurrence_arrays", "recurrence", 200),
    ("the same, arrays read from the store each time", "recurrence_arrays_read", "recurrence", None),
    ("the same in SPARQL, by shortcuts", "recurrence_shortcut", "recurrence", None),
    ("the stated chains of one case", "chains", "chains", 30),
    ("the evidence of one theme", "evidence", "evidence", 20),
    ("similarity of one case to all", "similarity_arrays", "similarity", 150),
    ("the same, arrays read from the store each time", "similarity_arrays_read", "similarity", None),
)
_HEAD = ("", "rows", "kg", "kg in memory", "rdflib", "times", "in memory", "wanted", "maplib", "maplib, our way")
#: An engine is stopped after so many CPU seconds with one question.
_PATIENCE = 300.0
#: A named question that takes longer is worth a word.
_LONG = 2.0


class DifferentAnswersError(Exception):
    """Two engines do not answer alike: then nothing that was measured counts."""


class Figures(TypedDict):
    """What was measured: the size of the graph, what was asked about, each engine, and each named question."""

    studies: int
    seed: int
    triples: int
    terms: dict[str, str]
    engines: dict[str, Performance]
    named: list[Named]


def corpus(annotated: Path, folder: Path, *, studies: int, seed: int) -> None:
    """Build the graph of a generated corpus into `folder`."""
    graph.write(corpora.learn(annotated).studies(studies, seed), folder)


def measure(folder: Path, *, studies: int, seed: int, rounds: int, limit: float) -> Figures:
    """Let every engine answer, each in a process of its own, and then ask every named question once.

    Raises:
        DifferentAnswersError: if two engines do not answer a question alike.

    """
    turtle(folder)  # put together before anybody's time is taken
    opened = KnowledgeGraph.open(folder)
    terms = {name.upper(): str(sample(opened, name)) for name in ("case", "theme")}
    engines = {engine: _competing(engine, folder, terms, rounds) for engine in ENGINES}
    compared(engines)
    return Figures(
        studies=studies,
        seed=seed,
        triples=len(opened),
        terms=terms,
        engines=engines,
        named=named.measure(folder, limit=limit),
    )


def compared(engines: Mapping[str, Performance]) -> None:
    """Check that all engines that were not stopped, and all ways to ask the same thing, give the same rows.

    Raises:
        DifferentAnswersError: if they do not, with who answers how.

    """
    for plain in contestant.QUESTIONS:
        ways = {plain, *(ours for _, ours, asked, _ in _ROWS if asked == plain)}
        found = {
            f"{way} of {engine}: {answer['rows']} rows": answer["digest"]
            for engine, performance in engines.items()
            for way, answer in performance["answers"].items()
            if way in ways and answer["rounds"]
        }
        if len(set(found.values())) > 1:
            raise DifferentAnswersError(f"{plain} is not answered alike: {', '.join(found)}")


def tables(figures: Figures) -> str:
    """Return the figures as tables in Markdown."""
    size = f"{figures['studies']:,} studies, {figures['triples']:,} triples; medians in milliseconds of CPU time.\n"
    return "\n".join((size, _beside(figures["engines"]), _loading(figures["engines"]), _named(figures["named"])))


def sample(opened: KnowledgeGraph, name: str) -> object:
    """Return the `case` or the `theme` that is asked about."""
    return opened.query(contestant.question(f"sample_{name}", {})).rows[0][0]


def _competing(engine: str, folder: Path, terms: Mapping[str, str], rounds: int) -> Performance:
    command = [sys.executable, "-m", contestant.__name__, engine, str(folder), json.dumps(terms)]
    command += [str(rounds), str(_PATIENCE)]
    found: Performance = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found


def _beside(engines: Mapping[str, Performance]) -> str:
    return table(_HEAD, (tuple(_row(engines, *row)) for row in _ROWS))


def _row(engines: Mapping[str, Performance], title: str, ours: str, plain: str, wanted: int | None) -> Iterator[str]:
    answers = {engine: performance["answers"] for engine, performance in engines.items()}
    ask, peer = answers[OURS][ours], answers[_PEER][plain]
    memory = answers[_MEMORY].get(ours)
    rival = answers[_RIVAL].get(ours)
    yield from (title, f"{ask['rows']:,}", _taken(ask), _taken(memory), _taken(peer))
    yield from (_faster(peer, ask), _faster(peer, memory), f"{wanted}" if wanted else "")
    yield from (_taken(answers[_RIVAL][plain]), _taken(rival))


def _taken(answer: Timed | None) -> str:
    """What an answer took, in milliseconds; of one that was stopped, after how many."""
    return f"{_stopped(answer)}{_milliseconds(answer['seconds'])}" if answer else ""


def _faster(peer: Timed, answer: Timed | None) -> str:
    return f"{_stopped(peer)}{_times(peer['seconds'], answer['seconds'])}" if answer else ""


def _stopped(answer: Timed) -> str:
    return "" if answer["rounds"] else "more than "


def _loading(engines: Mapping[str, Performance]) -> str:
    slowest = engines[_PEER]["load_seconds"]
    rows = (
        (
            "kg, opening its folder" if name == OURS else name,
            f"{one['load_seconds']:.2f}",
            "" if name == OURS else _times(slowest, one["load_seconds"]),
            f"{one['peak_megabytes']:,.0f}",
        )
        for name, one in engines.items()
    )
    return table(("", "loading the Turtle, CPU s", "times", "peak memory, MB"), rows)


def _named(asked: Iterable[Named]) -> str:
    order = sorted(asked, key=lambda one: (-(one["seconds"] or float("inf")), one["name"]))
    rows = ((f"`{one['name']}`", _parameters(one), f"{one['rows']:,}", _seconds(one["seconds"])) for one in order)
    return table(("named question", "parameters", "rows", "CPU s"), rows)


def _parameters(one: Named) -> str:
    return " ".join(f"{name}={value}" for name, value in one["terms"].items())


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return "**stopped**"
    return f"**{seconds:.2f}**" if seconds > _LONG else f"{seconds:.2f}"


def _milliseconds(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 1 else f"{value:.1f}"


def _times(slow: float, fast: float) -> str:
    ratio = slow / fast
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}"
