"""The comparison matrix: cases against themes, or against kinds of statement, each cell with the words it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from kg.comparison import corpus as corpora
from kg.comparison.corpus import Corpus, Said, Standing, Subject, Theme
from kg.comparison.wording import say, texts
from kg.errors import QueryError
from kg.vocabulary import STATEMENT_KINDS, Kind, Status

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["Cell", "Choice", "Matrix", "Of", "State", "Topic", "Total", "compare", "matrix"]

E = TypeVar("E", bound=StrEnum)
#: What is counted only where it occurs.
_EXCEPTIONS = ("comparators", "unnamed", "unsaid")


class Of(StrEnum):
    """What the cases are compared by."""

    THEMES = "themes"
    KINDS = "kinds"


class State(StrEnum):
    """What a cell says. There is no state "no": an abstract that is silent denies nothing."""

    REPORTED = "reported"
    NOT_REPORTED = "not reported"
    COMPARATOR = "comparator"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared, and how it is shown: `matrix` tells what each field means."""

    of: Of = Of.THEMES
    role: Kind | None = None
    facet: str | None = None
    status: Status | None = None
    min_cases: int = 0
    comparators: bool = True
    transposed: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Topic:
    """What one line of the matrix is about: a theme (`key` is its notation), or a kind of statement."""

    key: str
    label: str
    facet: str = ""
    facet_label: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a case and a topic meet: the state, and the words. What is reported has some, what is not has none."""

    state: State
    said: tuple[Said, ...] = ()

    @property
    def roles(self) -> Mapping[Kind, int]:
        """How many statements it holds of each role, in the order of the roles; those with none are left out."""
        return _ordered(Counter(each.role for each in self.said))


@dataclass(frozen=True, slots=True)
class Total:
    """How many examined cases report a topic: in any role, and in each that occurs."""

    cases: int
    roles: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Subjects (cases, and studies where they name none) against topics; `cells[i][j]` is subject i at topic j.

    `choice.transposed` says that the topics stand down the side; the fields stay as they are. Every number of `totals`
    is out of `examined` cases. `left_out` counts the topics that too few cases report. The names of the `denominators`
    are in the language of the choice.
    """

    choice: Choice
    subjects: tuple[Subject, ...]
    topics: tuple[Topic, ...]
    cells: tuple[tuple[Cell, ...], ...]
    totals: tuple[Total, ...]
    left_out: int = 0

    @property
    def examined(self) -> int:
        """How many of the subjects are examined cases."""
        return sum(subject.is_examined for subject in self.subjects)

    @property
    def denominators(self) -> tuple[tuple[str, int], ...]:
        """What the numbers rest on, by name."""
        counts = _counts(self).items()
        return tuple((say(self.choice.language, f"count.{name}", n=count), count) for name, count in counts)

    @property
    def tells_roles(self) -> bool:
        """Whether a cell tells the roles apart: not where one role is chosen, nor where the topics are the roles."""
        return self.choice.role is None and self.choice.of is Of.THEMES

    def transpose(self) -> Matrix:
        """Return the same matrix with its rows and columns changed for each other."""
        return replace(self, choice=replace(self.choice, transposed=not self.choice.transposed))


def matrix(
    graph: KnowledgeGraph,
    *,
    of: str = Of.THEMES,
    role: str | None = None,
    facet: str | None = None,
    status: str | None = None,
    min_cases: int = 0,
    comparators: bool = True,
    transposed: bool = False,
    language: str = "en",
) -> Matrix:
    """Compare the cases of a graph by `themes` or by `kinds` of statement.

    `role` keeps the statements of one role, `facet` those of one facet or theme (by notation or by name), `status` the
    studies that were `reviewed` or `extracted`, `min_cases` the topics that so many examined cases report. Unless
    `comparators` have rows, only examined cases, and studies that name none, do.

    Raises:
        QueryError: if an option has no such value, or nothing is said about the facet.

    """
    choice = Choice(
        of=_chosen(Of, of),
        role=None if role is None else _chosen(Kind, role, STATEMENT_KINDS),
        facet=facet,
        status=None if status is None else _chosen(Status, status),
        min_cases=min_cases,
        comparators=comparators,
        transposed=transposed,
        language=language,
    )
    texts(language)
    return compare(corpora.read(graph, language), choice)


def compare(corpus: Corpus, choice: Choice) -> Matrix:
    """Compare the cases of a corpus, which was read in the language of the choice; raises what `matrix` raises."""
    subjects = tuple(subject for subject in corpus.subjects if _is_shown(subject, choice))
    themes = _themes(corpus, choice.facet)
    placed = _placed(corpus, choice, {theme.notation for theme in themes})
    topics = _topics(placed, choice, themes, {subject.iri for subject in subjects})
    cells = [[_cell(subject, placed.get((subject.iri, topic.key), ())) for topic in topics] for subject in subjects]
    totals = [_total(subjects, [row[place] for row in cells]) for place in range(len(topics))]
    kept = [place for place, total in enumerate(totals) if total.cases >= choice.min_cases]
    return Matrix(
        choice=choice,
        subjects=subjects,
        topics=tuple(topics[place] for place in kept),
        cells=tuple(tuple(row[place] for place in kept) for row in cells),
        totals=tuple(totals[place] for place in kept),
        left_out=len(topics) - len(kept),
    )


def _chosen(choices: type[E], given: str, allowed: Sequence[E] = ()) -> E:
    known = allowed or tuple(choices)
    if given not in known:
        raise QueryError(f"choose one of {', '.join(known)}; {given!r} is none")
    return choices(given)


def _is_shown(subject: Subject, choice: Choice) -> bool:
    is_kept = choice.comparators or subject.standing is not Standing.COMPARATOR
    return is_kept and choice.status in {None, subject.status}


def _themes(corpus: Corpus, facet: str | None) -> tuple[Theme, ...]:
    """The themes that belong to a facet, or bear that name themselves; all of them where none is asked for."""
    if facet is None:
        return corpus.themes
    found = tuple(theme for theme in corpus.themes if facet.casefold() in theme.names)
    if not found:
        known = sorted({theme.facet or theme.notation for theme in corpus.themes})
        raise QueryError(f"nothing is said about {facet!r}; there is {', '.join(known) or 'no theme'}")
    return found


_Placed = Mapping[tuple[str, str], Sequence[Said]]


def _placed(corpus: Corpus, choice: Choice, wanted: set[str]) -> _Placed:
    """The statements by subject and topic, each once in a cell."""
    placed: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in corpus.said:
        if choice.role in {None, said.role}:
            themes = [theme.notation for theme in said.themes if theme.notation in wanted]
            for key in themes if choice.of is Of.THEMES else [said.role] * bool(themes):
                placed[said.about, key].append(said)
    return placed


def _topics(placed: _Placed, choice: Choice, themes: Sequence[Theme], shown: set[str]) -> tuple[Topic, ...]:
    if choice.of is Of.KINDS:
        kinds = [kind for kind in STATEMENT_KINDS if choice.role in {None, kind}]
        return tuple(Topic(kind, say(choice.language, f"roles.{kind}")) for kind in kinds)
    used = {key for about, key in placed if about in shown}
    return tuple(Topic(t.notation, t.label, t.facet, t.facet_label) for t in themes if t.notation in used)


def _cell(subject: Subject, said: Sequence[Said]) -> Cell:
    if subject.standing is Standing.COMPARATOR:
        return Cell(State.COMPARATOR, tuple(said))
    return Cell(State.REPORTED, tuple(said)) if said else Cell(State.NOT_REPORTED)


def _total(subjects: Sequence[Subject], column: Sequence[Cell]) -> Total:
    reporting = [cell for subject, cell in zip(subjects, column, strict=True) if subject.is_examined and cell.said]
    roles = Counter(role for cell in reporting for role in {said.role for said in cell.said})
    return Total(len(reporting), _ordered(roles))


def _ordered(counts: Mapping[Kind, int]) -> Mapping[Kind, int]:
    return {role: counts[role] for role in STATEMENT_KINDS if counts.get(role)}


def _counts(made: Matrix) -> Mapping[str, int]:
    """What the numbers of a matrix rest on, by the names of `count` in `comparison.toml`."""
    standings = Counter(subject.standing for subject in made.subjects)
    rows = list(zip(made.subjects, made.cells, strict=True))
    counts = {
        "examined": made.examined,
        "reporting": sum(subject.is_examined and any(cell.said for cell in row) for subject, row in rows),
        "comparators": standings[Standing.COMPARATOR],
        "studies": len({subject.study for subject in made.subjects}),
        "unnamed": standings[Standing.UNNAMED],
        "unsaid": standings[Standing.UNSAID],
        "statements": len({said.statement for row in made.cells for cell in row for said in cell.said}),
    }
    return {name: count for name, count in counts.items() if count or name not in _EXCEPTIONS}
