"""Writes the lines of a graph into files: one of a kind, or several volumes, so that a change rewrites few of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, parse

from kg import exports, files, resources, triples
from kg.folder import CANDIDATES, DATA, TURTLE, in_volume
from kg.ledger import EVERYTHING, Ledger, Stretch

__all__ = ["Bound", "Others", "Volume", "Written", "bind", "counted", "cut", "ends", "write"]

#: Up to so many studies stand in one volume.
_WHOLE = 2_000
#: Of more, a volume has about so many; no fewer, but for the last, and no more.
_SIZE, _FEWEST, _MOST = 200, 100, 400
_KEY = 12


@dataclass(frozen=True, slots=True)
class Volume:
    """Studies that stand in files of their own: those with graphs from the first to the last of `within`.

    What is called by a `key` never changes: other lines have another key. The only volume has none.
    """

    key: str
    within: Stretch


@dataclass(frozen=True, slots=True)
class Others:
    """What stands in a graph beside the graphs of its studies: what is of no study, and the lines that they share.

    The lines are sorted, each of them once.
    """

    reference: Sequence[Quad] = ()
    shared: Collection[bytes] = ()

    def quads(self) -> Iterator[Quad]:
        """Give all of it as quads."""
        return chain(self.reference, iter(parse(b"".join(self.shared), RdfFormat.N_QUADS)))

    def volume(self) -> Volume:
        """Return the volume that holds this and no study."""
        told = hashlib.sha256(b"".join(exports.lines(self.reference)))
        for line in self.shared:
            told.update(line)
        return Volume(told.hexdigest()[:_KEY], ("", ""))


@dataclass(frozen=True, slots=True)
class Bound:
    """A volume whose files have their places: the SHA-256 of each by its name, and what its studies have together."""

    digests: Mapping[str, str]
    counts: Mapping[str, int]


class Written:
    """A file that is written, and the SHA-256 of what was."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._hash = stream, hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Write on."""
        self._stream.write(content)
        self._hash.update(content)

    @property
    def digest(self) -> str:
        """The SHA-256 of all that was written."""
        return self._hash.hexdigest()

    @property
    def path(self) -> Path:
        """Where it lies until it takes its place, with all that was written."""
        self._stream.flush()
        return Path(self._stream.name)


def cut(ledger: Ledger) -> list[Volume]:
    """Return the volumes of the wanted units, in the order of their graphs: one, or beside them one of no study.

    Where one ends is told by the name of a graph, so that a study more or less changes few of them.
    """
    if ledger.wanted <= _WHOLE:
        return [Volume("", EVERYTHING)]
    found: list[Volume] = []
    piece: list[tuple[str, str]] = []
    for graph, key in ledger.chosen():
        piece.append((graph, key))
        if len(piece) == _MOST or (len(piece) >= _FEWEST and ends(graph)):
            found.append(_volume(piece))
            piece = []
    return [*found, _volume(piece)] if piece else found


def ends(name: str) -> bool:
    """Tell whether a volume, or a part, may end with the study of that name: of some two hundred, one does."""
    return int(hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % _SIZE == 0


def bind(out: Path, volume: Volume, ledger: Ledger) -> Bound:
    """Give a volume its place in `out`, unless it is there since an earlier build.

    Raises:
        OutputError: if it cannot be written.

    """
    noted = ledger.volume(volume.key)
    if noted and all(_stamp(out / name) == stamp for name, stamp in noted["stamps"].items()):
        return Bound(noted["digests"], noted["counts"])
    with ExitStack() as places:
        written = write(out, volume, ledger, Others(), places)
    bound = Bound({name: file.digest for name, file in written.items()}, counted(ledger, volume))
    stamps = {name: _stamp(out / name) for name in bound.digests}
    ledger.note(volume.key, {"digests": bound.digests, "counts": bound.counts, "stamps": stamps})
    return bound


def counted(ledger: Ledger, volume: Volume) -> Counter[str]:
    """Return what the studies of a volume have together."""
    total = Counter[str]()
    for counts in ledger.counts(volume.within):
        total.update(counts)
    return total


def write(out: Path, volume: Volume, ledger: Ledger, others: Others, places: ExitStack) -> dict[str, Written]:
    """Write the files of a volume, by their names; they take their places when `places` is closed.

    N-Quads are sorted by their graphs and lines. Turtle is the union of the graphs, study by study. What is kept apart
    has a file of its own; a volume among others that has nothing of the kind does without.

    Raises:
        OutputError: if they cannot be written.

    """
    apart = _sorted(ledger, "candidates", volume.within)
    kinds = [kind for kind in (CANDIDATES, TURTLE, DATA) if kind != CANDIDATES or apart or not volume.key]
    # The last that is entered takes its place first.
    names = {kind: in_volume(kind, volume.key) for kind in kinds}
    written = {kind: Written(places.enter_context(files.replacing(out / name))) for kind, name in names.items()}
    _write_data(written[DATA], volume, ledger, others)
    _write_turtle(written[TURTLE], volume, ledger, others)
    for line in apart:
        written[CANDIDATES].write(line)
    return {names[kind]: written[kind] for kind in (DATA, TURTLE, CANDIDATES) if kind in written}


def _write_data(data: Written, volume: Volume, ledger: Ledger, others: Others) -> None:
    parts: dict[str, Iterable[bytes]] = {
        triples.CANDIDATES.value: others.shared,
        triples.INFERRED.value: _sorted(ledger, "inferred", volume.within),
        triples.STUDY_GRAPHS: (own for (own,) in ledger.lines("own", within=volume.within)),
    }
    for graph, told in groupby(sorted(map(exports.place, exports.lines(others.reference))), key=itemgetter(0)):
        parts[graph.decode()] = [line for _, line in told]
    for name in sorted(parts):
        for content in parts[name]:
            data.write(content)


def _write_turtle(turtle: Written, volume: Volume, ledger: Ledger, others: Others) -> None:
    turtle.write(exports.turtle_head())
    turtle.write(exports.turtle_body(quad.triple for quad in others.quads()))
    for (content,) in ledger.lines("turtle", within=volume.within):
        turtle.write(content)


def _sorted(ledger: Ledger, name: str, within: Stretch) -> list[bytes]:
    lines = {line for (part,) in ledger.lines(name, within=within) for line in part.splitlines(keepends=True)}
    return sorted(lines, key=exports.place)


def _volume(piece: Sequence[tuple[str, str]]) -> Volume:
    told = hashlib.sha256("\n".join([resources.digest(("volumes.py",), ()), *(key for _, key in piece)]).encode())
    return Volume(told.hexdigest()[:_KEY], (piece[0][0], piece[-1][0]))


def _stamp(path: Path) -> list[int] | None:
    """What tells a file that was changed from what it was; a second name changes nothing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]
