"""Decides which records become studies: one a study, reviewed before raw, every other one reported with its reason."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import PurePath
from typing import NamedTuple, Self

import msgspec

from kg import spool
from kg.model import Abstract, Entry, Reading, Record, Rejection, Source

__all__ = ["Card", "Intake", "abstract_of", "part", "settle", "source_of"]


#: So many cards are held in memory at a time, some three kilobytes each.
_MOST = 10_000
#: So many other records are named where an id is not unique.
_NAMED = 3
#: Not pickled: a card may come from a file that somebody else has written.
_WRITTEN, _LEVEL = msgspec.msgpack.Encoder(), 1
_READING, _ABSTRACT = msgspec.msgpack.Decoder(Reading), msgspec.msgpack.Decoder(Abstract)


class Card(NamedTuple):
    """An entry at rest, with all that tells it from others, so that few need be looked at more closely."""

    id: str
    #: The order in which records of one study are preferred: reviewed first, then by id, then by place.
    rank: tuple[bool, str, str, int]
    #: A digest of the text as a reader compares it: white space and case do not count.
    folded: str
    #: A digest of all that the entry says, wherever it was read.
    digest: str
    encoding: str | None
    content: bytes

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Put an entry at rest."""
        abstract, source = abstract_of(entry), source_of(entry)
        rank = not isinstance(entry, Reading), abstract.id, source.path, source.line or 0
        folded = _digest(" ".join(abstract.text.casefold().split()))
        placed = abstract.source and replace(abstract.source, path=PurePath(abstract.source.path).name, line=None)
        told = replace(abstract, source=placed)
        said = replace(entry, abstract=told) if isinstance(entry, Reading) else told
        return cls(
            abstract.id,
            rank,
            folded,
            _digest(repr(said)),
            source.encoding,
            zlib.compress(_WRITTEN.encode(entry), _LEVEL),
        )

    @property
    def reviewed(self) -> bool:
        """Whether a person has read it."""
        return not self.rank[0]

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        decoder = _READING if self.reviewed else _ABSTRACT
        return decoder.decode(zlib.decompress(self.content))


@dataclass(frozen=True, slots=True)
class Intake:
    """The records that become studies, sorted by id, and those that do not: `records` counts both.

    They can be gone through as often as one likes, one after the other.
    """

    cards: Collection[Card]
    rejected: tuple[Rejection, ...]

    @property
    def taken(self) -> Collection[Entry]:
        """The entries that become studies."""
        return spool.mapped(attrgetter("entry"), self.cards)

    @property
    def records(self) -> int:
        """How many records were read."""
        return len(self.cards) + len(self.rejected)

    @property
    def duplicates(self) -> tuple[Rejection, ...]:
        """The records that only repeat a study that was taken."""
        return tuple(r for r in self.rejected if r.duplicate_of is not None)

    @property
    def refused(self) -> tuple[Rejection, ...]:
        """The records that something is wrong with."""
        return tuple(r for r in self.rejected if r.duplicate_of is None)


def settle(records: Iterable[Record | Card]) -> Intake:
    """Take one record a study and reject the others, each with its reason; the order of `records` does not matter.

    A reviewed reading stands for the raw abstract of the same id and text. Different texts under one id are all
    refused, since nothing says which one is meant; one text under several ids is taken once.
    """
    rejected: list[Rejection] = []
    read = spool.ordered(_cards(records, rejected), lambda card: (card.id, card.rank), most=_MOST)
    single = _cards(_each_group(read, attrgetter("id"), _of_one_id), rejected)
    same = spool.ordered(single, lambda card: (card.folded, card.rank), most=_MOST)
    taken = _cards(_each_group(same, attrgetter("folded"), _of_one_text), rejected)
    return Intake(
        cards=spool.ordered(taken, attrgetter("id"), most=_MOST),
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


def _cards(records: Iterable[Record | Card], rejected: list[Rejection]) -> Iterator[Card]:
    """Give the entries among the records at rest, and put the rejections where they are collected."""
    for record in records:
        if isinstance(record, Rejection):
            rejected.append(record)
        else:
            yield record if isinstance(record, Card) else Card.of(record)


def _each_group(
    cards: Iterable[Card], key: Callable[[Card], str], settle_group: Callable[[Sequence[Entry]], Iterator[Record]]
) -> Iterator[Record | Card]:
    for _, found in groupby(cards, key):
        group = list(found)
        yield from group if len(group) == 1 else settle_group([card.entry for card in group])


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


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
