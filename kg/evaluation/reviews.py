"""What reviewers changed: each reviewed file beside what was proposed to its reviewer; orphaned if its text changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kg import extraction
from kg.errors import InputError
from kg.evaluation.changes import Change, changes
from kg.intake import source_of
from kg.lexicon import Lexicon
from kg.loaders import annotated
from kg.model import Abstract, Entry, Reading, Rejection, Source

__all__ = [
    "KEPT",
    "Baseline",
    "Orphan",
    "Review",
    "Total",
    "by_id",
    "compare",
    "compare_entry",
    "first_difference",
    "total",
]

#: The hidden folder beside reviewed files that keeps them as they were proposed. Loaders read no hidden folder.
KEPT = ".annotated"
#: How many characters are shown on each side of the place where two texts part.
_AROUND = 30


class Baseline(StrEnum):
    """What a reviewed file is compared with."""

    PROPOSED = "the kept pre-annotation"
    EXTRACTED = "what the extraction reads today"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A review whose text is no longer that of `other`, and the first place where they part.

    `offset` counts code points from 0, `line` and `column` from 1, all in the text of the review; `here` are the words
    around the place in it, `there` those in the other text.
    """

    other: str
    offset: int
    line: int
    column: int
    here: str
    there: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column} (character {self.offset:,})"
        return f"its text is not that of {self.other}; from {place} it has {self.here!r}, there stands {self.there!r}"


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewed file, and what was changed in it; an orphaned one is compared with nothing.

    `is_without_raw` says that raw records were given, and none of them has the id of the review.
    """

    id: str
    path: str
    baseline: Baseline
    changes: tuple[Change, ...] = ()
    orphaned: Orphan | None = None
    is_without_raw: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the file that was proposed to the reviewer is still there."""
        return self.baseline is Baseline.PROPOSED

    @property
    def is_unchanged(self) -> bool:
        """Whether it is what was proposed, mark for mark."""
        return self.orphaned is None and not self.changes


@dataclass(frozen=True, slots=True)
class Total:
    """How many files were compared, and their changes: verb -> kind or relation -> how many."""

    files: int
    unchanged: int
    orphaned: int
    changes: dict[str, dict[str, int]]

    @property
    def changed(self) -> int:
        """How many files have changes."""
        return self.files - self.unchanged - self.orphaned


def compare(reviewed: Reading, lexicon: Lexicon, raw: Mapping[str, Sequence[Abstract]] | None = None) -> Review:
    """Return what a reviewer changed, or where the text parts from the one proposed or from that of a raw record.

    `raw` maps ids to the raw abstracts of that id, if the text is to be compared with them.

    Raises:
        InputError: if the kept pre-annotation cannot be read.

    """
    source = source_of(reviewed)
    kept = Path(source.path).parent / KEPT / Path(source.path).name
    is_kept = kept.is_file()
    before = annotated.parse_file(kept) if is_kept else _proposed(reviewed, lexicon)
    orphan = _orphan(reviewed.abstract, [(before.abstract, str(kept))] if is_kept else [])
    records = None if raw is None else raw.get(reviewed.abstract.id, ())
    orphan = orphan or _orphan_of_raw(reviewed.abstract, records or ())
    return Review(
        id=reviewed.abstract.id,
        path=source.path,
        baseline=Baseline.PROPOSED if is_kept else Baseline.EXTRACTED,
        changes=() if orphan else changes(before, reviewed),
        orphaned=orphan,
        is_without_raw=records is not None and not records,
    )


def compare_entry(entry: Entry, lexicon: Lexicon, raw: Mapping[str, Sequence[Abstract]] | None) -> Review | Rejection:
    """Return what was changed in a record as `compare` does, or why it cannot be told."""
    if not isinstance(entry, Reading):
        return Rejection(
            source_of(entry), "it is no review", "`kg annotate` makes the files to review; --raw takes raw ones"
        )
    try:
        return compare(entry, lexicon, raw)
    except InputError as error:
        return Rejection(source_of(entry), f"it cannot be compared: {error}")


def by_id(entries: Iterable[Entry]) -> dict[str, list[Abstract]]:
    """Return the raw abstracts among what was read, by their ids; reviews among them prove nothing of a raw text."""
    found: dict[str, list[Abstract]] = {}
    for entry in entries:
        if isinstance(entry, Abstract):
            found.setdefault(entry.id, []).append(entry)
    return found


def first_difference(one: str, other: str) -> int:
    """Return the first place at which two texts differ; where one begins the other, its length."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def total(compared: Sequence[Review]) -> Total:
    """Count reviews, and their changes by verb and by what was changed."""
    return Total(
        files=len(compared),
        unchanged=sum(review.is_unchanged for review in compared),
        orphaned=sum(review.orphaned is not None for review in compared),
        changes=_tally(compared),
    )


def _tally(compared: Sequence[Review]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for change in (change for review in compared for change in review.changes):
        counts.setdefault(change.verb, Counter())[change.what] += 1
    return {verb: dict(sorted(counts[verb].items())) for verb in sorted(counts)}


def _proposed(reviewed: Reading, lexicon: Lexicon) -> Reading:
    """Return what `kg annotate` would write of the text today, with what a file cannot say already lost."""
    written = annotated.write(extraction.extract(reviewed.abstract, lexicon))
    return annotated.parse(written, Source(reviewed.abstract.id, "annotated"))


def _orphan_of_raw(review: Abstract, raw: Sequence[Abstract]) -> Orphan | None:
    if any(record.text == review.text for record in raw):
        return None
    return _orphan(review, [(record, str(record.source or record.id)) for record in raw[:1]])


def _orphan(review: Abstract, others: Sequence[tuple[Abstract, str]]) -> Orphan | None:
    for other, name in others:
        if other.text != review.text:
            at = first_difference(review.text, other.text)
            line = review.text.count("\n", 0, at) + 1
            column = at - review.text.rfind("\n", 0, at)
            return Orphan(name, at, line, column, _around(review.text, at), _around(other.text, at))
    return None


def _around(text: str, at: int) -> str:
    """The words around a place, with `…` where the text goes on; nothing of the text is folded away."""
    start, end = max(0, at - _AROUND), min(len(text), at + _AROUND)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
