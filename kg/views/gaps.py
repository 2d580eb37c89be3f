"""Writes a gap map as one HTML page: discs as large as the number of cases, gaps ringed, and the words behind each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import files
from kg.comparison import remarks
from kg.comparison.corpus import Said, Subject
from kg.comparison.gaps import GapMap, Line, Share
from kg.comparison.wording import say
from kg.views.sheets import ALONE, Box, Place, Sheet, render
from kg.vocabulary import Kind

__all__ = ["MOST_WORDS", "page", "write"]

#: How many statements the page shows for one number.
MOST_WORDS = 50
#: The radius of the largest disc.
_RADIUS = 20


@dataclass(frozen=True, slots=True)
class _Share:
    role: Kind
    id: str
    text: str
    radius: str


@dataclass(frozen=True, slots=True)
class _Line:
    topic: str
    label: str
    facet: str
    facet_label: str
    cases: int
    shares: list[_Share]
    is_open: bool
    state: str
    gap: str


@dataclass(frozen=True)
class _Page(Sheet):
    """What the template shows; the sheet says what it shares with the matrix."""

    made: GapMap = field(kw_only=True)
    most_words: int = field(kw_only=True)

    names_subjects = True

    @property
    def roles(self) -> tuple[Kind, ...]:
        return self.made.roles

    @property
    def cut(self) -> str:
        """What is left out of the page, in words."""
        is_cut = any(len(share.said) > self.most_words for line in self.made.lines for share in line.shares)
        return self.say("page.cut_gaps", n=self.most_words) if is_cut else ""

    @property
    def lines(self) -> list[_Line]:
        return [self._line(line) for line in self.made.lines]

    @property
    def words(self) -> Iterator[tuple[str, list[Box]]]:
        """The words of each theme, role by role."""
        for line in self.made.lines:
            shares = zip(self.roles, line.shares, strict=True)
            yield line.theme.label, [self._box(line, role, share) for role, share in shares if share.said]

    def subject(self, said: Said) -> str:
        """Name what a statement is about."""
        return remarks.subject_text(self._subjects[said.about], self.language)

    @property
    def _subjects(self) -> dict[str, Subject]:
        return {subject.iri: subject for subject in self.made.subjects}

    def _line(self, line: Line) -> _Line:
        theme = line.theme
        return _Line(
            topic=theme.notation,
            label=theme.label,
            facet=theme.facet,
            facet_label=theme.facet_label,
            cases=max(share.cases for share in line.shares),
            shares=[self._share(line, role, share) for role, share in zip(self.roles, line.shares, strict=True)],
            is_open=line.gap.is_open,
            state=line.gap.state,
            gap=remarks.gap_text(line.gap, self.language),
        )

    def _share(self, line: Line, role: Kind, share: Share) -> _Share:
        radius = _RADIUS * math.sqrt(share.cases / max(self.most_cases, 1))
        return _Share(
            role=role,
            id=_id(line, role) if share.said else "",
            text=remarks.share_text(share, self.language),
            radius=f"{radius:.1f}" if share.cases else "",
        )

    def _box(self, line: Line, role: Kind, share: Share) -> Box:
        shown = share.said[: self.most_words]
        return Box(
            id=_id(line, role),
            title=self.say(f"roles.{role}"),
            small=line.theme.label,
            topic=line.theme.notation,
            subject="",
            said=shown,
            unmet=frozenset(line.gap.said),
            more=len(share.said) - len(shown),
        )


def write(made: GapMap, path: Path, *, source: str = "", most_words: int = MOST_WORDS, place: Place = ALONE) -> None:
    """Write the page of a gap map to `path`.

    Raises:
        OutputError: if the file cannot be written.

    """
    files.write_text(path, page(made, source=source, most_words=most_words, place=place))


def page(made: GapMap, *, source: str = "", most_words: int = MOST_WORDS, place: Place = ALONE) -> str:
    """Return the page of a gap map: one file that fetches nothing. The same map gives the same bytes.

    `source` says what it was made from, `place` where it stands in a site.
    Of the statements behind one number the page shows the first `most_words`, and
    says where there are more.
    """
    themes = sorted({line.theme for line in made.lines if line.theme.facet})
    shown = _Page(
        language=made.language,
        title=say(made.language, "title.gaps"),
        source=source,
        examined=made.examined,
        denominators=made.denominators,
        notes=tuple(remarks.gap_notes(made)),
        facets=tuple(dict.fromkeys((theme.facet, theme.facet_label) for theme in themes)),
        most_cases=max((share.cases for line in made.lines for share in line.shares), default=0),
        place=place,
        made=made,
        most_words=most_words,
    )
    return render("gaps.html", shown)


def _id(line: Line, role: Kind) -> str:
    return f"{line.theme.notation}.{role}"
