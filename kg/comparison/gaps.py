"""The gap map: in how many cases a theme is a problem, a cause, a countermeasure, an achievement; and the gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kg.comparison import corpus as corpora
from kg.comparison.corpus import Corpus, Said, Standing, Subject, Theme
from kg.comparison.wording import say, texts
from kg.vocabulary import STATEMENT_KINDS, Kind

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["Gap", "GapMap", "GapState", "Line", "Share", "gap_map", "judge"]

#: The theme of what belongs nowhere else: two statements that share it share nothing.
_MIXED = "other"


class GapState(StrEnum):
    """What the studies propose about the problems of a theme."""

    #: Nothing, in any study.
    OPEN = "open"
    #: Nothing, in some study that names them.
    PARTIAL = "partial"
    #: Something, in each study that names them.
    CLOSED = "closed"
    NOT_JUDGED = "not judged"
    #: The theme is not reported as a problem.
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Share:
    """A theme in one role: how many examined cases report it, and how many studies about no case in particular."""

    cases: int
    loose: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """The problems of a theme that lack a countermeasure: in `lacking` of the `studies` that name them, and which."""

    state: GapState
    studies: int
    lacking: int
    said: tuple[Said, ...]

    @property
    def is_open(self) -> bool:
        """Whether anything is missing."""
        return self.state in {GapState.OPEN, GapState.PARTIAL}


@dataclass(frozen=True, slots=True)
class Line:
    """A theme with its share in each role, in the order of the roles, and its gap."""

    theme: Theme
    shares: tuple[Share, ...]
    gap: Gap


@dataclass(frozen=True, slots=True)
class GapMap:
    """One line a theme, the most frequent problems first; every number of cases is out of `examined`.

    The names of the `denominators` are in `language`.
    """

    language: str
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]

    @property
    def examined(self) -> int:
        """How many of the subjects are examined cases."""
        return sum(subject.is_examined for subject in self.subjects)

    @property
    def roles(self) -> tuple[Kind, ...]:
        """The role of each share of a line."""
        return STATEMENT_KINDS

    @property
    def denominators(self) -> tuple[tuple[str, int], ...]:
        """What the numbers rest on, by name."""
        states = [line.gap.state for line in self.lines]
        counts = {
            "examined": self.examined,
            "studies": len({subject.study for subject in self.subjects}),
            "themes": len(states),
            "problem_themes": len(states) - states.count(GapState.NONE),
            "open": states.count(GapState.OPEN),
            "partial": states.count(GapState.PARTIAL),
        }
        return tuple((say(self.language, f"count.{name}", n=count), count) for name, count in counts.items())


#: How many studies propose something, for each problem (theme, study, offsets) on which its own proposes nothing.
_Unmet = Mapping[tuple[str, str, int, int], int]


def gap_map(graph: KnowledgeGraph, *, language: str = "en") -> GapMap:
    """Map what is a problem, and what is proposed about it; a gap is what the question `gap_countermeasures` finds.

    Raises:
        QueryError: if there is no such language.

    """
    texts(language)
    return judge(graph, corpora.read(graph, language), language)


def judge(graph: KnowledgeGraph, corpus: Corpus, language: str) -> GapMap:
    """Map the gaps of a corpus that was read from the graph in that language; raises what `gap_map` raises."""
    unmet = {
        (str(row["theme"]), str(row["study"]), int(str(row["start"])), int(str(row["end"]))): int(str(row["elsewhere"]))
        for row in graph.ask("gap_countermeasures", scope="study", language=language)
    }
    examined = {subject.iri for subject in corpus.subjects if subject.is_examined}
    said = _by_theme(corpus, {s.iri for s in corpus.subjects if s.standing is not Standing.COMPARATOR})
    lines = [_line(theme, said[theme], examined, unmet) for theme in corpus.themes if theme in said]
    return GapMap(
        language=language,
        subjects=corpus.subjects,
        lines=tuple(sorted(lines, key=_rank)),
    )


def _by_theme(corpus: Corpus, subjects: set[str]) -> Mapping[Theme, Sequence[Said]]:
    """The statements of each theme that are about one of the subjects."""
    found: dict[Theme, list[Said]] = defaultdict(list)
    for said in corpus.said:
        if said.about in subjects:
            for theme in said.themes:
                found[theme].append(said)
    return found


def _line(theme: Theme, said: Sequence[Said], examined: set[str], unmet: _Unmet) -> Line:
    shares = tuple(_share([each for each in said if each.role is role], examined) for role in STATEMENT_KINDS)
    return Line(theme, shares, _gap(theme, shares[STATEMENT_KINDS.index(Kind.PROBLEM)].said, unmet))


def _share(said: Sequence[Said], examined: set[str]) -> Share:
    about = {each.about for each in said}
    return Share(len(about & examined), len(about - examined), tuple(said))


def _gap(theme: Theme, problems: Sequence[Said], unmet: _Unmet) -> Gap:
    keys = {said: (theme.label, said.study, said.start, said.end) for said in problems}
    lacking = tuple(said for said in problems if keys[said] in unmet)
    studies, without = ({said.study for said in each} for each in (problems, lacking))
    return Gap(_state(theme, problems, [unmet[keys[said]] for said in lacking]), len(studies), len(without), lacking)


def _state(theme: Theme, problems: Sequence[Said], elsewhere: Sequence[int]) -> GapState:
    if not problems:
        return GapState.NONE
    if theme.notation == _MIXED:
        return GapState.NOT_JUDGED
    if not elsewhere:
        return GapState.CLOSED
    return GapState.PARTIAL if any(elsewhere) else GapState.OPEN


def _rank(line: Line) -> tuple[object, ...]:
    """The most frequent problem first, then the most frequent cause and so on."""
    numbers = [(-share.cases, -share.loose) for share in line.shares]
    return (*numbers, line.theme)
