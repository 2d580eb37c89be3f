"""Decides which records become studies: one a study, reviewed before raw, every other one reported with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kg import spool
from kg.model import Abstract, Entry, Reading, Record, Rejection, Source

__all__ = ["Intake", "abstract_of", "part", "settle", "source_of"]


#: So many abstracts are held in memory at a time.
_MOST = 5_000
#: So many other records are named where an id is not unique.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Intake:
    """The records that become studies, sorted by id, and those that do not: `records` counts both.

    Many are gone through from disk, as often as one likes.
    """

    taken: Collection[Entry]
    rejected: tuple[Rejection, ...]

    @property
    def records(self) -> int:
        """How many records were read."""
        return len(self.taken) + len(self.rejected)

    @property
    def duplicates(self) -> tuple[Rejection, ...]:
        """The records that only repeat a study that was taken."""
        return tuple(r for r in self.rejected if r.duplicate_of is not None)

    @property
    def refused(self) -> tuple[Rejection, ...]:
        """The records that something is wrong with."""
        return tuple(r for r in self.rejected if r.duplicate_of is None)


def settle(records: Iterable[Record]) -> Intake:
    """Take one record a study and reject the others, each with its reason; the order of `records` does not matter.

    A reviewed reading stands for the raw abstract of the same id and text. Different texts under one id are all
    refused, since nothing says which one is meant; one text under several ids is taken once.
    """
    rejected: list[Rejection] = []
    entries = _sorted(_entries(records, rejected), lambda entry: abstract_of(entry).id)
    single = _each_group(entries, key=lambda entry: abstract_of(entry).id, settle_group=_of_one_id)
    same = _sorted(_entries(single, rejected), _folded)
    taken = _entries(_each_group(same, key=_folded, settle_group=_of_one_text), rejected)
    return Intake(
        taken=spool.ordered(taken, lambda entry: abstract_of(entry).id, most=_MOST),
        rejected=tuple(sorted(rejected, key=lambda r: (r.source.path, r.source.line or 0))),
    )


def abstract_of(entry: Entry) -> Abstract:
    """Return the abstract itself, whether it was reviewed or not."""
    return entry.abstract if isinstance(entry, Reading) else entry


def source_of(entry: Entry) -> Source:
    """Return where an entry was read; one that was made in memory is named by its id."""
    abstract = abstract_of(entry)
    return abstract.source or Source(path=abstract.id, format="memory")


def part(records: Iterable[Record]) -> tuple[list[Entry], list[Rejection]]:
    """Return the entries among the records, and the rejections, each in their order."""
    entries: list[Entry] = []
    rejected: list[Rejection] = []
    for record in records:
        if isinstance(record, Rejection):
            rejected.append(record)
        else:
            entries.append(record)
    return entries, rejected


def _entries(records: Iterable[Record], rejected: list[Rejection]) -> Iterator[Entry]:
    """Give the entries among the records, and put the rejections where they are collected."""
    for record in records:
        if isinstance(record, Rejection):
            rejected.append(record)
        else:
            yield record


def _sorted(entries: Iterable[Entry], key: Callable[[Entry], str]) -> Collection[Entry]:
    return spool.ordered(entries, lambda entry: (key(entry), _rank(entry)), most=_MOST)


def _each_group(
    entries: Iterable[Entry], key: Callable[[Entry], str], settle_group: Callable[[Sequence[Entry]], Iterator[Record]]
) -> Iterator[Record]:
    for _, group in groupby(entries, key):
        yield from settle_group(list(group))


def _rank(entry: Entry) -> tuple[bool, str, str, int]:
    """The order in which records are preferred: reviewed first, then by id, then by place."""
    source = source_of(entry)
    return not isinstance(entry, Reading), abstract_of(entry).id, source.path, source.line or 0


def _of_one_id(group: Sequence[Entry]) -> Iterator[Record]:
    reviewed, refused = part(_only([e for e in group if isinstance(e, Reading)]))
    raw, repeated = part(_only([e for e in group if isinstance(e, Abstract)]))
    yield from [*refused, *repeated]
    if reviewed and raw:
        yield from _review_and_raw(reviewed[0], raw[0])
    else:
        yield from [*reviewed, *raw]


def _only(group: Sequence[Entry]) -> Iterator[Record]:
    """The first of a group of equals; all refused where they differ."""
    if len({_content(entry) for entry in group}) <= 1:
        yield from group[:1]
        yield from (_duplicate(other, group[0], "the same record as") for other in group[1:])
        return
    for entry in group:
        reason = f"another record has the id {abstract_of(entry).id!r} and other content: {_others(entry, group)}"
        yield Rejection(source_of(entry), reason, "give each study an id (or a file name) of its own")


def _others(entry: Entry, group: Sequence[Entry]) -> str:
    """Where the others of a group were read: the first few, since each of many would name all the others."""
    others = [str(source_of(other)) for other in group[: _NAMED + 1] if other is not entry][:_NAMED]
    more = len(group) - 1 - len(others)
    return ", ".join(sorted(set(others))) + (f" and {more:,} more" if more else "")


def _review_and_raw(reviewed: Entry, raw: Entry) -> Iterator[Record]:
    review, abstract = abstract_of(reviewed), abstract_of(raw)
    if review.text != abstract.text:
        reason = f"orphaned: the text has changed since its review, {source_of(raw)} differs"
        advice = "`kg review diff REVIEW --raw RAW` shows where; review the new text, or restore the old one"
        yield Rejection(source_of(reviewed), reason, advice)
        yield raw
        return
    yield _with_what_is_known(reviewed, abstract)
    yield _duplicate(raw, reviewed, "replaced by the review of")


def _with_what_is_known(reviewed: Entry, raw: Abstract) -> Entry:
    """The review with the metadata of the raw record, which an annotated file does not carry."""
    if not isinstance(reviewed, Reading):
        return reviewed
    review = reviewed.abstract
    known = replace(review, title=review.title or raw.title, year=review.year or raw.year, metadata=raw.metadata)
    return replace(reviewed, abstract=known)


def _of_one_text(group: Sequence[Entry]) -> Iterator[Record]:
    yield group[0]
    yield from (_duplicate(other, group[0], "the same abstract as") for other in group[1:])


def _duplicate(entry: Entry, kept: Entry, reason: str) -> Rejection:
    study = abstract_of(kept).id
    return Rejection(source_of(entry), f"{reason} {study!r} ({source_of(kept)})", duplicate_of=study)


def _content(entry: Entry) -> tuple[object, ...]:
    return (entry.text,) if isinstance(entry, Abstract) else (entry.abstract.text, entry.mentions, entry.ties)


def _folded(entry: Entry) -> str:
    """A digest of the text as a reader compares it: white space and case do not count."""
    return hashlib.sha256(
        " ".join(abstract_of(entry).text.casefold().split()).encode("utf-8", "surrogatepass")
    ).hexdigest()
