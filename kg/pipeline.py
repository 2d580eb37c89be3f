"""The whole flow on one screen: files -> readings -> studies -> a graph at rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from kg import extraction, files, graph, intake, lexicon, loaders
from kg.errors import InputError, KgError, OutputError
from kg.evaluation import Review, Scores, evaluate, reviews
from kg.extraction import certainty
from kg.intake import Intake, abstract_of, source_of
from kg.model import Entry, Reading, Rejection, Study
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind, Role, Status

__all__ = [
    "Progress",
    "Summary",
    "annotate",
    "build",
    "compare_reviews",
    "evaluate_gold",
    "extract",
    "read",
    "read_again",
    "reviewed",
]

T = TypeVar("T")

#: The longest name of a file that file systems take, in bytes.
_LONGEST_NAME = 255


class Progress(Protocol):
    """Shows how far a long work is: gives the items of `work` one by one."""

    def __call__(self, work: Sequence[T], title: str) -> Iterable[T]:
        """Give the items of `work`, and show `title` and how many are done."""
        ...


def _silent(work: Sequence[T], title: str) -> Iterable[T]:  # noqa: ARG001 - the signature of Progress
    return work


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
    paths: Sequence[Path],
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    longest: int = loaders.LONGEST,
) -> Intake:
    """Read files, folders and globs, and settle which of their records become studies.

    A text of more than `longest` code points is no abstract.

    Raises:
        InputError: if a path does not exist, or nothing that was read can become a study.

    """
    themes = frozenset(lexicon.load().themes)
    taken = intake.settle(loaders.read(paths, columns=columns, recursive=recursive, themes=themes, longest=longest))
    if not taken.taken:
        raise InputError("; ".join(map(str, taken.rejected)) or "no abstract was found in what was named")
    return taken


def extract(entries: Iterable[Entry]) -> Iterator[Reading]:
    """Give the reading of each entry: a reviewed one as it is, a raw abstract as the extraction reads it."""
    known = lexicon.load()
    for entry in entries:
        yield entry if isinstance(entry, Reading) else extraction.extract(entry, known)


def build(
    paths: Sequence[Path],
    out: Path,
    *,
    columns: Mapping[str, str] | None = None,
    recursive: bool = False,
    min_confidence: float = certainty.LEAST,
    longest: int = loaders.LONGEST,
    progress: Progress = _silent,
) -> Summary:
    """Build the graph of everything in `paths` into the folder `out`, and say what was done.

    What was read with less than `min_confidence` (0 to 1) is a candidate: kept apart, in no default answer. The
    evidence of every statement is checked before anything is replaced; an earlier graph in `out` stays as it was until
    the new one is complete.

    Raises:
        InputError: if there is nothing to build from.
        OutputError: if `out` cannot be written, or holds files that are not a graph's.

    """
    taken = read(paths, columns=columns, recursive=recursive, longest=longest)
    assembled, faulty = _assembled(progress(taken.taken, "Reading abstracts"))
    taken = intake.without(taken, faulty)
    parted = [certainty.part(study, min_confidence) for study in assembled]
    studies, candidates = [study for study, _ in parted], [doubtful for _, doubtful in parted]
    evidence = graph.write(studies, out, candidates=candidates)
    return _summary(out, taken, studies, evidence=evidence, candidates=_size(candidates), min_confidence=min_confidence)


def annotate(
    entries: Sequence[Entry], out: Path, *, overwrite: bool = False, progress: Progress = _silent
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
    progress: Progress = _silent,
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


def read_again(gold: Sequence[Reading], *, progress: Progress = _silent) -> list[Reading]:
    """Return what the extraction reads in the texts of reviewed readings."""
    return list(extract(progress([reading.abstract for reading in gold], "Reading abstracts")))


def evaluate_gold(gold: Sequence[Reading], found: Sequence[Reading]) -> Scores:
    """Score what was found against reviewed readings, themes and facets included."""
    facets = {concept.notation: concept.broader or concept.notation for concept in lexicon.load().themes.values()}
    return evaluate(gold, found, facets=facets)


def _assembled(entries: Iterable[Entry]) -> tuple[list[Study], list[tuple[Entry, Rejection]]]:
    """Return the study of each entry, and the entries that none can be made of, each with its reason."""
    known = lexicon.load()
    studies, faulty = [], []
    for entry in entries:
        try:
            (reading,) = extract([entry])
            studies.append(extraction.assemble(reading, known))
        except KgError as error:
            faulty.append((entry, Rejection(source_of(entry), f"no study can be made of it: {error}")))
    return studies, faulty


def _file_name(entry: Entry) -> str:
    return f"{loaders.annotated.file_stem(abstract_of(entry).id)}.xml"


def _with_own_files(entries: Sequence[Entry]) -> tuple[list[Entry], list[Rejection]]:
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


def _summary(
    out: Path,
    taken: Intake,
    studies: Sequence[Study],
    *,
    evidence: int,
    candidates: int,
    min_confidence: float,
) -> Summary:
    cases = Counter(case.role for study in studies for case in study.cases)
    said = [statement for study in studies for statement in study.statements]
    kinds = Counter(statement.kind for statement in said)
    uses = Counter(use.concept.kind for study in studies for use in study.uses)
    return Summary(
        out=str(out),
        records=taken.records,
        studies=len(studies),
        reviewed=sum(study.status is Status.REVIEWED for study in studies),
        duplicates=len(taken.duplicates),
        rejected=taken.rejected,
        cases=cases[Role.SUBJECT],
        comparators=cases[Role.REFERENCE],
        statements={kind: kinds[kind] for kind in STATEMENT_KINDS},
        themes=len({theme for statement in said for theme in statement.themes}),
        uses={kind: uses[kind] for kind in CONCEPT_KINDS},
        links=sum(len(study.links) for study in studies),
        evidence=evidence,
        not_reported={kind: sum(_is_silent(study, kind) for study in studies) for kind in STATEMENT_KINDS},
        without_case=sum(not study.cases for study in studies),
        encodings=_encodings(taken),
        candidates=candidates,
        min_confidence=min_confidence,
    )


def _size(candidates: Iterable[Study]) -> int:
    return sum(len(study.statements) + len(study.uses) + len(study.links) for study in candidates)


def _is_silent(study: Study, kind: Kind) -> bool:
    return all(statement.kind is not kind for statement in study.statements)


def _encodings(taken: Intake) -> dict[str, str]:
    """The files that were not UTF-8, and what they were read as."""
    sources = [abstract_of(entry).source for entry in taken.taken]
    return {s.path: s.encoding for s in sources if s and s.encoding and s.encoding not in {"utf-8", "utf-8-sig"}}
