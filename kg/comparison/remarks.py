"""What stands in the cells of a matrix and below it, in words: the same in every form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.comparison.comparing import Cell, Matrix, Of, State, Total
from kg.comparison.corpus import Standing, Subject
from kg.comparison.gaps import Gap, GapMap, GapState, Share
from kg.comparison.wording import say
from kg.vocabulary import Kind

__all__ = ["cell_text", "gap_notes", "gap_text", "matrix_notes", "share_text", "subject_text", "total_text"]


def cell_text(made: Matrix, cell: Cell) -> str:
    """Return what a cell says: a count, counts by role, or its state."""
    language = made.choice.language
    if not cell.said:
        return say(language, f"state.{cell.state}")
    counted = _by_role(language, cell.roles) if made.tells_roles else str(len(cell.said))
    return say(language, "state.compared", cell=counted) if cell.state is State.COMPARATOR else counted


def total_text(made: Matrix, total: Total) -> str:
    """Return how many examined cases report a topic, out of how many; where cells tell the roles apart, by role."""
    cases = say(made.choice.language, "total.of", n=total.cases, of=made.examined)
    return f"{cases} ({_by_role(made.choice.language, total.roles)})" if made.tells_roles and total.roles else cases


def subject_text(subject: Subject, language: str) -> str:
    """Return what names one row beyond doubt: the case with its study, and what it is if it is no examined case."""
    study = say(language, "subject.study", study=subject.study)
    rest = [] if subject.is_examined else [say(language, f"standing.{subject.standing}")]
    return f"{study} ({rest[0]})" if subject.case is None else f"{subject.case} ({'; '.join([study, *rest])})"


def matrix_notes(made: Matrix) -> Iterator[str]:
    """Yield the sentences without which a matrix could be misread, and those that tell what was left out."""
    choice, language = made.choice, made.choice.language
    standings = {subject.standing for subject in made.subjects}
    is_said = {
        "empty": not any(cell.said for row in made.cells for cell in row),
        "silence": True,
        "own": True,
        "comparator": Standing.COMPARATOR in standings,
        "loose": bool(standings & {Standing.UNNAMED, Standing.UNSAID}),
        "themes": choice.of is Of.THEMES,
        "role": choice.role is not None,
        "facet": choice.facet is not None,
        "status": choice.status is not None,
        "least": choice.min_cases > 0,
        "examined": not choice.comparators,
        "offsets": True,
        "recompute": True,
    }
    values: dict[str, str | int] = {
        "role": say(language, f"roles.{choice.role or 'any'}"),
        "facet": choice.facet or "",
        "status": "" if choice.status is None else say(language, f"status.{choice.status}"),
        "least": choice.min_cases,
        "n": made.left_out,
    }
    for name in (name for name, wanted in is_said.items() if wanted):
        yield say(language, f"note.{name}", **values)


def share_text(share: Share, language: str) -> str:
    """Return how many examined cases report a theme in one role, and how many studies about no case in particular."""
    if not share.said:
        return say(language, "state.not reported")
    if not share.cases:
        return say(language, "gap.only", n=share.loose)
    return say(language, "gap.also", n=share.loose, cases=share.cases) if share.loose else str(share.cases)


def gap_text(gap: Gap, language: str) -> str:
    """Return what is proposed about the problems of a theme, and by how many of the studies that name them."""
    is_sole = gap.state is GapState.PARTIAL and gap.studies == 1
    return say(language, "gap.sole" if is_sole else f"gap.{gap.state}", n=gap.lacking, of=gap.studies)


def gap_notes(made: GapMap) -> Iterator[str]:
    """Yield the sentences without which a gap map could be misread."""
    for name in ("value", "gap", "silence", "own", "comparator", "themes", "offsets", "recompute_gaps"):
        yield say(made.language, f"note.{name}")


def _by_role(language: str, roles: Mapping[Kind, int]) -> str:
    parts = (say(language, "counted", what=say(language, f"role.{role}"), n=count) for role, count in roles.items())
    return say(language, "list").join(parts)
