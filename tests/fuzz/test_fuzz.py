"""What fuzzing has found so far is tried again in every run, and a little more is found where atheris is installed."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from kg import guard
from kg.guard import Limits

from . import seeds
from .engine import Engine, EngineDiedError
from .targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_that_is_kept_does_no_harm(target: str) -> None:
    inputs = seeds.kept(target)
    assert inputs
    for content in inputs:
        TARGETS[target](content)


@pytest.mark.parametrize("piece", ["J", "9", "a.", "a-", "中"])
def test_a_run_of_letters_takes_the_guard_time_in_proportion(piece: str) -> None:
    """The colon of a prefix was looked for from each letter: 100,000 of them took most of a minute."""
    begun = time.process_time()
    guard.check(piece * (50_000 // len(piece)), Limits(operators=100_000))
    assert time.process_time() - begun < 2


def test_an_engine_that_dies_is_told_from_a_query_that_is_none() -> None:
    """Without the guard, a query of a few kilobytes ends the process."""
    with closing(Engine()) as engine:
        assert engine.form("ASK {}") == "ASK"
        assert engine.form("ASK {") is None
        with pytest.raises(EngineDiedError):
            engine.form("SELECT * {" + "{" * 20_000)
        assert engine.form("SELECT * {}") == "SELECT"


@pytest.mark.fuzz
@pytest.mark.parametrize("target", TARGETS)
def test_fuzzing_finds_nothing(target: str) -> None:
    """For some seconds; `scripts/fuzz` takes a minute for each target, or as long as it is given."""
    command = [sys.executable, "-m", "fuzz.run", "--seconds", "3", target]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "0 faults" in done.stdout
