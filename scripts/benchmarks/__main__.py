"""Measures our speed beside a peer's: the same texts, the same run, one thread, CPU seconds and not the clock.

Each round takes every contestant in turn, so that a machine that slows down slows all of them; the figure of a
contestant is the median of its rounds.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks import extraction
from kg import pipeline
from kg.intake import abstract_of

CHECKOUT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Measure and print what the command line asks for."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each contestant runs (default 7)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    given = parser.parse_args()
    texts = [abstract_of(entry).text for entry in pipeline.read([CHECKOUT / "seeds"]).taken]
    figures = extraction.measure(texts, rounds=given.rounds)
    sys.stdout.write(extraction.table(figures))
    if given.json:
        found = {"machine": _machine(), "extraction": figures}
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _machine() -> dict[str, str]:
    packages = ("spacy", "onnxruntime", "tokenizers", "numpy")
    return {"system": platform.platform(), "python": platform.python_version()} | {p: version(p) for p in packages}


if __name__ == "__main__":
    sys.exit(main())
