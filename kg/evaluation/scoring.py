"""Judges readings against reviewed ones: what was found, missed and wrong.

The rules. Spans are compared without leading articles and without quotation marks, white space and punctuation at
their ends. A found mention is right where it shares half or more of its stretch (intersection over union) with a gold
mention of its kind; pairs are one to one, the best first. A further mention of a technology or case that the gold
names elsewhere counts neither way, nor does what shares more than 0.3 of its stretch with a `context` mark. Themes and
roles are judged where mentions pair; a link is right where both its ends pair with those of a gold link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.errors import InputError
from kg.model import Abstract, Mention, Reading, Span
from kg.vocabulary import STATEMENT_KINDS, Kind, Role

__all__ = ["Figures", "Mistake", "Scores", "evaluate", "trimmed"]

#: The kinds that are scored, in the order in which they are shown.
KINDS = tuple(kind for kind in Kind if kind is not Kind.CONTEXT)
#: The kinds that `core` sums up.
CORE = (Kind.PROBLEM, Kind.CAUSE, Kind.COUNTERMEASURE)
#: The kinds whose first mention only is marked.
_NAMED_ONCE = (Kind.TECHNOLOGY, Kind.CASE)
_PAIRED = 0.5
_IN_CONTEXT = 0.3
_AROUND = "\"'“”‘’,.;:"
_BEFORE = re.compile(rf"[\s{_AROUND}]*(?:(?:the|a|an)\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and their harmonic mean (0 to 1), and how many there were in the gold and among the found."""

    precision: float
    recall: float
    f1: float
    gold: int
    found: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mention that was missed, or one that was found and is wrong, in the abstract of that id."""

    abstract: str
    verdict: Literal["missed", "wrong"]
    kind: Kind
    span: Span
    words: str

    def __str__(self) -> str:
        return f"{self.abstract}: {self.verdict} {self.kind}: {self.words}"


@dataclass(frozen=True, slots=True)
class Scores:
    """How well readings match the gold.

    `exact` (the same trimmed span) and `overlap` map each kind, `micro` (all) and `core` to figures. An accuracy is the
    share of paired mentions, 0 to 1, or `None` where there is nothing to judge.
    """

    exact: dict[str, Figures]
    overlap: dict[str, Figures]
    theme_accuracy: float | None
    facet_accuracy: float | None
    case_role_accuracy: float | None
    links: Figures
    abstracts: int
    errors: tuple[Mistake, ...] = ()


def evaluate(gold: Sequence[Reading], found: Sequence[Reading], *, facets: Mapping[str, str] | None = None) -> Scores:
    """Score `found` against `gold`, matched by the ids of their abstracts.

    An abstract without a found reading counts as one in which nothing was found; readings of other abstracts are left
    out. `facets` maps themes to facets; without it there is no facet accuracy.

    Raises:
        InputError: if a found reading is of another text than the gold's, so that its spans mean nothing here.

    """
    by_id = {reading.abstract.id: reading for reading in found}
    tally = _Tally()
    for reading in gold:
        other = by_id.get(reading.abstract.id, Reading(reading.abstract))
        _refuse_other_text(reading.abstract, other)
        _Comparison(reading, other, facets or {}, tally).count()
    return tally.scores(len(gold), with_facets=facets is not None)


def _refuse_other_text(gold: Abstract, found: Reading) -> None:
    """Refuse what was read in another text; a record without its text may only have spans that lie in the gold's."""
    text = found.abstract.text
    outside = any(mention.span.end > len(gold.text) for mention in found.mentions)
    if outside or (text and text != gold.text):
        source = found.abstract.source
        raise InputError(
            f"{gold.id!r} was read in another text than that of the gold",
            path=source.path if source else None,
            line=source.line if source else None,
            advice="extract the annotated files themselves",
        )


@dataclass(slots=True)
class _Tally:
    """What is counted over all abstracts; `right` and `judged` are keyed by what is judged where mentions pair."""

    exact: Counter[Kind] = field(default_factory=Counter)
    overlap: Counter[Kind] = field(default_factory=Counter)
    gold: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    errors: list[Mistake] = field(default_factory=list)

    def judge(self, what: str, right: bool) -> None:
        """Count one judgement."""
        self.judged[what] += 1
        self.right[what] += right

    def scores(self, abstracts: int, *, with_facets: bool) -> Scores:
        """Return the scores that the counts amount to."""
        return Scores(
            exact=self._figures(self.exact),
            overlap=self._figures(self.overlap),
            theme_accuracy=self._accuracy("theme"),
            facet_accuracy=self._accuracy("facet") if with_facets else None,
            case_role_accuracy=self._accuracy("role"),
            links=_figures(self.links["right"], self.links["gold"], self.links["found"]),
            abstracts=abstracts,
            errors=tuple(self.errors),
        )

    def _figures(self, right: Counter[Kind]) -> dict[str, Figures]:
        groups: dict[str, Collection[Kind]] = {str(kind): (kind,) for kind in KINDS} | {"micro": KINDS, "core": CORE}
        return {
            name: _figures(*(sum(counts[kind] for kind in kinds) for counts in (right, self.gold, self.found)))
            for name, kinds in groups.items()
        }

    def _accuracy(self, what: str) -> float | None:
        return self.right[what] / self.judged[what] if self.judged[what] else None


@dataclass(slots=True)
class _Comparison:
    """One abstract, read twice; `pairs` maps places in the gold's mentions to places in the found ones."""

    gold: Reading
    found: Reading
    facets: Mapping[str, str]
    tally: _Tally
    pairs: dict[int, int] = field(default_factory=dict)

    def count(self) -> None:
        """Add this abstract to the tally."""
        for kind in KINDS:
            self._count_kind(kind)
        paired = {(tie.relation, self.pairs.get(tie.origin), self.pairs.get(tie.target)) for tie in self.gold.ties}
        found = {(tie.relation, tie.origin, tie.target) for tie in self.found.ties}
        self.tally.links.update(gold=len(self.gold.ties), found=len(found), right=len(paired & found))

    def _count_kind(self, kind: Kind) -> None:
        gold, found = dict(self._spans(self.gold, kind)), dict(self._spans(self.found, kind))
        pairs = dict(_pairs(gold, found))
        hits = set(pairs.values())
        wrong = [place for place in found if place not in hits and not self._is_ignored(kind, found[place], gold)]
        self.tally.gold[kind] += len(gold)
        self.tally.found[kind] += len(pairs) + len(wrong)
        self.tally.overlap[kind] += len(pairs)
        self.tally.exact[kind] += sum(gold[one] == found[other] for one, other in pairs.items())
        self.tally.errors += [self._mistake("missed", kind, gold[place]) for place in gold if place not in pairs]
        self.tally.errors += [self._mistake("wrong", kind, found[place]) for place in wrong]
        self.pairs |= pairs
        for one, other in pairs.items():
            self._judge(self.gold.mentions[one], self.found.mentions[other])

    def _spans(self, reading: Reading, kind: Kind) -> Iterator[tuple[int, Span]]:
        for place, mention in enumerate(reading.mentions):
            if mention.kind is kind:
                yield place, trimmed(self.gold.abstract.text, mention.span)

    def _is_ignored(self, kind: Kind, span: Span, gold: Mapping[int, Span]) -> bool:
        text = self.gold.abstract.text
        if kind in _NAMED_ONCE and span.of(text).lower() in {other.of(text).lower() for other in gold.values()}:
            return True
        return any(_shared(span, other) > _IN_CONTEXT for _, other in self._spans(self.gold, Kind.CONTEXT))

    def _judge(self, gold: Mention, found: Mention) -> None:
        if gold.kind in STATEMENT_KINDS:
            self.tally.judge("theme", not set(gold.themes).isdisjoint(found.themes))
            self.tally.judge("facet", not self._facets(gold).isdisjoint(self._facets(found)))
        if gold.kind is Kind.CASE:
            self.tally.judge("role", (found.role or Role.SUBJECT) is (gold.role or Role.SUBJECT))

    def _facets(self, mention: Mention) -> set[str]:
        return {self.facets.get(theme, theme) for theme in mention.themes}

    def _mistake(self, verdict: Literal["missed", "wrong"], kind: Kind, span: Span) -> Mistake:
        return Mistake(self.gold.abstract.id, verdict, kind, span, span.of(self.gold.abstract.text))


def trimmed(text: str, span: Span) -> Span:
    """Return the span without a leading article, and without quotation marks, white space and punctuation around."""
    article = _BEFORE.match(text, span.start, span.end)
    start, end = article.end() if article else span.start, span.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in _AROUND):
        end -= 1
    return Span(start, end)


def _shared(one: Span, other: Span) -> float:
    """Return what two spans share, as a part of what they cover together (0 to 1)."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / (max(one.end, other.end) - min(one.start, other.start)) if both > 0 else 0.0


def _pairs(gold: Mapping[int, Span], found: Mapping[int, Span]) -> Iterator[tuple[int, int]]:
    """Give pairs of places whose spans share enough, the best first; of equals, the later ones."""
    shares = ((_shared(a, b), one, other) for one, a in gold.items() for other, b in found.items())
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    for _, one, other in sorted((share for share in shares if share[0] >= _PAIRED), reverse=True):
        if one not in taken_gold and other not in taken_found:
            taken_gold.add(one)
            taken_found.add(other)
            yield one, other


def _figures(right: int, gold: int, found: int) -> Figures:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(precision, recall, f1, gold, found)
