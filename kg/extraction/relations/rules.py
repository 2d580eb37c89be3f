"""The plainest ways in which a text ties a cause or countermeasure to a problem, as rules that are seldom wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extraction import cues
from kg.extraction.relations.lists import TIED, Item, Outline
from kg.vocabulary import Kind

__all__ = ["tied"]

#: What may stand between two items of one list.
_GLUE = re.compile(r"[\s,，、]*(?:(?:and|as well as|or)\b)?\s*(?:(?:the|an?|that|to|by|of)\s+)*", re.IGNORECASE)
#: What may stand between a cue and the statement that it brings in.
_BRIDGE = re.compile(r"\s*(?:(?:the|an?|that|fact|is|are|mainly)\b\s*)*", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,，]\s*(?:(?:the|an?)\s+)?")
_STOPS = re.compile(r"[;；。]")
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_FARTHEST = 60  # characters between two statements that one cue ties
_STEM = 5  # letters by which two words are compared
_LEAST_SHARED = 0.5  # of the telling words of a restated problem


def tied(outline: Outline) -> set[tuple[int, int]]:
    """Return the pairs (origin, problem) that the rules tie, as places among the mentions."""
    return {(origin.place, target.place) for origin, target in _Finder(outline).ties()}


class _Finder:
    """Goes through the statements of one outline in order."""

    def __init__(self, outline: Outline) -> None:
        self.text, self.statements, self.problems = outline.text, outline.items, outline.problems

    def ties(self) -> Iterator[tuple[Item, Item]]:
        """Give each cause and countermeasure with each problem that it is tied to."""
        targets: dict[int, list[Item]] = {}
        for number, statement in enumerate(self.statements):
            if statement.kind in TIED:
                targets[number] = self._targets(number) or self._inherited(number, targets)
        for number in reversed(targets):
            if not targets[number]:
                targets[number] = self._targets_of_list(number, targets)
        for number, found in targets.items():
            for target in found:
                yield self.statements[number], target

    def _targets(self, number: int) -> list[Item]:
        """Return the problems to which a statement's own words tie it."""
        if self.statements[number].kind is Kind.COUNTERMEASURE:
            return self._in_view_of(number)
        return self._backward(number) or self._forward(number) or self._restated_before(number)

    def _inherited(self, number: int, targets: dict[int, list[Item]]) -> list[Item]:
        """Return the problems of the item before it in the same list."""
        before = number - 1
        return targets[before] if before in targets and self._continues(before) else []

    def _targets_of_list(self, number: int, targets: dict[int, list[Item]]) -> list[Item]:
        """Return the problem to which the list as a whole leads, when a later item of it says so."""
        after = number + 1
        leads = after in targets and self._forward(after)
        return targets[after] if leads and self._continues(number) else []

    def _continues(self, number: int) -> bool:
        """Tell whether the next statement is of the same kind and the next item of the same list."""
        one, other = self.statements[number], self.statements[number + 1]
        if one.kind is not other.kind or one.sentence != other.sentence:
            return False
        return _GLUE.fullmatch(self.text, one.span.end, other.span.start) is not None

    def _backward(self, number: int) -> list[Item]:
        """PROBLEM caused by CAUSE."""
        problem = self._beside(number, -1)
        if problem is None:
            return []
        cue = self._cue_before(problem.span.end, self.statements[number].span.start)
        return [problem] if cue else []

    def _forward(self, number: int) -> list[Item]:
        """CAUSE leads to PROBLEM; because CAUSE, PROBLEM."""
        problem = self._beside(number, 1)
        if problem is None:
            return []
        cause, known = self.statements[number].span, cues.load().ties
        between = self.text[cause.end : problem.span.start]
        if _STOPS.search(between):
            return []
        if known.forward.search(between):
            return [problem]
        begins = self.text[cause.start - 24 if cause.start > 24 else 0 : cause.start]
        opened = [match for match in known.opening.finditer(begins) if _BRIDGE.fullmatch(begins, match.end())]
        return [problem] if opened and _COMMA.fullmatch(between) else []

    def _beside(self, number: int, step: int) -> Item | None:
        """Return the problem next to a statement, in its sentence and near it."""
        other = number + step
        if not 0 <= other < len(self.statements):
            return None
        one, problem = self.statements[number], self.statements[other]
        gap = max(one.span.start, problem.span.start) - min(one.span.end, problem.span.end)
        near = problem.sentence == one.sentence and 0 <= gap <= _FARTHEST
        return problem if near and problem.kind is Kind.PROBLEM else None

    def _cue_before(self, start: int, end: int) -> re.Match[str] | None:
        """Return the backward cue that stands right before `end`, between `start` and there."""
        if _STOPS.search(self.text, start, end):
            return None
        for cue in cues.load().ties.backward.finditer(self.text, start, end):
            if _BRIDGE.fullmatch(self.text, cue.end(), end):
                return cue
        return None

    def _restated_before(self, number: int) -> list[Item]:
        """The first of these results from CAUSE; the loose linkage is due to CAUSE."""
        cause = self.statements[number]
        start = self._clause_start(number)
        cue = self._cue_before(start, cause.span.start)
        return self._resolve(self.text[start : cue.start()], cause) if cue else []

    def _in_view_of(self, number: int) -> list[Item]:
        """In view of the loose linkage, COUNTERMEASURE."""
        measure = self.statements[number]
        start = self._clause_start(number)
        lead_in = self.text[start : measure.span.start]
        for cue in cues.load().ties.given.finditer(lead_in):
            restated, comma, _ = lead_in[cue.end() :].partition(",")
            if comma and (found := self._resolve(restated, measure)):
                return found
        return []

    def _clause_start(self, number: int) -> int:
        """Return where the words begin that bring a statement in: after a semicolon or the statement before it."""
        one = self.statements[number]
        start = one.sentence.start
        before = self.statements[number - 1] if number else None
        if before is not None and before.sentence == one.sentence and before.span.end <= one.span.start:
            start = before.span.end
        stops = [match.end() for match in _STOPS.finditer(self.text, start, one.span.start)]
        return stops[-1] if stops else start

    def _resolve(self, restated: str, origin: Item) -> list[Item]:
        """Return the earlier problems that some words name again, by their place in the list or by their own words."""
        earlier = [one for one in self.problems if one.span.end <= origin.span.start]
        words = [word.lower() for word in _WORD.findall(restated)]
        ordinals = cues.load().ties.ordinals
        counted = [ordinals[word] for word in words if word in ordinals]
        if counted:
            return [earlier[place] for place in counted if place < len(earlier)]
        wanted = _stems(words)
        shared = [len(wanted & _stems(_WORD.findall(one.span.of(self.text).lower()))) for one in earlier]
        best = max(shared, default=0)
        if not best or best < _LEAST_SHARED * len(wanted) or shared.count(best) > 1:
            return []
        return [earlier[shared.index(best)]]


def _stems(words: Sequence[str]) -> set[str]:
    empty = cues.load().ties.empty
    return {word[:_STEM] for word in words if word not in empty}
