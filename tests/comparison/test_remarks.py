"""What stands in cells and below them says what is so, and no more."""

from __future__ import annotations

import pytest

from comparison.worlds import mixed
from kg.comparison import gap_map, matrix, remarks
from kg.comparison.comparing import Matrix
from kg.comparison.gaps import Gap, GapState, Share


def cells(made: Matrix) -> list[list[str]]:
    return [[remarks.cell_text(made, cell) for cell in row] for row in made.cells]


def test_a_cell_of_one_role_is_a_number_and_one_of_all_tells_them_apart() -> None:
    assert cells(matrix(mixed(), facet="data-sharing", role="problem")) == [
        ["2"],
        ["not reported"],
        ["not reported"],
        ["comparator"],
        ["1"],
        ["not reported"],
    ]
    assert cells(matrix(mixed(), facet="data-sharing"))[4] == ["problem 1, countermeasure 1"]
    assert cells(matrix(mixed(), facet="data-sharing", language="zh"))[4] == ["问题 1，对策 1"]
    assert cells(matrix(mixed(), facet="platform"))[3] == ["comparator: countermeasure 1"]


def test_a_total_is_out_of_all_examined_cases() -> None:
    made = matrix(mixed(), facet="data-sharing", role="problem")
    assert [remarks.total_text(made, total) for total in made.totals] == ["2 of 3"]
    made = matrix(mixed(), facet="data-sharing")
    assert [remarks.total_text(made, total) for total in made.totals] == ["2 of 3 (problem 2, countermeasure 1)"]
    made = matrix(mixed(), of="kinds", role="achievement")
    assert [remarks.total_text(made, total) for total in made.totals] == ["0 of 3"]


def test_a_row_is_named_beyond_doubt() -> None:
    assert [remarks.subject_text(subject, "en") for subject in matrix(mixed()).subjects] == [
        "Z City (study a)",
        "Y City (study a)",
        "study a (case not said)",
        "Hangzhou (study a; only compared with)",
        "Z City (study b)",
        "study c (no case named)",
    ]


def test_the_notes_say_what_was_filtered_and_what_is_not_a_case() -> None:
    plain = list(remarks.matrix_notes(matrix(mixed(), comparators=False, status="reviewed")))
    assert "Only studies with the status “checked by a person” are shown." in plain
    assert "Comparators are left out." in plain
    assert not any("row of its own and is counted as no case" in note for note in plain)
    full = list(remarks.matrix_notes(matrix(mixed(), role="problem", facet="data", min_cases=2)))
    assert "Only problems are shown." in full
    assert "Only themes that belong to “data” are shown." in full
    assert any("at least 2 examined cases" in note and "1 theme" in note for note in full)
    assert any("row of its own and is counted as no case" in note for note in full)
    assert any("Nothing is reported" in note for note in remarks.matrix_notes(matrix(mixed(), min_cases=9)))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Share(0, 0, ()), "not reported"),
        (Share(2, 0, gap_map(mixed()).lines[0].shares[0].said), "2"),
        (Share(2, 1, gap_map(mixed()).lines[0].shares[0].said), "2 + 1 study"),
        (Share(0, 3, gap_map(mixed()).lines[0].shares[0].said), "3 studies, no case"),
    ],
)
def test_a_share_never_reads_none(share: Share, text: str) -> None:
    assert remarks.share_text(share, "en") == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (Gap(GapState.OPEN, 3, 3, ()), "no study proposes anything on it (3 name it)"),
        (Gap(GapState.PARTIAL, 3, 1, ()), "1 of 3 studies that name it proposes nothing on it"),
        (Gap(GapState.PARTIAL, 1, 1, ()), "the one study that names it proposes nothing on it"),
        (Gap(GapState.CLOSED, 2, 0, ()), "each study that names it proposes something on it"),
        (Gap(GapState.NONE, 0, 0, ()), "no problem reported"),
    ],
)
def test_a_gap_says_how_many_studies_leave_it(gap: Gap, text: str) -> None:
    assert remarks.gap_text(gap, "en") == text


def test_the_notes_of_a_gap_map_say_that_abstracts_are_not_the_whole_text() -> None:
    assert any("the full text may propose more" in note for note in remarks.gap_notes(gap_map(mixed())))
