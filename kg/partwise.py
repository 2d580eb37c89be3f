"""Builds a graph in parts, here or on the workers of a Dask scheduler, and puts parts together to a folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kg import cluster, loaders, manifest, outputs, parallel, parts, pipeline, spool, units, volumes
from kg.errors import GraphError, WorkerError
from kg.extraction import certainty
from kg.intake import abstract_of, source_of
from kg.ledger import Ledger
from kg.manifest import Facts, Manifest
from kg.model import Entry, Rejection
from kg.parts import Part
from kg.pipeline import Summary
from kg.progress import Progress, silent
from kg.shelf import Shelf

__all__ = ["build", "merge"]

#: A part has some two hundred abstracts, which are some seconds of work; where it ends is told by an id, so that one
#: study more or less changes its own part only. But it has no more than so many, nor of more code points together.
_MOST, _LONGEST = 400, 1_000_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """The entries of a part, by the keys of their units, and its place among the others."""

    place: int
    keyed: tuple[tuple[str, Entry], ...]


@dataclass(frozen=True, slots=True)
class _Done:
    """A part that is there, and the entries that no study could be made of."""

    place: int
    part: Part
    rejected: tuple[Rejection, ...]


def build(
    paths: Sequence[Path | str],
    out: Path | str,
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    min_confidence: float = certainty.LEAST,
    longest: int = loaders.LONGEST,
    scheduler: str | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Summary:
    """Build the graph of everything in `paths` as parts into the folder or the URL `out`, and say what was done.

    The parts are made by the workers of a Dask scheduler (`tcp://host:8786`), who write them into `out` themselves and
    so must reach it under the same name; without one, by so many processes here. The same input gives the same bytes,
    whoever makes them; a part that is there and whole is not made again.

    Raises:
        InputError: if there is nothing to build from, or no scheduler at that address.
        OutputError: if `out` cannot be written, or holds anything but parts.
        WorkerError: if what makes the parts is lost, or is of another version.

    """
    shelf = Shelf(out)
    taken = pipeline.read(paths, columns=columns, recursive=recursive, longest=longest)
    manifest.refuse_foreign(shelf)
    with shelf.held():
        work = partial(_done, place=shelf.place, least=min_confidence)
        pieces = _pieces(progress(taken.taken, "Reading abstracts"), min_confidence)
        spread = cluster.unordered(work, pieces, scheduler) if scheduler else parallel.unordered(work, pieces, jobs)
        done = sorted(spread, key=lambda one: one.place)
        rejected = (*taken.rejected, *(rejection for one in done for rejection in one.rejected))
        facts = Facts(min_confidence, taken.records, len(taken.duplicates), pipeline.encodings(taken), rejected)
        whole = Manifest(facts, tuple(one.part for one in done))
        whole.write(shelf)
        manifest.sweep(shelf, whole)
    return _summary(out, facts, whole.counts)


def merge(folders: Sequence[Path | str], out: Path, *, progress: Progress = silent) -> Summary:
    """Put the parts in `folders` together to the graph in `out`, as if it had been built at once from all their input.

    Raises:
        GraphError: if a folder holds no parts, one of them is missing or damaged, the folders were built by another
            version or with different thresholds, or a study is in two of them and not the same.
        OutputError: if `out` cannot be written, or holds files that are not a graph's.

    """
    shelves = [Shelf(folder) for folder in folders]
    found = [Manifest.read(shelf) for shelf in shelves]
    facts = _agreed([one.facts for one in found])
    work = [(shelf, part) for shelf, one in zip(shelves, found, strict=True) for part in one.parts]
    keys = _keys(work)
    with outputs.held(out), Ledger(out / outputs.LEDGER) as ledger:
        for shelf, part in progress(work, "Merging parts"):
            ledger.put(part.units(shelf))
        ledger.want(keys)
        counts = outputs.write(ledger, out)
    repeated = sum(one.counts["studies"] for one in found) - counts["studies"]
    return _summary(out, replace(facts, duplicates=facts.duplicates + repeated), counts)


def _pieces(entries: Iterable[Entry], least: float) -> Iterator[_Piece]:
    piece: list[tuple[str, Entry]] = []
    place = length = 0
    for entry in entries:
        abstract = abstract_of(entry)
        piece.append((units.key(entry, least), entry))
        length += len(abstract.text)
        if volumes.ends(abstract.id) or len(piece) == _MOST or length >= _LONGEST:
            yield _Piece(place, tuple(piece))
            piece, place, length = [], place + 1, 0
    if piece:
        yield _Piece(place, tuple(piece))


def _done(piece: _Piece, place: str, least: float) -> _Done:
    """Make a part where it is to lie, unless it is there."""
    first, entry = piece.keyed[0]
    if units.key(entry, least) != first:
        raise WorkerError("a worker has another version of kg than who gives it work; install the same everywhere")
    shelf, key = Shelf(place), parts.key(key for key, _ in piece.keyed)
    part = Part.find(shelf, key) or _made(shelf, key, piece, least)
    sources = {abstract_of(entry).id: source_of(entry) for _, entry in piece.keyed}
    return _Done(piece.place, part, tuple(Rejection(sources[name], reason) for name, reason in part.rejected))


def _made(shelf: Shelf, key: str, piece: _Piece, least: float) -> Part:
    made, rejected = pipeline.units_of(piece.keyed, least)
    names = {source_of(entry): abstract_of(entry).id for _, entry in piece.keyed}
    return Part.write(shelf, key, made, [(names[one.source], one.reason) for one in rejected])


def _agreed(facts: Collection[Facts]) -> Facts:
    """What was read for all, if it may be put together."""
    thresholds = {one.min_confidence for one in facts}
    if len(thresholds) != 1:
        raise GraphError("the parts were built with different --min-confidence; build them with the same")
    return Facts(
        min_confidence=thresholds.pop(),
        records=sum(one.records for one in facts),
        duplicates=sum(one.duplicates for one in facts),
        encodings={path: name for one in facts for path, name in one.encodings.items()},
        rejected=tuple(rejection for one in facts for rejection in one.rejected),
    )


def _keys(work: Iterable[tuple[Shelf, Part]]) -> Collection[str]:
    """The keys of all units, each once."""
    found = ((graph, key, str(shelf)) for shelf, part in work for graph, key in part.keys(shelf))
    return spool.kept(_of_one_content(spool.ordered(found, lambda one: one)))


def _of_one_content(found: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    last = ("", "", "")
    for one in found:
        if one[0] == last[0] and one[1] != last[1]:
            study = one[0].rpartition("/")[2]
            raise GraphError(
                f"{study} is in {last[2]} and in {one[2]}, and is not the same there; build one of them again"
            )
        if one[:2] != last[:2]:
            yield one[1]
        last = one


def _summary(out: Path | str, facts: Facts, counts: Mapping[str, int]) -> Summary:
    return pipeline.summarise(
        out,
        counts,
        facts.min_confidence,
        records=facts.records,
        duplicates=facts.duplicates,
        rejected=facts.rejected,
        encodings=dict(facts.encodings),
    )
