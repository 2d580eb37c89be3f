"""HTML, CSV, Markdown and XLSX hold the same cells, words, counts and notes, whatever stands in them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from comparison import readers
from comparison.readers import Content
from comparison.worlds import FORMULAS, hostile, many, mixed
from kg.answers import Answers
from kg.comparison import GapMap, Matrix, forms, gap_map, matrix, tables, write
from kg.errors import OutputError
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views import gaps as gaps_page
from kg.views import matrix as matrix_page

WORLDS: dict[str, Callable[[], KnowledgeGraph]] = {
    "mixed": mixed,
    "hostile": hostile,
    "empty": lambda: KnowledgeGraph(Store()),
}


@pytest.fixture(scope="module", params=["seeds", *WORLDS])
def world(request: pytest.FixtureRequest, seed_store: Store) -> KnowledgeGraph:
    return KnowledgeGraph(seed_store) if request.param == "seeds" else WORLDS[request.param]()


def contents(made: Matrix | GapMap) -> dict[str, Content]:
    """What each form holds, read back from it."""
    parts = tables.of_matrix(made) if isinstance(made, Matrix) else tables.of_gaps(made)
    lead = 3 if isinstance(made, Matrix) and not made.choice.transposed else 2
    page = matrix_page.page(made) if isinstance(made, Matrix) else gaps_page.page(made)
    return {
        "html": readers.from_html(page),
        "csv": readers.from_csv(forms.csv_files(parts), lead),
        "markdown": readers.from_markdown(forms.markdown(parts), lead),
        "xlsx": readers.from_xlsx(forms.xlsx(parts), lead),
    }


def assert_same(made: Matrix | GapMap) -> Content:
    found = contents(made)
    for name, content in found.items():
        for field in ("cells", "words", "counts", "notes"):
            assert getattr(content, field) == getattr(found["csv"], field), (name, field)
    return found["csv"]


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize(("of", "role"), [("themes", None), ("themes", "problem"), ("kinds", None)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_four_forms_of_a_matrix_hold_the_same(
    world: KnowledgeGraph, language: str, of: str, role: str | None, transposed: bool
) -> None:
    made = matrix(world, of=of, role=role, transposed=transposed, language=language)
    found = assert_same(made)
    rows, columns = len(made.subjects) + 1, len(made.topics)
    if transposed:
        rows, columns = columns, rows
    assert [len(row) for row in found.cells] == [columns] * rows
    assert len(found.words) == sum(len(cell.said) for row in made.cells for cell in row)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_four_forms_of_a_gap_map_hold_the_same(world: KnowledgeGraph, language: str) -> None:
    made = gap_map(world, language=language)
    found = assert_same(made)
    assert len(found.cells) == len(made.lines)
    assert len(found.words) == sum(len(share.said) for line in made.lines for share in line.shares)


def test_filters_and_comparators_hold_in_every_form(seed_store: Store) -> None:
    graph = KnowledgeGraph(seed_store)
    assert len(assert_same(matrix(graph, min_cases=2, comparators=False)).cells) == 6
    assert_same(matrix(graph, facet="data", status="reviewed"))
    assert_same(matrix(graph, min_cases=99))


@pytest.mark.parametrize("transposed", [False, True])
def test_a_spreadsheet_runs_nothing(transposed: bool) -> None:
    parts = tables.of_matrix(matrix(hostile(), transposed=transposed))
    starts = ("=", "+", "-", "@", "\t", "\r")
    book = openpyxl.load_workbook(io.BytesIO(forms.xlsx(parts)))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert not [cell.value for cell in texts if str(cell.value).startswith(starts)]
    assert {f"'{formula}" for formula in FORMULAS} <= {cell.value for cell in texts}
    for content in forms.csv_files(parts).values():
        assert not [line for line in content.decode().splitlines() if line.startswith(starts)]


def test_a_cell_of_the_workbook_leads_to_its_words() -> None:
    book = openpyxl.load_workbook(io.BytesIO(forms.xlsx(tables.of_matrix(matrix(mixed(), role="problem")))))
    cells, words, notes = book.worksheets
    assert [sheet.title for sheet in book] == ["Matrix", "Words", "Notes"]
    assert (cells.freeze_panes, words.freeze_panes) == ("D2", "A2")
    linked = [cell for row in cells.iter_rows() for cell in row if cell.hyperlink]
    assert {type(cell.value) for cell in linked} == {int}
    for cell in linked:
        assert cell.hyperlink is not None
        row = words[int(str(cell.hyperlink.location).rpartition("A")[2])]
        assert row[4].value == next(cells.iter_cols(cell.column, cell.column, 1, 1))[0].value
        assert row[0].value == cells[f"A{cell.row}"].value
    assert notes.max_row > 5


def test_the_same_matrix_gives_the_same_bytes() -> None:
    def digests() -> list[str]:
        parts = tables.of_matrix(matrix(mixed()))
        return [hashlib.sha256(part).hexdigest() for part in (*forms.csv_files(parts).values(), forms.xlsx(parts))]

    assert digests() == digests()


def test_files_stand_beside_each_other(tmp_path: Path) -> None:
    made = matrix(mixed())
    assert [path.name for path in write(made, tmp_path / "m.csv")] == ["m.csv", "m-words.csv", "m-notes.csv"]
    assert [path.name for path in write(made, tmp_path / "m.md")] == ["m.md"]
    assert [path.name for path in write(gap_map(mixed()), tmp_path / "g.xlsx")] == ["g.xlsx"]
    assert all(path.stat().st_size for path in tmp_path.iterdir())
    assert len(list(tmp_path.iterdir())) == 5


def test_what_no_form_holds_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    made = matrix(mixed())
    with pytest.raises(OutputError, match=r"must end in .csv, .md, .xlsx"):
        write(made, tmp_path / "m.pdf")
    with pytest.raises(OutputError, match="cannot be written"):
        write(made, tmp_path / "none" / "m.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_cuts_nothing_off() -> None:
    parts = tables.of_matrix(matrix(mixed()))

    def with_cells(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tables.Tables:
        return tables.Tables(
            parts.title, Answers(columns, rows), parts.words, parts.notes, parts.names, {}, frozenset()
        )

    with pytest.raises(OutputError, match="16,385 columns"):
        forms.xlsx(with_cells(("x",) * 16_385, ()))
    with pytest.raises(OutputError, match="32,768 characters"):
        forms.xlsx(with_cells(("x",), (("y" * 32_768,),)))


def test_a_page_of_many_cases_says_what_it_leaves_out() -> None:
    made = matrix(many(12))
    page = matrix_page.page(made, rows=5)
    found, whole = readers.from_html(page), readers.from_html(matrix_page.page(made))
    assert "the first 5 of 12 rows" in page
    assert "This page shows the first" not in matrix_page.page(made)
    assert found.cells == [*whole.cells[:5], whole.cells[-1]], "the last row counts all of them"
    assert whole.cells[-1] == ["12 of 12 (problem 12)", "12 of 12 (cause 12)"]
    assert found.words == whole.words[:10]
    turned = readers.from_html(matrix_page.page(made.transpose(), rows=5))
    assert turned.cells == [list(column) for column in zip(*found.cells, strict=True)]


def test_a_gap_map_of_many_statements_says_what_it_leaves_out() -> None:
    made = gap_map(many(7))
    page = gaps_page.page(made, most_words=3)
    assert "the first 3 statements" in page
    assert page.count("and 4 more statements") == 2
    assert len(readers.from_html(page).words) == 6
    assert "more statement" not in gaps_page.page(made)
