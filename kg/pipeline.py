"""The whole flow on one screen: files -> readings -> studies -> a graph at rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from pathlib import Path

from kg import extraction, files, intake, lexicon, loaders, outputs, parallel, spool, units
from kg.catalogue import Catalogue
from kg.errors import InputError, KgError, OutputError
from kg.evaluation import Review, Scores, evaluate, reviews
from kg.extraction import certainty
from kg.intake import Card, Intake, abstract_of, source_of
from kg.ledger import Ledger
from kg.model import Entry, Reading, Record, Rejection
from kg.progress import Progress, silent
from kg.units import Unit
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS

__all__ = [
    "Summary",
    "annotate",
    "build",
    "compare_reviews",
    "encodings",
    "evaluate_gold",
    "extract",
    "read",
    "read_again",
    "reviewed",
    "summarise",
    "units_of",
]

#: So many cards wait in memory for their units, and others on disk.
_CARDS = 5_000
#: How many code points of abstracts a process is given together.
_PIECE = 8_000
#: One process more is started for so many abstracts each, since it takes a second or two to begin.
_WORTHWHILE = 50

#: The longest name of a file that file systems take, in bytes.
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build read and wrote; the counts by kind are keyed by the kind's name."""

    out: str
    records: int
    studies: int
    reviewed: int
    duplicates: int
    rejected: tuple[Rejection, ...]
    cases: int
    comparators: int
    statements: dict[str, int]
    themes: int
    uses: dict[str, int]
    links: int
    evidence: int
    not_reported: dict[str, int]
    without_case: int
    encodings: dict[str, str]
    candidates: int
    min_confidence: float


def read(
    paths: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    longest: int = loaders.LONGEST,
) -> Intake:
    """Read files, folders, globs and URLs, and settle which of their records become studies.

    A text of more than `longest` code points is no abstract.

    Raises:
        InputError: if a path does not exist, or nothing that was read can become a study.

    """
    themes = frozenset(lexicon.load().themes)
    return _settled(loaders.read(paths, columns=columns, recursive=recursive, themes=themes, longest=longest))


def _settled(records: Iterable[Record | Card]) -> Intake:
    taken = intake.settle(records)
    if not taken.cards:
        raise InputError("; ".join(map(str, taken.rejected)) or "no abstract was found in what was named")
    return taken


def _read_changed(
    paths: Sequence[Path | str], known: Path, *, columns: Mapping[str, str] | None, recursive: bool, longest: int
) -> Intake:
    """As `read`, but for the files that have not changed since the catalogue at `known` was written."""
    themes = frozenset(lexicon.load().themes)
    with Catalogue(known, sorted((columns or {}).items()), sorted(themes), longest) as catalogue:
        records = loaders.read_through(
            catalogue.of, paths, columns=columns, recursive=recursive, themes=themes, longest=longest
        )
        taken = _settled(records)
        catalogue.forget_others()
    return taken


def extract(entries: Iterable[Entry]) -> Iterator[Reading]:
    """Give the reading of each entry: a reviewed one as it is, a raw abstract as the extraction reads it."""
    known = lexicon.load()
    for entry in entries:
        yield entry if isinstance(entry, Reading) else extraction.extract(entry, known)


def build(
    paths: Sequence[Path | str],
    out: Path,
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    min_confidence: float = certainty.LEAST,
    longest: int = loaders.LONGEST,
    jobs: int = 1,
    progress: Progress = silent,
) -> Summary:
    """Build the graph of everything in `paths` into the folder `out`, and say what was done.

    What was read with less than `min_confidence` (0 to 1) is a candidate: kept apart, in no default answer. The
    evidence of every statement is checked before anything is replaced; an earlier graph in `out` stays as it was until
    the new one is complete. Abstracts are read by so many processes; what an earlier build of `out` has read, or one
    that was killed, is not read again unless the abstract, its reader or the ontology has changed.

    Raises:
        InputError: if there is nothing to build from.
        OutputError: if `out` cannot be written, or holds files that are not a graph's.
        WorkerError: if a process that reads is ended from outside.

    """
    with outputs.held(out), Ledger(out / outputs.LEDGER) as ledger:
        taken = _read_changed(paths, out / outputs.CATALOGUE, columns=columns, recursive=recursive, longest=longest)
        keys = [units.key(card, min_confidence) for card in taken.cards]
        missing = compress(zip(keys, taken.cards, strict=True), (not ledger.has(key) for key in keys))
        work = spool.mapped(_opened, spool.kept(missing, most=_CARDS))
        pieces = _pieces(progress(work, "Reading abstracts"))
        faulty: list[Rejection] = []
        jobs = min(jobs, 1 + len(work) // _WORTHWHILE)
        for made, rejected in parallel.unordered(partial(units_of, least=min_confidence), pieces, jobs):
            ledger.put(made)
            faulty.extend(rejected)
        ledger.want(keys)
        counts = outputs.write(ledger, out)
    return summarise(
        out,
        counts,
        min_confidence,
        records=taken.records,
        duplicates=len(taken.duplicates),
        rejected=(*taken.rejected, *faulty),
        encodings=encodings(taken),
    )


def annotate(
    entries: Collection[Entry], out: Path, *, overwrite: bool = False, progress: Progress = silent
) -> tuple[int, tuple[Rejection, ...]]:
    """Write each entry as an annotated file `ID.xml` into the folder `out`, for a person to correct.

    The same is kept in a hidden folder there, so that what the person changed can be told later. Return how many were
    written, and those that XML cannot carry, each with its reason.

    Raises:
        OutputError: if a file is there already and `overwrite` is not set; nothing is written then.

    """
    entries, rejected = _with_own_files(entries)
    targets = [out / _file_name(entry) for entry in entries]
    existing = [target for target in targets if target.exists()]
    if existing and not overwrite:
        raise OutputError(f"{existing[0]} is there already; correct it, or give --overwrite to lose what is in it")
    kept = files.folder(out / reviews.KEPT)
    count = 0
    for target, reading in zip(targets, extract(progress(entries, "Annotating")), strict=True):
        try:
            content = loaders.annotated.write(reading)
        except InputError as error:
            rejected.append(Rejection(source_of(reading), error.reason, error.advice))
        else:
            files.write_bytes(kept / target.name, content)
            files.write_bytes(target, content)
            count += 1
    return count, tuple(rejected)


def compare_reviews(
    paths: Sequence[Path],
    raw: Sequence[Path] = (),
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    progress: Progress = silent,
) -> tuple[tuple[Review, ...], tuple[Rejection, ...]]:
    """Return what was changed in each reviewed file of `paths`, and every record that could not be compared.

    With `raw`, each review's text is also compared with that of the raw record of its id.

    Raises:
        InputError: if a path does not exist, or `paths` hold no annotated file.

    """
    known = lexicon.load()
    entries, rejected = intake.part(loaders.read(paths, recursive=recursive, themes=frozenset(known.themes)))
    originals, unread = intake.part(loaders.read(raw, columns=columns, recursive=recursive))
    by_id = reviews.by_id(originals) if raw else None
    compared = [reviews.compare_entry(entry, known, by_id) for entry in progress(entries, "Comparing reviews")]
    found = tuple(one for one in compared if isinstance(one, Review))
    rejected += [*(one for one in compared if isinstance(one, Rejection)), *unread]
    if not found:
        raise InputError("; ".join(map(str, rejected)) or "no annotated file was found in what was named")
    return found, tuple(rejected)


def reviewed(gold: Intake) -> list[Reading]:
    """Return the reviewed readings among what was read.

    Raises:
        InputError: if there is none.

    """
    readings = [entry for entry in gold.taken if isinstance(entry, Reading)]
    if not readings:
        raise InputError("no annotated file was found in what was named", advice="kg annotate makes them")
    return readings


def read_again(gold: Sequence[Reading], *, progress: Progress = silent) -> list[Reading]:
    """Return what the extraction reads in the texts of reviewed readings."""
    return list(extract(progress([reading.abstract for reading in gold], "Reading abstracts")))


def evaluate_gold(gold: Sequence[Reading], found: Sequence[Reading]) -> Scores:
    """Score what was found against reviewed readings, themes and facets included."""
    facets = {concept.notation: concept.broader or concept.notation for concept in lexicon.load().themes.values()}
    return evaluate(gold, found, facets=facets)


def _opened(keyed: tuple[str, Card]) -> tuple[str, Entry]:
    key, card = keyed
    return key, card.entry


def _pieces(work: Iterable[tuple[str, Entry]]) -> Iterator[list[tuple[str, Entry]]]:
    """Put work together that takes a process a fifth of a second or so."""
    piece: list[tuple[str, Entry]] = []
    length = 0
    for keyed in work:
        piece.append(keyed)
        length += len(abstract_of(keyed[1]).text)
        if length >= _PIECE:
            yield piece
            piece, length = [], 0
    if piece:
        yield piece


def units_of(piece: Sequence[tuple[str, Entry]], least: float) -> tuple[list[tuple[str, Unit]], list[Rejection]]:
    """Return the unit of each entry by its key, and the entries that none can be made of, each with its reason."""
    known = lexicon.load()
    studies, rejected = {}, []
    for key, entry in piece:
        try:
            (reading,) = extract([entry])
            studies[key] = extraction.assemble(reading, known)
        except KgError as error:
            rejected.append(Rejection(source_of(entry), f"no study can be made of it: {error}"))
    return list(zip(studies, units.make(studies.values(), least), strict=True)), rejected


def _file_name(entry: Entry) -> str:
    return f"{loaders.annotated.file_stem(abstract_of(entry).id)}.xml"


def _with_own_files(entries: Iterable[Entry]) -> tuple[list[Entry], list[Rejection]]:
    """Return the entries that a file can be called like, and the others; no two of the files are the same."""
    first: dict[str, Entry] = {}
    rejected = []
    for entry in entries:
        name = _file_name(entry)
        kept = first.setdefault(name.casefold(), entry)  # some file systems do not tell capitals
        if len(name.encode()) > _LONGEST_NAME:
            del first[name.casefold()]
            reason, advice = "its id is too long for the name of a file", "give it a shorter id"
        elif kept is not entry:
            reason, advice = f"its file would be that of {abstract_of(kept).id!r}, {name}", "give it another id"
        else:
            continue
        rejected.append(Rejection(source_of(entry), reason, advice))
    return list(first.values()), rejected


def summarise(
    out: Path | str,
    counts: Mapping[str, int],
    min_confidence: float,
    *,
    records: int,
    duplicates: int,
    rejected: tuple[Rejection, ...],
    encodings: dict[str, str],
) -> Summary:
    """Return what a build read and wrote, whose units have these `counts` together."""
    counts = Counter(counts)
    return Summary(
        out=str(out),
        records=records,
        studies=counts["studies"],
        reviewed=counts["reviewed"],
        duplicates=duplicates,
        rejected=rejected,
        cases=counts["cases"] - counts["comparators"],
        comparators=counts["comparators"],
        statements={kind: counts[f"statement {kind}"] for kind in STATEMENT_KINDS},
        themes=sum(name.startswith("theme ") for name in counts),
        uses={kind: counts[f"use {kind}"] for kind in CONCEPT_KINDS},
        links=counts["links"],
        evidence=counts["evidence"],
        not_reported={kind: counts["studies"] - counts[f"with {kind}"] for kind in STATEMENT_KINDS},
        without_case=counts["without_case"],
        encodings=encodings,
        candidates=counts["candidates"],
        min_confidence=min_confidence,
    )


def encodings(taken: Intake) -> dict[str, str]:
    """Return the files that were not UTF-8, and what they were read as."""
    placed = ((card.rank[2], card.encoding) for card in taken.cards)
    return {path: encoding for path, encoding in placed if encoding and encoding not in {"utf-8", "utf-8-sig"}}
