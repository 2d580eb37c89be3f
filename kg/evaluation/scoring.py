"""Judges readings against reviewed ones: what was found, missed and wrong.

The rules. Spans are compared without leading articles and without quotation marks, white space and punctuation at
their ends. A found mention is right where it shares half or more of its stretch (intersection over union) with a gold
mention of its kind; pairs are one to one, the best first. A further mention of a technology or case that the gold
names elsewhere counts neither way, nor does what shares more than 0.3 of its stretch with a `context` mark. Themes and
roles are judged where mentions pair; a link is right where both its ends pair with those of a gold link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.evaluation.matching import KINDS, Matching, match, trimmed
from kg.model import Mention, Reading, Span, Tie
from kg.vocabulary import STATEMENT_KINDS, Kind, Relation, Role

__all__ = [
    "Figures",
    "Mistake",
    "Scores",
    "evaluate",
    "is_role_right",
    "is_theme_right",
    "right_ties",
    "side_by_side",
    "trimmed",
]

#: The kinds that `core` sums up.
CORE = (Kind.PROBLEM, Kind.CAUSE, Kind.COUNTERMEASURE)


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
    tally = _Tally()
    for reading, other in side_by_side(gold, found):
        _Comparison(reading, other, match(reading, other), facets or {}, tally).count()
    return tally.scores(len(gold), with_facets=facets is not None)


def side_by_side(gold: Sequence[Reading], found: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """Give each reading of the gold with the found one of its id, or one in which nothing was found."""
    by_id = {reading.abstract.id: reading for reading in found}
    for reading in gold:
        yield reading, by_id.get(reading.abstract.id, Reading(reading.abstract))


def is_theme_right(gold: Mention, found: Mention) -> bool:
    """Tell whether two mentions that pair share a theme."""
    return not set(gold.themes).isdisjoint(found.themes)


def is_role_right(gold: Mention, found: Mention) -> bool:
    """Tell whether two cases that pair have one role; a case without one is a subject."""
    return (found.role or Role.SUBJECT) is (gold.role or Role.SUBJECT)


def right_ties(gold: Reading, found: Reading, paired: Mapping[int, int]) -> dict[tuple[Relation, int, int], Tie]:
    """Return the ties of the gold both of whose ends pair with those of a found tie, by the ends of that one."""
    known = {(tie.relation, tie.origin, tie.target) for tie in found.ties}
    ends = ((tie, paired.get(tie.origin), paired.get(tie.target)) for tie in gold.ties)
    return {
        (tie.relation, one, other): tie
        for tie, one, other in ends
        if one is not None and other is not None and (tie.relation, one, other) in known
    }


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


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One abstract, read twice, on its way into the tally."""

    gold: Reading
    found: Reading
    matching: Matching
    facets: Mapping[str, str]
    tally: _Tally

    def count(self) -> None:
        """Add this abstract to the tally."""
        for kind in KINDS:
            self._count_kind(kind)
        for one, other in self.matching.paired.items():
            self._judge(self.gold.mentions[one], self.found.mentions[other])
        right = right_ties(self.gold, self.found, self.matching.paired)
        found = {(tie.relation, tie.origin, tie.target) for tie in self.found.ties}
        self.tally.links.update(gold=len(self.gold.ties), found=len(found), right=len(right))

    def _count_kind(self, kind: Kind) -> None:
        paired = [place for place in self.matching.paired if self.gold.mentions[place].kind is kind]
        missed = [place for place in self.matching.missed if self.gold.mentions[place].kind is kind]
        wrong = [place for place in self.matching.wrong if self.found.mentions[place].kind is kind]
        self.tally.gold[kind] += len(paired) + len(missed)
        self.tally.found[kind] += len(paired) + len(wrong)
        self.tally.overlap[kind] += len(paired)
        self.tally.exact[kind] += sum(place in self.matching.exact for place in paired)
        self.tally.errors += [self._mistake("missed", self.gold.mentions[place]) for place in missed]
        self.tally.errors += [self._mistake("wrong", self.found.mentions[place]) for place in wrong]

    def _judge(self, gold: Mention, found: Mention) -> None:
        if gold.kind in STATEMENT_KINDS:
            self.tally.judge("theme", is_theme_right(gold, found))
            self.tally.judge("facet", not self._facets(gold).isdisjoint(self._facets(found)))
        if gold.kind is Kind.CASE:
            self.tally.judge("role", is_role_right(gold, found))

    def _facets(self, mention: Mention) -> set[str]:
        return {self.facets.get(theme, theme) for theme in mention.themes}

    def _mistake(self, verdict: Literal["missed", "wrong"], mention: Mention) -> Mistake:
        text = self.gold.abstract.text
        span = trimmed(text, mention.span)
        return Mistake(self.gold.abstract.id, verdict, mention.kind, span, span.of(text))


def _figures(right: int, gold: int, found: int) -> Figures:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(precision, recall, f1, gold, found)
