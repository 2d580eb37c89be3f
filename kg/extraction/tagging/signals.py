"""What the sentences and clauses of a text signal: announcements, proposals, reasons, and the turns between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction import cues
from kg.extraction.sentences import Clause
from kg.model import Span

__all__ = ["NOTHING", "ClauseSignals", "SentenceSignals", "Signal", "read_clause", "read_sentence"]

#: Stands for an announcement, an opening or an ordinal that is not there.
NOTHING = "-"
#: What may follow an announcing noun at once and open its list: "results in", "the causes are".
_OPENS = re.compile(r"\s+(in|of|are|is|were|was|from|to)\b(?:\s+(?:that|mainly)\b)?", re.IGNORECASE)
_BELONGS = re.compile(r"\b(?:of|for|behind|to|against)\b")
_NUMBER = re.compile(r"[(（]?(?:\d{1,2}|[ivx]{1,4})[)）]|\d{1,2}[.、](?!\d)|[①-⑳]")
_CONNECTIVE = re.compile(r"(?:(?:and|but|then|on the|finally|at last)\b,?\s*)*", re.IGNORECASE)
_FIRST_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+")


@dataclass(frozen=True, slots=True, order=True)
class Signal:
    """A cue in a text: the place where it ends, what it does (a key of the cues, or `announce`), and its words.

    An announcement has the kind of statement that it announces for its words.
    """

    end: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SentenceSignals:
    """The signals of a sentence in order, and what it is as a whole.

    `announces` is the kind that it announces last, unless it takes that as given; `flags` are the names of what occurs
    in it, and `first` its first two words.
    """

    signals: tuple[Signal, ...]
    announces: str
    ordinal: str
    flags: frozenset[str]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ClauseSignals:
    """What a clause is, by its first words and by what occurs in it (`flags`), and its words in lower case."""

    flags: frozenset[str]
    words: tuple[str, ...]


def read_sentence(text: str, sentence: Span) -> SentenceSignals:
    """Return what a sentence signals."""
    known = cues.load().statements
    signals = tuple(sorted(_signals(text, sentence)))
    flags = {signal.name for signal in signals}
    if known.deficient.search(text, sentence.start, sentence.end):
        flags.add("deficient")
    if known.own.search(text, sentence.start, sentence.end):
        flags.add("own")
    begun = _begins(text, sentence, "given")
    if begun:
        flags.add("given")
    announced = [signal.words for signal in signals if signal.name == "announce"]
    first = _FIRST_WORDS.findall(text, sentence.start, min(sentence.end, sentence.start + 40))[:2]
    return SentenceSignals(
        signals=signals,
        announces=announced[-1] if announced and not begun else NOTHING,
        ordinal=_ordinal(text, sentence),
        flags=frozenset(flags),
        first=" ".join(first).lower(),
        last=text[sentence.end - 1],
    )


def read_clause(text: str, clause: Clause) -> ClauseSignals:
    """Return what a clause signals."""
    known = cues.load().statements
    span = clause.span
    flags = {name for name in known.beginnings if _begins(text, span, name)}
    flags.update(name for name in ("propose", "find") if known.signals[name].search(text, span.start, span.end))
    if known.deficient.search(text, span.start, span.end):
        flags.add("deficient")
    if known.own.search(text, span.start, span.end):
        flags.add("own")
    words = _FIRST_WORDS.findall(text, span.start, min(span.end, span.start + 160))
    return ClauseSignals(frozenset(flags), tuple(word.lower() for word in words))


def _signals(text: str, sentence: Span) -> Iterator[Signal]:
    known = cues.load().statements
    for name, pattern in known.signals.items():
        for match in pattern.finditer(text, sentence.start, sentence.end):
            yield Signal(match.end(), name, " ".join(match.group().lower().split()))
    yield from _announcements(text, sentence)


def _announcements(text: str, sentence: Span) -> Iterator[Signal]:
    """Give the announcing nouns; in "the causes of the problems" the problems announce nothing."""
    before: re.Match[str] | None = None
    for match in cues.load().statements.announcing.finditer(text, sentence.start, sentence.end):
        kind = match.lastgroup or NOTHING
        if before is None or kind != "problem" or not _depends(text, before, match):
            yield Signal(match.end(), "announce", kind)
            opening = _OPENS.match(text, match.end(), sentence.end)
            if opening:
                yield Signal(opening.end(), "open", opening[1].lower())
        before = match


def _depends(text: str, head: re.Match[str], noun: re.Match[str]) -> bool:
    between = text[head.end() : noun.start()]
    alone = len(between) < 50 and not any(mark in between for mark in ",;:，；：")
    return alone and head.lastgroup in {"cause", "countermeasure"} and _BELONGS.search(between) is not None


def _begins(text: str, span: Span, name: str) -> bool:
    start = _after_connective(text, span)
    return cues.load().statements.beginnings[name].match(text, start, span.end) is not None


def _ordinal(text: str, sentence: Span) -> str:
    """Return the number or the ordinal with which a sentence begins, shortened, in lower case."""
    start = _after_connective(text, sentence)
    ordinal = cues.load().statements.beginnings["ordinal"]
    match = _NUMBER.match(text, start, sentence.end) or ordinal.match(text, start, sentence.end)
    return match.group().lower()[:8] if match else NOTHING


def _after_connective(text: str, span: Span) -> int:
    match = _CONNECTIVE.match(text, span.start, min(span.end, span.start + 60))
    return match.end() if match else span.start
