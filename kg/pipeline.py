"""The whole flow on one screen: files -> readings -> studies -> a graph at rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from kg import extraction, files, graph, intake, lexicon, loaders
from kg.errors import InputError, OutputError
from kg.evaluation import Scores, evaluate
from kg.intake import Intake, abstract_of
from kg.model import Entry, Reading, Rejection, Source, Study
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind, Role, Status

__all__ = ["Progress", "Summary", "annotate", "build", "evaluate_gold", "extract", "read"]

T = TypeVar("T")


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


def read(paths: Sequence[Path], *, columns: Mapping[str, str] | None = None, recursive: bool = False) -> Intake:
    """Read files, folders and globs, and settle which of their records become studies.

    Raises:
        InputError: if a path does not exist, or nothing that was read can become a study.

    """
    themes = frozenset(lexicon.load().themes)
    taken = intake.settle(loaders.read(paths, columns=columns, recursive=recursive, themes=themes))
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
    progress: Progress = _silent,
) -> Summary:
    """Build the graph of everything in `paths` into the folder `out`, and say what was done.

    The evidence of every statement is checked before anything is replaced; an earlier graph in `out` stays as it was
    until the new one is complete.

    Raises:
        InputError: if there is nothing to build from.
        OutputError: if `out` cannot be written, or holds files that are not a graph's.

    """
    known = lexicon.load()
    taken = read(paths, columns=columns, recursive=recursive)
    readings = extract(progress(taken.taken, "Reading abstracts"))
    studies = [extraction.assemble(reading, known) for reading in readings]
    evidence = graph.write(studies, out)
    return _summary(out, taken, studies, evidence)


def annotate(
    entries: Sequence[Entry], out: Path, *, overwrite: bool = False, progress: Progress = _silent
) -> tuple[int, tuple[Rejection, ...]]:
    """Write each entry as an annotated file `ID.xml` into the folder `out`, for a person to correct.

    Return how many were written, and those that XML cannot carry, each with its reason.

    Raises:
        OutputError: if a file is there already and `overwrite` is not set; nothing is written then.

    """
    targets = [out / f"{loaders.annotated.file_stem(abstract_of(entry).id)}.xml" for entry in entries]
    existing = [target for target in targets if target.exists()]
    if existing and not overwrite:
        raise OutputError(f"{existing[0]} is there already; correct it, or give --overwrite to lose what is in it")
    files.folder(out)
    rejected = []
    for target, reading in zip(targets, extract(progress(entries, "Annotating")), strict=True):
        try:
            files.write_bytes(target, loaders.annotated.write(reading))
        except InputError as error:
            source = reading.abstract.source or Source(reading.abstract.id, "memory")
            rejected.append(Rejection(source, error.reason, error.advice))
    return len(targets) - len(rejected), tuple(rejected)


def evaluate_gold(gold: Intake, found: Sequence[Reading] | None = None, *, progress: Progress = _silent) -> Scores:
    """Score `found`, or what the extraction reads in the texts of `gold`, against the reviewed readings of `gold`."""
    reviewed = [entry for entry in gold.taken if isinstance(entry, Reading)]
    if not reviewed:
        raise InputError("no annotated file was found in what was named", advice="kg annotate makes them")
    if found is None:
        found = list(extract(progress([reading.abstract for reading in reviewed], "Reading abstracts")))
    facets = {concept.notation: concept.broader or concept.notation for concept in lexicon.load().themes.values()}
    return evaluate(reviewed, found, facets=facets)


def _summary(out: Path, taken: Intake, studies: Sequence[Study], evidence: int) -> Summary:
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
    )


def _is_silent(study: Study, kind: Kind) -> bool:
    return all(statement.kind is not kind for statement in study.statements)


def _encodings(taken: Intake) -> dict[str, str]:
    """The files that were not UTF-8, and what they were read as."""
    sources = [abstract_of(entry).source for entry in taken.taken]
    return {s.path: s.encoding for s in sources if s and s.encoding and s.encoding not in {"utf-8", "utf-8-sig"}}
