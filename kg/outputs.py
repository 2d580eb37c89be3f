"""Writes the folder of a graph from the units of its studies, in memory that does not grow with their number."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path

import msgspec
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import exports, files, queries, resources, spool, triples, volumes
from kg.errors import GraphError, InputError, OutputError
from kg.folder import CANDIDATES, DATA, FORMAT, POINTER, TURTLE, Folder, digest_of, is_of
from kg.ledger import Changes, Ledger
from kg.store import Store
from kg.volumes import Others

__all__ = ["CATALOGUE", "LEDGER", "held", "modified", "write"]

#: What spares work beside the graph: the units of its studies, and what was read of the files.
LEDGER, CATALOGUE = "units.sqlite", "files.sqlite"
#: What a build writes first, so that a folder with one, but without a pointer, is one whose first build was killed.
_STORE = re.compile("store-[0-9a-f]{12}")
#: What a graph is written into: one of each, or one a volume.
_FILES = r"graph(?:-[0-9a-f]{12})?\.(?:nq|ttl)|candidates(?:-[0-9a-f]{12})?\.nq"
_FILE = re.compile(_FILES)
#: What a build that was killed may leave half written.
_LEFT = re.compile(rf"\.store-[0-9a-f]{{12}}\.part|\.(?:{_FILES}|kg\.json)\.[0-9a-f]{{8}}\.part")
_NOTEBOOK = re.compile(r"(?:units|files)\.sqlite(?:-(?:wal|shm|journal))?")
#: Up to this share of the studies, a change is made in a copy of the earlier store.
_FEW = 0.1
#: So many lines are sorted in memory at a time.
_LINES = 20_000
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
        OutputError: if it holds files but no graph, another process is writing it, or what spares work is damaged.

    """
    _refuse_foreign(out)
    made = [place for place in (out, *out.parents) if not place.exists()]
    with files.alone(files.folder(out)):
        _refuse_foreign(out)  # another build may have been first
        _sweep(out)
        try:
            yield
        except InputError:
            _remove_empty(made)
            raise
        except (sqlite3.DatabaseError, zlib.error, msgspec.MsgspecError) as error:
            said = f"what earlier builds left in {out} is damaged ({error})"
            raise OutputError(f"{said}; delete {LEDGER} and {CATALOGUE}, which only spare work") from error


def write(ledger: Ledger, out: Path) -> Counter[str]:
    """Write the units that the ledger is told to want as the graph in `out`, which is held, and return their counts.

    `graph.nq` is the graph, line by line, sorted by graph; `graph.ttl` is the union of its graphs, and the store is
    what it is asked by. `candidates.nq` stands beside them, and is in none of them. A large graph has these files in
    volumes; those that would be the same again stay. `kg.json` points to all and is replaced last, so that a reader
    meets the old graph or the new one.

    Raises:
        OutputError: if the folder cannot be written; an earlier graph in it stays as it was.

    """
    shared = _shared(ledger)
    cut = volumes.cut(ledger)
    bound = [volumes.bind(out, volume, ledger) for volume in cut] if len(cut) > 1 else []
    counts = _totalled([one.counts for one in bound] if bound else [volumes.counted(ledger, *cut)])
    others = Others(_reference(counts, len(shared)), shared)
    with contextlib.ExitStack() as undo:
        with contextlib.ExitStack() as places:
            # The last that is entered takes its place first.
            pointer = places.enter_context(files.replacing(out / POINTER))
            written = volumes.write(out, others.volume() if bound else cut[0], ledger, others, places)
            digests = {name: file.digest for name, file in written.items()}
            for one in bound:
                digests.update(one.digests)
            digest = digest_of(digests)
            store = f"store-{digest[:12]}"
            if not (out / store).is_dir():
                data = [written[name].path if name in written else out / name for name in digests if is_of(name, DATA)]
                _make_store(out / store, data, ledger, others)
                undo.callback(_remove, out / store)
            pointer.write(_pointer(store, digests, counts))
        undo.pop_all()
    ledger.remember(digest, (volume.key for volume in cut))
    _remove_others(out, {store, *digests})
    return counts


def _shared(ledger: Ledger) -> Collection[bytes]:
    """The lines that studies share, sorted, each once."""
    lines = (line for (part,) in ledger.lines("shared") for line in part.splitlines(keepends=True))
    return spool.kept(line for line, _ in groupby(spool.ordered(lines, key=exports.place, most=_LINES)))


def _totalled(parts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for counts in parts:
        total.update(counts)
    for part in ("statement", "use"):
        total[f"{part}s"] = sum(number for name, number in total.items() if name.startswith(f"{part} "))
    return total


def _reference(counts: Counter[str], shared: int) -> list[Quad]:
    """What does not hang on the studies but by their number; `counts` has the triples of everything then."""
    curated = list(dict.fromkeys([*triples.ontology_quads(), *queries.quads()]))
    of_classes = {name: counts[counted] for name, counted in _CLASSES.items()}
    of_classes["Link"] += counts["links_inferred"]
    counts["triples"] += shared
    described = triples.dataset_quads(of_classes, counts["triples"] + len(curated), modified=modified())
    counts["triples"] += len(curated) + len(described)
    return [*curated, *described]


def _make_store(store: Path, data: Sequence[Path], ledger: Ledger, others: Others) -> None:
    """Make the store of what the files of `data` hold: from the earlier one, where little has changed."""
    known = _changes(store.parent, ledger)
    if known is None:
        Store.create(store, *data)
        return
    earlier, changes = known
    replaced: dict[NamedNode, list[Quad]] = {triples.CANDIDATES: []}
    replaced |= {NamedNode(change.graph): [] for change in changes.gone}
    for quad in chain(others.quads(), _parsed(change.own for change in changes.come)):
        if isinstance(quad.graph_name, NamedNode):
            replaced.setdefault(quad.graph_name, []).append(quad)
    inferred = (_parsed(change.inferred for change in told) for told in (changes.gone, changes.come))
    Store.derive(store, earlier, replaced=replaced, removed=next(inferred), added=next(inferred))


def _changes(out: Path, ledger: Ledger) -> tuple[Path, Changes] | None:
    """The store of the graph in `out`, and what has changed since; nothing where that is not known, or is much."""
    try:
        earlier = Folder.read(out)
    except GraphError:
        return None
    store = out / Path(earlier.facts["store"]).name
    changes = ledger.changed(earlier.digest)
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
    names = {path.name for path in out.iterdir() if not _NOTEBOOK.fullmatch(path.name)}
    # Who has a file graph.nq need not have it from us; of a volume's name there is no doubt.
    doubted = set() if any(map(_STORE.fullmatch, names)) else {DATA, TURTLE, CANDIDATES}
    ours = (_STORE, _LEFT, _FILE)
    if doubted & names or not all(any(form.fullmatch(name) for form in ours) for name in names):
        raise OutputError(f"{out} holds files that are not a graph's; name an empty or a new folder")


def _remove_empty(made: Sequence[Path]) -> None:
    """Remove folders that were made for a graph, the innermost first, if nothing was built there."""
    for left in made[0].iterdir() if made else ():
        if _NOTEBOOK.fullmatch(left.name):
            left.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        for place in made:
            place.rmdir()


def _remove(store: Path) -> None:
    """Remove a store, and never leave a half of it under its name, which the next build would take for the whole."""
    beside = store.with_name(f".{store.name}.part")
    with contextlib.suppress(OSError):
        shutil.rmtree(beside, ignore_errors=True)
        store.rename(beside)
        shutil.rmtree(beside, ignore_errors=True)


def _remove_others(out: Path, kept: Collection[str]) -> None:
    """Remove the files and stores of earlier graphs."""
    for path in out.iterdir():
        if path.name in kept:
            continue
        if _STORE.fullmatch(path.name):
            _remove(path)
        elif _FILE.fullmatch(path.name):
            path.unlink(missing_ok=True)


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
