"""Fuzzes one target with atheris: `python -m fuzz TARGET [FOLDER] [OPTION OF LIBFUZZER]...` in `tests`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["kg"]):
    from .targets import TARGETS

if __name__ == "__main__":
    name, *options = sys.argv[1:]
    TARGETS[name](b"a")  # what is loaded once is no part of an input's time
    # The first word is what libFuzzer calls itself by when it merges.
    atheris.Setup([f"{sys.executable} -m fuzz {name}", *options], TARGETS[name])
    atheris.Fuzz()
