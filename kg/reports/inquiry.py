"""Asks the graph the questions of a brief, and makes numbers and quotes of what it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import iris, queries
from kg.answers import Answers, plain
from kg.errors import ResourceError
from kg.graph import KnowledgeGraph
from kg.model import Value
from kg.reports.content import Condition, How, Measure, Number, Quote, Recount
from kg.reports.evidence import claims

__all__ = ["PLACE", "Inquiry", "Row", "distinct", "least", "measured", "picked", "rows", "value"]

Row = Mapping[str, Value]
#: What makes a stretch of text one: two rows about it are two readings of the same words.
PLACE = ("study", "start", "end")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A graph that is asked in one language; what it answered once is not asked again.

    `candidates` is the same graph with its candidates in sight, if there is one.
    """

    graph: KnowledgeGraph
    language: str
    candidates: KnowledgeGraph | None = None
    _answers: dict[Recount, Answers] = field(default_factory=dict, repr=False)
    _claims: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict, repr=False)

    def ask(self, question: str, **terms: Value) -> Answers:
        """Answer a named question."""
        return self._answer(self._recount(question, Measure(How.ROWS), terms))

    def number(self, question: str, measure: Measure, **terms: Value) -> Number:
        """Return the number that a measure reads off the answer to a question."""
        return self._number(self._recount(question, measure, terms))

    def number_of_candidates(self, question: str, measure: Measure) -> Number:
        """Return the number that a measure reads off the answer when the candidates are in sight."""
        return self._number(replace(self._recount(question, measure, {}), with_candidates=True))

    def _number(self, recount: Recount) -> Number:
        measure = recount.measure
        found = measured(self._answer(recount), measure)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise ResourceError(f"{recount.command} gives no number")
        return Number(found, recount)

    def count(self, question: str, name: str, **terms: Value) -> Number:
        """Return a denominator of a question, by the name of its file in `ontology/counts`."""
        place = queries.load(question).denominators.index(name)
        title, _ = self.ask(question, **terms).denominators[place]
        return self.number(question, Measure(How.COUNT, (title,)), **terms)

    def quote(self, row: Row, column: str, who: str = "") -> Quote:
        """Return the quote in a column of a row that has its `study`, `start` and `end`."""
        study, start, end = str(row["study"]), int(str(row["start"])), int(str(row["end"]))
        return Quote(str(row[column]), study, start, end, self._claims_of(study).get((start, end), ""), who)

    def _claims_of(self, study: str) -> dict[tuple[int, int], str]:
        if study not in self._claims:
            self._claims[study] = claims(self.graph.store, iris.mint("study", study))
        return self._claims[study]

    def _recount(self, question: str, measure: Measure, terms: Mapping[str, Value]) -> Recount:
        spoken = {} if self.language == "en" else {"language": self.language}
        given = tuple((name, plain(term)) for name, term in (dict(terms) | spoken).items())
        return Recount(question, given, measure)

    def _answer(self, recount: Recount) -> Answers:
        asked = replace(recount, measure=Measure(How.ROWS))
        if asked not in self._answers:
            graph = self.candidates if recount.with_candidates and self.candidates else self.graph
            self._answers[asked] = graph.ask(recount.question, **dict(recount.terms))
        return self._answers[asked]


def rows(*where: Condition) -> Measure:
    """Measure how many rows meet the conditions."""
    return Measure(How.ROWS, (), where)


def distinct(*columns: str, where: Iterable[Condition] = ()) -> Measure:
    """Measure how many values the columns have together in the rows that meet the conditions."""
    return Measure(How.DISTINCT, columns, tuple(where))


def value(column: str, *where: Condition) -> Measure:
    """Measure the value that a column has in the rows that meet the conditions."""
    return Measure(How.VALUE, (column,), where)


def least(column: str, *where: Condition) -> Measure:
    """Measure the least value that a column has in the rows that meet the conditions."""
    return Measure(How.LEAST, (column,), where)


def measured(answers: Answers, measure: Measure) -> Value:
    """Return what a measure reads off an answer; nothing where no row has a value."""
    if measure.how is How.COUNT:
        return dict(answers.denominators)[measure.columns[0]]
    kept = [row for row in answers if all((row[c.column] == c.value) is c.holds for c in measure.where)]
    if measure.how is How.ROWS:
        return len(kept)
    found = [tuple(row[column] for column in measure.columns) for row in kept]
    if measure.how is How.DISTINCT:
        return len(set(found))
    values = [only for (only,) in found if isinstance(only, int | float)]
    return min(values, default=None)


def picked(found: Sequence[Row], *, column: str, most: int, room: int, few: int = 2) -> list[Row]:
    """Return up to `most` rows to quote, within `room` code points but for the first; `few` where that leaves out many.

    Words that no other says come before those that repeat them, and one quote of each study before its second.
    """
    seen: Counter[tuple[str, Value]] = Counter()
    ranked: list[tuple[int, int, int, Row]] = []
    for place, row in enumerate({tuple(row[name] for name in PLACE): row for row in found}.values()):
        words, study = ("words", str(row[column]).casefold()), ("study", row["study"])
        ranked.append((seen[words], seen[study], place, row))
        seen.update((words, study))
    most = most if len(ranked) <= 2 * most else min(most, few)
    taken: list[Row] = []
    for *_, row in sorted(ranked, key=lambda each: each[:3])[:most]:
        room -= len(str(row[column]))
        if taken and room < 0:
            break
        taken.append(row)
    return taken
