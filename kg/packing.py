"""The units of several studies as sorted lines in which nothing stands twice, and the units back from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pyoxigraph import RdfFormat, parse

from kg import exports, triples
from kg.units import Unit

__all__ = ["Packed", "pack", "unpack"]

#: The kinds of lines that studies may share: of the first two, each kind is a graph.
_APART = ("shared", "inferred", "candidates")

_Runs = list[list[int]]


@dataclass(frozen=True, slots=True)
class Packed:
    """Units as N-Quads, sorted by graph and line, their candidates apart; and of each study what else is needed.

    That is its graph, its key and its counts, and which lines of each kind that may be shared are its own: stretches
    of them, as `[first, length]`.
    """

    data: bytes
    candidates: bytes
    studies: Sequence[Mapping[str, Any]]


def pack(keyed: Iterable[tuple[str, Unit]]) -> Packed:
    """Return units, each with its key, together; their order does not matter."""
    kept = sorted(keyed, key=lambda one: one[1].graph.encode())
    lines: dict[str, bytes] = {}
    runs: dict[str, list[_Runs]] = {}
    for kind in _APART:
        lines[kind], runs[kind] = _together([getattr(unit, kind) for _, unit in kept])
    studies = [
        {"graph": unit.graph, "key": key, "counts": dict(sorted(unit.counts.items()))}
        | {kind: runs[kind][place] for kind in _APART}
        for place, (key, unit) in enumerate(kept)
    ]
    own = b"".join(unit.own for _, unit in kept)
    # The names of the graphs have this order.
    return Packed(lines["shared"] + lines["inferred"] + own, lines["candidates"], studies)


def unpack(packed: Packed) -> Iterator[tuple[str, Unit]]:
    """Give the units that were packed, with their keys."""
    placed = groupby(packed.data.splitlines(keepends=True), lambda line: exports.place(line)[0])
    graphs = {graph.decode(): list(lines) for graph, lines in placed}
    apart = {
        "inferred": graphs.get(triples.INFERRED.value, []),
        "shared": graphs.get(triples.CANDIDATES.value, []),
        "candidates": packed.candidates.splitlines(keepends=True),
    }
    for study in packed.studies:
        own = b"".join(graphs[study["graph"]])
        others = {kind: _chosen(lines, study[kind]) for kind, lines in apart.items()}
        said = (quad.triple for quad in parse(own + others["inferred"], RdfFormat.N_QUADS))
        turtle = exports.turtle_body(said)
        yield study["key"], Unit(graph=study["graph"], own=own, turtle=turtle, counts=study["counts"], **others)


def _together(each: Sequence[bytes]) -> tuple[bytes, list[_Runs]]:
    """The lines of all, sorted, each once; and where those of each stand among them."""
    split = [content.splitlines(keepends=True) for content in each]
    together = [line for _, line in sorted(map(exports.place, {line for lines in split for line in lines}))]
    place = {line: number for number, line in enumerate(together)}
    return b"".join(together), [_runs(sorted(place[line] for line in lines)) for lines in split]


def _runs(places: Iterable[int]) -> _Runs:
    found: _Runs = []
    for place in places:
        if found and place == sum(found[-1]):
            found[-1][1] += 1
        else:
            found.append([place, 1])
    return found


def _chosen(lines: Sequence[bytes], runs: Iterable[tuple[int, int]]) -> bytes:
    return b"".join(sorted(line for start, length in runs for line in lines[start : start + length]))
