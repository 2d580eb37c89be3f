"""Writes the folder of a graph from the units of its studies, in memory that does not grow with their number."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kg import exports, files, queries, resources, spool, triples
from kg.errors import GraphError, OutputError
from kg.folder import CANDIDATES, DATA, FORMAT, POINTER, TURTLE, Folder
from kg.ledger import Changes, Ledger
from kg.store import Store

__all__ = ["LEDGER", "held", "modified", "write"]

LEDGER = "units.sqlite"
#: What a build writes first, so that a folder with one, but without a pointer, is one whose first build was killed.
_STORE = re.compile("store-[0-9a-f]{12}")
#: What a build that was killed may leave half written.
_LEFT = re.compile(r"\.store-[0-9a-f]{12}\.part|\.(?:graph\.nq|graph\.ttl|candidates\.nq|kg\.json)\.[0-9a-f]{8}\.part")
_LEDGER = re.compile(rf"{re.escape(LEDGER)}(?:-(?:wal|shm|journal))?")
#: Up to this share of the studies, a change is made in a copy of the earlier store.
_FEW = 0.1
#: So many lines are sorted in memory at a time.
_LINES = 200_000
#: The classes whose members the description of the dataset counts, and what they are called in the counts of a unit.
_CLASSES = {
    "Study": "studies",
    "Case": "cases",
    "Problem": "statement problem",
    "Cause": "statement cause",
    "Countermeasure": "statement countermeasure",
    "Achievement": "statement achievement",
    "Link": "links",
}
#: What `kg.json` tells.
_TOLD = ("studies", "cases", "statements", "uses", "links", "links_inferred", "evidence", "triples")


@contextlib.contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the folder `out`, made if it was missing, against every other build.

    Raises:
        OutputError: if it holds files but no graph, or another process is writing it.

    """
    _refuse_foreign(out)
    with files.alone(files.folder(out)):
        _refuse_foreign(out)  # another build may have been first
        _sweep(out)
        yield


def write(ledger: Ledger, out: Path) -> Counter[str]:
    """Write the units that the ledger is told to want as the graph in `out`, which is held, and return their counts.

    `graph.nq` is the graph, line by line, sorted by graph; `graph.ttl` is the union of its graphs, and the store is
    what it is asked by. `candidates.nq` stands beside them, and is in none of them. `kg.json` points to all and is
    replaced last, so that a reader meets the old graph or the new one.

    Raises:
        OutputError: if the folder cannot be written; an earlier graph in it stays as it was.

    """
    counts = _total(ledger)
    shared, inferred = (_sorted(ledger, name) for name in ("shared", "inferred"))
    counts["triples"] += sum(1 for _ in _distinct(shared))
    reference = _reference(counts)
    with contextlib.ExitStack() as undo:
        with contextlib.ExitStack() as places:
            # The last that is entered takes its place first.
            pointer = places.enter_context(files.replacing(out / POINTER))
            candidates, turtle, data = (
                _Hashed(places.enter_context(files.replacing(out / name))) for name in (CANDIDATES, TURTLE, DATA)
            )
            _write_data(data, ledger, reference, {triples.CANDIDATES: shared, triples.INFERRED: inferred})
            _write_turtle(turtle, ledger, (quad.triple for quad in chain(reference, _parsed(_distinct(shared)))))
            for line in _distinct(_sorted(ledger, "candidates")):
                candidates.write(line)
            digests = {DATA: data.digest, TURTLE: turtle.digest, CANDIDATES: candidates.digest}
            store = f"store-{digests[DATA][:12]}"
            if not (out / store).is_dir():
                _make_store(out / store, data.path, ledger, chain(reference, _parsed(_distinct(shared))))
                undo.callback(_remove, out / store)
            pointer.write(_pointer(store, digests, counts))
        undo.pop_all()
    ledger.remember(digests[DATA])
    for old in out.glob("store-*"):
        if old.name != store:
            _remove(old)
    return counts


class _Hashed:
    """A file that is written, and the SHA-256 of what was."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._hash = stream, hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._stream.write(content)
        self._hash.update(content)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    @property
    def path(self) -> Path:
        """Where it lies until it takes its place, with all that was written."""
        self._stream.flush()
        return Path(self._stream.name)


def _total(ledger: Ledger) -> Counter[str]:
    total = Counter[str]()
    for counts in ledger.counts():
        total.update(counts)
    for part in ("statement", "use"):
        total[f"{part}s"] = sum(number for name, number in total.items() if name.startswith(f"{part} "))
    return total


def _reference(counts: Counter[str]) -> list[Quad]:
    """What does not hang on the studies but by their number; `counts` has the triples of everything then."""
    curated = list(dict.fromkeys([*triples.ontology_quads(), *queries.quads()]))
    of_classes = {name: counts[counted] for name, counted in _CLASSES.items()}
    of_classes["Link"] += counts["links_inferred"]
    described = triples.dataset_quads(of_classes, counts["triples"] + len(curated), modified=modified())
    counts["triples"] += len(curated) + len(described)
    return [*curated, *described]


def _sorted(ledger: Ledger, name: str) -> Collection[bytes]:
    lines = (line for (part,) in ledger.lines(name) for line in part.splitlines(keepends=True))
    return spool.ordered(lines, key=exports.place, most=_LINES)


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(lines))


def _write_data(
    data: _Hashed, ledger: Ledger, reference: Iterable[Quad], apart: Mapping[NamedNode, Iterable[bytes]]
) -> None:
    parts: dict[str, Iterable[bytes]] = {graph.value: _distinct(lines) for graph, lines in apart.items()}
    for graph, told in groupby(sorted(map(exports.place, exports.lines(reference))), key=itemgetter(0)):
        parts[graph.decode()] = [line for _, line in told]
    parts[triples.STUDY_GRAPHS] = (own for (own,) in ledger.lines("own"))
    for name in sorted(parts):
        for content in parts[name]:
            data.write(content)


def _write_turtle(turtle: _Hashed, ledger: Ledger, others: Iterable[Triple]) -> None:
    turtle.write(exports.turtle_head())
    turtle.write(exports.turtle_body(others))
    for (content,) in ledger.lines("turtle"):
        turtle.write(content)


def _make_store(store: Path, data: Path, ledger: Ledger, others: Iterable[Quad]) -> None:
    """Make the store of what `data` holds: from the earlier one, where little has changed; `others` are of no study."""
    known = _changes(store.parent, ledger)
    if known is None:
        Store.create(store, data)
        return
    earlier, changes = known
    others = list(others)
    curated = {quad.graph_name for quad in others if isinstance(quad.graph_name, NamedNode)}
    come = _parsed(lines for change in changes.come for lines in (change.own, change.inferred))
    Store.derive(
        store,
        earlier,
        dropped=[triples.CANDIDATES, *curated, *(NamedNode(change.graph) for change in changes.gone)],
        removed=_parsed(change.inferred for change in changes.gone),
        added=chain(others, come),
    )


def _changes(out: Path, ledger: Ledger) -> tuple[Path, Changes] | None:
    """The store of the graph in `out`, and what has changed since; nothing where that is not known, or is much."""
    try:
        earlier = Folder.read(out)
    except GraphError:
        return None
    store = out / Path(earlier.facts["store"]).name
    changes = ledger.changed(earlier.digests.get(DATA, ""))
    if changes is None or not store.is_dir() or len(changes.gone) + len(changes.come) > _FEW * ledger.wanted:
        return None
    return store, changes


def _parsed(lines: Iterable[bytes]) -> Iterator[Quad]:
    return iter(parse(b"".join(lines), RdfFormat.N_QUADS))


def _pointer(store: str, digests: Mapping[str, str], counts: Mapping[str, int]) -> bytes:
    told = {name: counts[name] for name in _TOLD} | {"checks": len(resources.queries("checks"))}
    facts = {
        "format": FORMAT,
        "version": triples.package_version(),
        "store": store,
        "files": dict(digests),
        "counts": told,
    }
    return json.dumps(facts, indent=1).encode() + b"\n"


def _refuse_foreign(out: Path) -> None:
    if not out.is_dir() or (out / POINTER).is_file():
        return
    names = {path.name for path in out.iterdir() if not _LEDGER.fullmatch(path.name)}
    built = {DATA, TURTLE, CANDIDATES} if any(map(_STORE.fullmatch, names)) else set()
    if not all(name in built or _STORE.fullmatch(name) or _LEFT.fullmatch(name) for name in names):
        raise OutputError(f"{out} holds files that are not a graph's; name an empty or a new folder")


def _remove(store: Path) -> None:
    """Remove a store, and never leave a half of it under its name, which the next build would take for the whole."""
    beside = store.with_name(f".{store.name}.part")
    with contextlib.suppress(OSError):
        shutil.rmtree(beside, ignore_errors=True)
        store.rename(beside)
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(out: Path) -> None:
    """Remove what a build that was killed left half written; nobody else writes here now."""
    for path in out.iterdir():
        if _LEFT.fullmatch(path.name) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif _LEFT.fullmatch(path.name):
            path.unlink(missing_ok=True)


def modified() -> str | None:
    """Return the date of the dataset, which only the environment can give (`SOURCE_DATE_EPOCH`, seconds since 1970)."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}" if seconds.isdecimal() else None
