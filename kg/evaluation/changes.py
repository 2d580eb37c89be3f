"""What a person changed in a reading: marks added, taken away, moved or described otherwise, and ties likewise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.evaluation.matching import HALF, one_to_one, shared
from kg.model import Mention, Reading, Span, Tie
from kg.vocabulary import Kind, Relation

__all__ = ["Aspect", "Change", "Verb", "changes"]

Verb = Literal["added", "removed", "moved", "changed"]
#: What about a mark was changed; `same` is the case that a later mention names.
Aspect = Literal["", "kind", "theme", "role", "same"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `what` it is about (the kind of a mark, or a relation), where, and the words there.

    `span` counts code points of the text; it is where the mark stands now, or stood if it was removed. `was` and `now`
    say what differs: the words of a mark that moved, or what was changed about it. Of a tie, `now` (`was` of one that
    was removed) are the words of the problem.
    """

    verb: Verb
    what: Kind | Relation
    span: Span
    words: str
    aspect: Aspect = ""
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        detail = _folded(self._detail())
        return f"{self.verb} {self.what}: {_folded(self.words)}{f' ({detail})' if detail else ''}"

    def _detail(self) -> str:
        if self.verb == "moved":
            return f"was: {self.was}"
        if self.verb == "changed":
            return f"{self.aspect}: {self.was or 'none'} -> {self.now or 'none'}"
        return f"of: {self.was or self.now}" if self.was or self.now else ""


def changes(before: Reading, after: Reading) -> tuple[Change, ...]:
    """Return what turns one reading of a text into another, in the order of the text.

    Marks are told to be one mark where they share words and are of one kind, or share half or more of their stretch;
    each is paired once, the likest first.

    Raises:
        ValueError: if they are readings of different texts, so that no place in one says anything of the other.

    """
    if before.abstract.text != after.abstract.text:
        raise ValueError("readings of different texts have no changes, they have nothing in common")
    pairs = dict(_pairs(before.mentions, after.mentions))
    found = [*_of_mentions(before, after, pairs), *_of_ties(before, after, pairs)]
    return tuple(sorted(found, key=lambda change: (change.span, change.what, change.verb, change.aspect, change.now)))


def _pairs(before: Sequence[Mention], after: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Give places of the same mark, before and after."""
    likeness = [
        (rank, one, other)
        for one, old in enumerate(before)
        for other, new in enumerate(after)
        if (rank := _likeness(old, new))
    ]
    likest = sorted(likeness, key=lambda found: (-found[0], found[1], found[2]))
    return one_to_one((one, other) for _, one, other in likest)


def _likeness(old: Mention, new: Mention) -> float:
    """Return 0 for two marks that are not one; a like kind counts as much as half the stretch."""
    stretch = shared(old.span, new.span)
    if old.kind is new.kind:
        return HALF + stretch if stretch else 0
    return stretch if stretch >= HALF else 0


def _of_mentions(before: Reading, after: Reading, pairs: Mapping[int, int]) -> Iterator[Change]:
    text = after.abstract.text
    for one, old in enumerate(before.mentions):
        if one not in pairs:
            yield Change("removed", old.kind, old.span, old.span.of(text))
    kept = set(pairs.values())
    for other, new in enumerate(after.mentions):
        if other not in kept:
            yield Change("added", new.kind, new.span, new.span.of(text))
    for one, other in pairs.items():
        old, new = before.mentions[one], after.mentions[other]
        yield from _of_mention(text, old, new)
        if old.kind is new.kind and (None if old.same is None else pairs.get(old.same, -1)) != new.same:
            yield _changed(text, new, "same", _first(before, old), _first(after, new))


def _of_mention(text: str, old: Mention, new: Mention) -> Iterator[Change]:
    if old.span != new.span:
        yield Change("moved", new.kind, new.span, new.span.of(text), was=old.span.of(text), now=new.span.of(text))
    if old.kind is not new.kind:
        yield _changed(text, new, "kind", old.kind, new.kind)
    elif old.role is not new.role:
        yield _changed(text, new, "role", old.role or "", new.role or "")
    # A mark that became one of a kind without themes lost them with its kind.
    if old.themes != new.themes and (new.themes or old.kind is new.kind):
        yield _changed(text, new, "theme", " ".join(old.themes), " ".join(new.themes))


def _changed(text: str, mention: Mention, aspect: Aspect, was: str, now: str) -> Change:
    return Change("changed", mention.kind, mention.span, mention.span.of(text), aspect, str(was), str(now))


def _first(reading: Reading, mention: Mention) -> str:
    """The words of the mention that names the same case first."""
    return "" if mention.same is None else reading.mentions[mention.same].span.of(reading.abstract.text)


def _of_ties(before: Reading, after: Reading, pairs: Mapping[int, int]) -> Iterator[Change]:
    old = {(tie.relation, tie.origin, tie.target): tie for tie in before.ties}
    new = {(tie.relation, tie.origin, tie.target): tie for tie in after.ties}
    kept = {(relation, pairs.get(origin), pairs.get(target)) for relation, origin, target in old}
    for (relation, origin, target), tie in old.items():
        if (relation, pairs.get(origin), pairs.get(target)) not in new:
            yield _of_tie("removed", before, tie)
    for ends, tie in new.items():
        if ends not in kept:
            yield _of_tie("added", after, tie)


def _of_tie(verb: Literal["added", "removed"], reading: Reading, tie: Tie) -> Change:
    text, origin = reading.abstract.text, reading.mentions[tie.origin].span
    problem = reading.mentions[tie.target].span.of(text)
    was, now = (problem, "") if verb == "removed" else ("", problem)
    return Change(verb, tie.relation, origin, origin.of(text), was=was, now=now)


def _folded(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())
