"""Describes each problem together with each cause and countermeasure that the text may tie to it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kg.extraction import cues
from kg.extraction.relations import rules
from kg.extraction.relations.columns import FEATURES, Around, Between, Likeness, Order, Place
from kg.extraction.relations.likeness import Traits, likeness, traits
from kg.extraction.relations.lists import Item, Outline, outlines
from kg.extraction.tagging.graphs import Floats
from kg.model import Mention, Span
from kg.vocabulary import Kind

__all__ = ["features"]

#: Stands for how far off the problem is to which a list turns, where it turns to none.
_NO_TURN = 9
#: A list turns to a problem that the words before it are more like than this.
_TURNS = 0.25
#: How far cues are looked for, in characters.
_NEAR, _FAR, _TAIL = 40, 70, 90


def features(text: str, mentions: Sequence[Mention]) -> tuple[list[tuple[int, int]], Floats]:
    """Return each pair of a cause or countermeasure and a problem, as places in `mentions`, and what describes it.

    The description has a row for each pair and a column for each of `FEATURES`.
    """
    pairs: list[tuple[int, int]] = []
    rows: list[tuple[float, ...]] = []
    for outline in outlines(text, mentions):
        if outline.problems and outline.origins:
            describer = _Describer(outline)
            for origin in outline.origins:
                pairs += [(origin.place, problem.place) for problem in outline.problems]
                rows += describer.rows(origin)
    return pairs, np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))


@dataclass(frozen=True, slots=True)
class _Like:
    """How alike some words are to each problem; `own` counts those of their stems that no other problem has."""

    to: tuple[float, ...]
    own: tuple[int, ...]
    best: float


class _Describer:
    """Knows of one outline what the descriptions of its pairs share."""

    def __init__(self, outline: Outline) -> None:
        self.outline, self.text, self.tied = outline, outline.text, rules.tied(outline)
        self.ties = cues.load().ties
        self.counts = Counter(item.kind for item in outline.items)
        self.rank = _ranks(outline.items)
        self.before = {kind: _running(outline.items, kind) for kind in self.counts}
        self.problems = [traits(problem.span.of(self.text)) for problem in outline.problems]
        self.own = _own(self.problems)
        self.met: dict[tuple[str, int, int], bool] = {}
        heads = [item for item in outline.origins if item in {item.head, item.loose_head}]
        self.leads = {head: self._like(outline.lead(head)) for head in heads}
        self.number = {head: number for number, head in enumerate(heads)}
        self.turns = [_turn(like) for like in self.leads.values()]
        self.best = [max(like.to[rank] for like in self.leads.values()) for rank in range(len(self.problems))]

    def rows(self, origin: Item) -> list[tuple[float, ...]]:
        """Describe a cause or countermeasure together with each problem."""
        ordinals = self._ordinals(origin)
        around = self._around(origin, ordinals)
        tail = self.outline.tail(origin)
        like = (
            self.leads[origin.head],
            self.leads[origin.loose_head],
            self._like(Span(tail.start, min(tail.end, tail.start + _TAIL))),
            self._like(origin.span),
        )
        return [
            (
                *self._place(origin, problem),
                *self._between(origin, problem),
                *around,
                *self._likeness(self.rank[problem], *like),
                *self._order(origin, problem, ordinals),
            )
            for problem in self.outline.problems
        ]

    def _place(self, origin: Item, problem: Item) -> Place:
        first = _comes_first(problem, origin)
        low, high = sorted((problem.number, origin.number))
        in_list = origin.index if first else origin.head.size - 1 - origin.index
        end = origin.head if first else origin
        return Place(
            is_cause=origin.kind is Kind.CAUSE,
            problem_comes_first=first,
            statements_between=min(abs(problem.number - end.number) - 1, 12),
            like_origins_between=min(self._count(origin.kind, low, high) - in_list, 8),
            problems_between=min(self._count(Kind.PROBLEM, low, high), 8),
            same_sentence=problem.sentence == origin.sentence,
            is_last_problem_before=first and self.rank[problem] == self.before[Kind.PROBLEM][origin.number] - 1,
            rules_tie_it=(origin.place, problem.place) in self.tied,
        )

    def _count(self, kind: Kind, low: int, high: int) -> int:
        """Return how many of a kind stand strictly between two statements."""
        return self.before[kind][high] - self.before[kind][low + 1]

    def _between(self, origin: Item, problem: Item) -> Between:
        if _comes_first(problem, origin):
            start, end = problem.span.end, origin.head.span.start
        else:
            start, end = origin.span.end, problem.span.start
        end = max(start, end)
        return Between(
            length=min(end - start, 400),
            full_stops=self.text.count(".", start, end),
            semicolon=self.text.find(";", start, end) >= 0 or self.text.find("；", start, end) >= 0,
            reason_begins_it=self._has("reason", start, min(end, start + _NEAR)),
            effect_begins_it=self._has("effect", start, min(end, start + _NEAR)),
            aim_ends_it=self._has("aim", max(start, end - _FAR), end),
        )

    def _around(self, origin: Item, ordinals: frozenset[int]) -> Around:
        lead, tail = self.outline.lead(origin.head), self.outline.tail(origin)
        long_lead = self.outline.lead(origin.loose_head)
        near = max(lead.start, lead.end - _FAR)
        return Around(
            lead_length=len(lead),
            lead_ends_in_joint=lead.of(self.text).rstrip().lower().endswith((",", "and")),
            lead_gives_reason=self._has("reason", near, lead.end),
            lead_has_aim=self._has("aim", near, lead.end),
            lead_turns=self._has("turn", lead.start, lead.end),
            long_lead_gives_reason=self._has("reason", max(long_lead.start, long_lead.end - _FAR), long_lead.end),
            tail_length=len(tail),
            tail_points_back=self._has("pointing", tail.start, min(tail.end, tail.start + 12)),
            ordinal_given=bool(ordinals),
            items_answer=self._answers(origin),
        )

    def _answers(self, origin: Item) -> bool:
        """Tell whether the text says, between the problems and here, that the items of two lists answer each other."""
        last = self.outline.problems[-1].span.end
        start = last if last < origin.span.start else origin.head.sentence.start
        return self._has("answer", start, origin.span.start)

    def _has(self, sign: str, start: int, end: int) -> bool:
        """Tell whether a cue stands in a stretch; many pairs ask for the same one."""
        where = sign, start, end
        if where not in self.met:
            self.met[where] = self.ties.signs[sign].search(self.text, start, end) is not None
        return self.met[where]

    def _like(self, span: Span) -> _Like:
        words = traits(span.of(self.text))
        to = tuple(likeness(words, problem) for problem in self.problems)
        return _Like(to, tuple(len(own & words.stems) for own in self.own), max(to))

    def _likeness(self, rank: int, lead: _Like, long_lead: _Like, tail: _Like, origin: _Like) -> Likeness:
        return Likeness(
            to_lead=lead.to[rank],
            to_lead_less_best=lead.to[rank] - lead.best,
            best_to_lead=lead.best,
            to_tail=tail.to[rank],
            to_tail_less_best=tail.to[rank] - tail.best,
            best_to_tail=tail.best,
            to_origin=origin.to[rank],
            to_origin_less_best=origin.to[rank] - origin.best,
            to_long_lead=long_lead.to[rank],
            to_long_lead_less_best=long_lead.to[rank] - long_lead.best,
            best_to_long_lead=long_lead.best,
            to_long_lead_less_other_leads=long_lead.to[rank] - self.best[rank],
            own_words_in_lead=long_lead.own[rank],
            own_words_in_tail=tail.own[rank],
        )

    def _ordinals(self, origin: Item) -> frozenset[int]:
        """Return the ranks that are named in the words that lead to a list."""
        words = self.outline.lead(origin.head).of(self.text).lower()
        return frozenset(self.ties.ordinals[word] for word in self.ties.counting.findall(words))

    def _order(self, origin: Item, problem: Item, ordinals: frozenset[int]) -> Order:
        number, rank = self.number[origin.loose_head], self.rank[problem]
        return Order(
            ordinal_fits=rank in ordinals,
            same_rank=rank == self.rank[origin],
            rank_difference=rank - self.rank[origin],
            as_many=self.counts[Kind.PROBLEM] == self.counts[origin.kind],
            problems=self.counts[Kind.PROBLEM],
            origins=self.counts[origin.kind],
            origin_list=origin.head.size,
            problem_list=problem.head.size,
            problem_ends_list=problem.index == problem.head.size - 1,
            off_turn_before=self._off_turn(rank, number - 1),
            off_turn_after=self._off_turn(rank, number + 1),
        )

    def _off_turn(self, rank: int, number: int) -> int:
        """Return how far a problem is from the one to which the list of that number turns."""
        turn = self.turns[number] if 0 <= number < len(self.turns) else None
        return _NO_TURN if turn is None else rank - turn


def _comes_first(problem: Item, origin: Item) -> bool:
    return problem.span.end <= origin.span.start


def _ranks(items: Sequence[Item]) -> Mapping[Item, int]:
    """Return for each statement how many of its kind stand before it."""
    met: Counter[Kind] = Counter()
    ranks = {}
    for item in items:
        ranks[item] = met[item.kind]
        met[item.kind] += 1
    return ranks


def _running(items: Sequence[Item], kind: Kind) -> list[int]:
    """Return for each number of a statement, and the one after the last, how many of `kind` have a smaller one."""
    return list(itertools.accumulate((item.kind is kind for item in items), initial=0))


def _own(problems: Sequence[Traits]) -> list[frozenset[str]]:
    """Return for each problem the stems that no other has."""
    count = Counter(stem for problem in problems for stem in problem.stems)
    return [frozenset(stem for stem in problem.stems if count[stem] == 1) for problem in problems]


def _turn(like: _Like) -> int | None:
    """Return the rank of the problem to which words turn."""
    return like.to.index(like.best) if like.best > _TURNS else None
