"""What a problem and a statement that may be tied to it are described by: the columns from which ties are learned."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["FEATURES", "Around", "Between", "Likeness", "Order", "Place"]


class Place(NamedTuple):
    """Where the origin (the cause or countermeasure) and the problem stand; great counts and distances are cut off."""

    is_cause: bool
    problem_comes_first: bool
    statements_between: int
    like_origins_between: int
    problems_between: int
    same_sentence: bool
    is_last_problem_before: bool
    rules_tie_it: bool


class Between(NamedTuple):
    """What stands between the two: between problem and the origin's list, or between the origin and a later problem."""

    length: int
    full_stops: int
    semicolon: bool
    reason_begins_it: bool
    effect_begins_it: bool
    aim_ends_it: bool


class Around(NamedTuple):
    """What stands around the origin, whichever the problem: in the lead to its list, and in the tail behind it.

    The long lead is that to the longer list, which goes on over a few more words.
    """

    lead_length: int
    lead_ends_in_joint: bool
    lead_gives_reason: bool
    lead_has_aim: bool
    lead_turns: bool
    long_lead_gives_reason: bool
    tail_length: int
    tail_points_back: bool
    ordinal_given: bool
    items_answer: bool


class Likeness(NamedTuple):
    """How alike the problem is to the words around the origin, and how much less than the problem most like them."""

    to_lead: float
    to_lead_less_best: float
    best_to_lead: float
    to_tail: float
    to_tail_less_best: float
    best_to_tail: float
    to_origin: float
    to_origin_less_best: float
    to_long_lead: float
    to_long_lead_less_best: float
    best_to_long_lead: float
    to_long_lead_less_other_leads: float
    own_words_in_lead: int
    own_words_in_tail: int


class Order(NamedTuple):
    """How the two stand in their lists, and whether the lists answer each other item by item.

    A rank counts the statements of one kind, from the first of the text. Words before a list turn to a problem that
    they are like; how far from it this problem is, is told for the lists before and after the origin's.
    """

    ordinal_fits: bool
    same_rank: bool
    rank_difference: int
    as_many: bool
    problems: int
    origins: int
    origin_list: int
    problem_list: int
    problem_ends_list: bool
    off_turn_before: int
    off_turn_after: int


#: The names of the columns, in order.
FEATURES = tuple(
    f"{group.__name__.lower()}.{name}" for group in (Place, Between, Around, Likeness, Order) for name in group._fields
)
