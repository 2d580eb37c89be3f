"""One abstract, mark by mark: what was right, missed and wrong, in words that a page can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.evaluation.matching import Matching, match, pairs, trimmed
from kg.evaluation.scoring import is_role_right, is_theme_right, right_ties
from kg.model import Abstract, Mention, Reading, Span
from kg.vocabulary import STATEMENT_KINDS, Kind, Relation

__all__ = ["PASSED", "Comparison", "Finding", "Tied", "Verdict", "compare", "confusions"]


class Verdict(StrEnum):
    """What there is to say of a mark, or of a tie."""

    RIGHT = "right"
    #: Both have it, but not the same words.
    BOUNDARY = "boundary"
    THEME = "theme"
    ROLE = "role"
    KIND = "kind"
    MISSED = "missed"
    WRONG = "wrong"
    #: A background remark of the gold, or a found mark that counts neither way.
    UNCOUNTED = "uncounted"


#: The verdicts that blame nobody.
PASSED = frozenset({Verdict.RIGHT, Verdict.UNCOUNTED})


@dataclass(frozen=True, slots=True)
class Finding:
    """A mark of the gold, a found one, or both where they are one; `verdicts` has the gravest first."""

    verdicts: tuple[Verdict, ...]
    gold: Mention | None
    found: Mention | None

    @property
    def verdict(self) -> Verdict:
        """The gravest."""
        return self.verdicts[0]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where it stands, in the gold and as it was found."""
        return tuple(mention.span for mention in (self.gold, self.found) if mention)

    @property
    def span(self) -> Span:
        """All the text that it covers in either reading."""
        return Span(min(span.start for span in self.spans), max(span.end for span in self.spans))


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie that was right, missed or wrong, with the words of its two ends."""

    verdict: Verdict
    relation: Relation
    origin: str
    target: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An abstract of the gold with its findings and ties, both in the order of the text."""

    abstract: Abstract
    findings: tuple[Finding, ...]
    ties: tuple[Tied, ...]

    @property
    def counts(self) -> Counter[Verdict]:
        """How many findings there are of each verdict; one with several counts for each."""
        return Counter(verdict for finding in self.findings for verdict in finding.verdicts)

    @property
    def mistakes(self) -> int:
        """How many findings and ties are not right."""
        verdicts = [one.verdict for one in self.findings] + [tie.verdict for tie in self.ties]
        return sum(verdict not in PASSED for verdict in verdicts)


def compare(gold: Reading, found: Reading) -> Comparison:
    """Return what is right, missed and wrong in a reading of an abstract.

    A mark that the gold has and one that was found in its place are one finding when only their kinds differ.

    Raises:
        InputError: if `found` is a reading of another text than the gold's.

    """
    matching = match(gold, found)
    findings = _findings(gold, found, matching)
    return Comparison(
        abstract=gold.abstract,
        findings=tuple(sorted(findings, key=lambda finding: (finding.span.start, -finding.span.end, finding.verdicts))),
        ties=tuple(_ties(gold, found, matching)),
    )


def confusions(compared: Iterable[Comparison]) -> Counter[tuple[Kind | None, Kind | None]]:
    """Count scored marks by their kind in the gold and as found; `None` stands for no mark.

    The counts with one kind in the gold add up to the gold's marks of that kind, and so for what was found.
    """
    return Counter(
        (finding.gold.kind if finding.gold else None, finding.found.kind if finding.found else None)
        for one in compared
        for finding in one.findings
        if finding.verdict is not Verdict.UNCOUNTED
    )


def _findings(gold: Reading, found: Reading, matching: Matching) -> Iterator[Finding]:
    for one, other in matching.paired.items():
        old, new = gold.mentions[one], found.mentions[other]
        yield Finding(_verdicts(old, new, exact=one in matching.exact), old, new)
    swapped = _swapped(gold, found, matching)
    for one, other in swapped.items():
        yield Finding((Verdict.KIND,), gold.mentions[one], found.mentions[other])
    for one in matching.missed:
        if one not in swapped:
            yield Finding((Verdict.MISSED,), gold.mentions[one], None)
    for other in matching.wrong:
        if other not in swapped.values():
            yield Finding((Verdict.WRONG,), None, found.mentions[other])
    for mention in gold.mentions:
        if mention.kind is Kind.CONTEXT:
            yield Finding((Verdict.UNCOUNTED,), mention, None)
    for other in matching.uncounted:
        yield Finding((Verdict.UNCOUNTED,), None, found.mentions[other])


def _verdicts(gold: Mention, found: Mention, *, exact: bool) -> tuple[Verdict, ...]:
    differs = {
        Verdict.THEME: gold.kind in STATEMENT_KINDS and not is_theme_right(gold, found),
        Verdict.ROLE: gold.kind is Kind.CASE and not is_role_right(gold, found),
        Verdict.BOUNDARY: not exact,
    }
    return tuple(verdict for verdict, is_so in differs.items() if is_so) or (Verdict.RIGHT,)


def _swapped(gold: Reading, found: Reading, matching: Matching) -> dict[int, int]:
    """Pair what was missed with what was wrongly found in its place, as another kind."""
    return dict(pairs(_trimmed(gold, gold, matching.missed), _trimmed(gold, found, matching.wrong)))


def _trimmed(gold: Reading, reading: Reading, places: Sequence[int]) -> dict[int, Span]:
    return {place: trimmed(gold.abstract.text, reading.mentions[place].span) for place in places}


def _ties(gold: Reading, found: Reading, matching: Matching) -> Iterator[Tied]:
    right = right_ties(gold, found, matching.paired)
    matched = set(right.values())
    text = gold.abstract.text
    for tie in gold.ties:
        verdict = Verdict.RIGHT if tie in matched else Verdict.MISSED
        ends = gold.mentions[tie.origin], gold.mentions[tie.target]
        yield Tied(verdict, tie.relation, *(end.span.of(text) for end in ends))
    for tie in found.ties:
        if (tie.relation, tie.origin, tie.target) not in right:
            ends = found.mentions[tie.origin], found.mentions[tie.target]
            yield Tied(Verdict.WRONG, tie.relation, *(end.span.of(text) for end in ends))
