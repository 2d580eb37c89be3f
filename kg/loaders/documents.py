"""Files of one document each: read here if they are small, else in a process that may take so much and no more."""

from __future__ import annotations

import signal
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kg import isolation
from kg.errors import InputError
from kg.loaders import annotated, encoding, html, labels, text
from kg.model import Entry

__all__ = ["BOUNDS", "FORMATS", "Bounds", "parse", "serve"]

FORMATS = frozenset({"text", "html", "annotated"})
_ADVICE = "save the abstract as plain text"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the reading of one document may take: seconds of work, seconds in all, and bytes of memory.

    A document of up to `small` bytes is read without a process of its own: it can do less harm than starting one costs.
    """

    work: float = 4
    seconds: float = 60
    memory: int = 448 << 20  # with what the process takes itself, less than 512 MiB
    small: int = 250_000


BOUNDS = Bounds()


def parse(path: Path, form: str, themes: Collection[str] | None, bounds: Bounds = BOUNDS) -> Entry:
    """Return the abstract or the reviewed reading in a file of one of `FORMATS`.

    Raises:
        InputError: if it cannot be read, or not with what it may take.

    """
    if encoding.size(path) <= bounds.small:
        return _parsed(path, form, themes)
    process, way = isolation.start(__name__)
    try:
        way.send((path, form, themes, bounds))
        if not way.poll(bounds.seconds):
            raise EOFError
        said = way.recv()
    except (EOFError, OSError):
        process.kill()
        raise _lost(process.wait(), path, bounds) from None
    finally:
        process.kill()
        process.wait()
        way.close()
    if isinstance(said, InputError):
        raise said
    entry: Entry = said
    return entry


def serve() -> None:
    """Read the one document that is asked for, and send what is in it, or why that cannot be told."""
    way = isolation.way()
    path, form, themes, bounds = way.recv()
    labels.load()
    isolation.bound(bounds.memory)
    isolation.close_doors(but=1)
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds)
    signal.setitimer(signal.ITIMER_PROF, bounds.work)
    try:
        said: Entry | InputError = _parsed(path, form, themes)
    except InputError as error:
        said = error
    except MemoryError:
        said = _too_much(path, bounds)
    way.send(said)


def _parsed(path: Path, form: str, themes: Collection[str] | None) -> Entry:
    if form == "annotated":
        return annotated.parse_file(path, themes)
    return html.parse(path) if form == "html" else text.parse(path)


def _lost(code: int, path: Path, bounds: Bounds) -> InputError:
    if -code == signal.SIGPROF:
        return InputError(f"it was not read within {bounds.work:g} s of work", path=path, advice=_ADVICE)
    if -code in {signal.SIGALRM, signal.SIGKILL}:
        return InputError(f"it was not read within {bounds.seconds:g} s", path=path, advice=_ADVICE)
    return InputError(f"reading it ended the process that read it ({code})", path=path, advice=_ADVICE)


def _too_much(path: Path, bounds: Bounds) -> InputError:
    return InputError(f"reading it needs more than {bounds.memory >> 20:,} MiB of memory", path=path, advice=_ADVICE)
