"""The tables that every form is made of: a cell leads to its own words, and to no others."""

from __future__ import annotations

import pytest

from comparison.worlds import mixed
from kg.comparison import gap_map, matrix
from kg.comparison.tables import of_gaps, of_matrix


@pytest.mark.parametrize("role", [None, "problem"])
@pytest.mark.parametrize("of", ["themes", "kinds"])
@pytest.mark.parametrize("transposed", [False, True])
def test_a_door_leads_to_the_words_of_its_cell(role: str | None, of: str, transposed: bool) -> None:
    made = matrix(mixed(), of=of, role=role, transposed=transposed)
    tables = of_matrix(made)
    words = [dict(zip(tables.words.columns, row, strict=True)) for row in tables.words.rows]
    lead = 2 if transposed else 3
    for (row, column), begin in tables.doors.items():
        subject, topic = (column - lead, row) if transposed else (row, column - lead)
        for place, said in enumerate(made.cells[subject][topic].said):
            found = words[begin + place]
            assert (found["words"], found["study"], found["case"]) == (
                said.words,
                said.study,
                made.subjects[subject].case,
            )
            assert made.topics[topic].label == found["theme"] or made.topics[topic].key == found["role"]
    held = [cell for line in made.cells for cell in line if cell.said]
    assert len(tables.doors) == len(held)
    assert len(words) == sum(len(cell.said) for cell in held)


def test_turning_turns_the_cells_and_keeps_the_rest() -> None:
    upright, turned = of_matrix(matrix(mixed())), of_matrix(matrix(mixed(), transposed=True))
    body = [row[3:] for row in upright.cells.rows]
    assert [row[2:] for row in turned.cells.rows] == list(map(tuple, zip(*body, strict=True)))
    assert (upright.words, upright.notes) == (turned.words, turned.notes)


def test_numbers_are_numbers() -> None:
    table = of_matrix(matrix(mixed(), role="problem")).cells
    assert {type(value) for row in table.rows[:-1] for value in row[3:]} == {int, str}
    gaps = of_gaps(gap_map(mixed())).cells
    assert gaps.rows[0][2] == 2


def test_the_problems_that_lack_a_countermeasure_are_marked() -> None:
    tables = of_gaps(gap_map(mixed()))
    lacking = [row[6] for row in tables.words.rows if row[-1] == "yes"]
    assert lacking == ["few data", "no data", "no data", "little money"]
    assert tables.words.columns[-1] == "no countermeasure"


def test_a_door_of_the_gap_map_leads_to_the_words_of_its_number() -> None:
    made = gap_map(mixed())
    tables = of_gaps(made)
    for (row, column), begin in tables.doors.items():
        said = made.lines[row].shares[column - 2].said
        assert [tables.words.rows[begin + place][6] for place in range(len(said))] == [each.words for each in said]
