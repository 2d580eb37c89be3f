"""CSV and TSV: every row is a record or a reason, and a broken row spoils no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import labels, tables
from kg.loaders.columns import Columns
from kg.model import Abstract, Metadata, Rejection, Source

DATA = Path(__file__).parents[1] / "data" / "loaders"


def read(path: Path, columns: dict[str, str] | None = None, form: str = "csv") -> list[Abstract | Rejection]:
    return list(tables.parse(path, Columns(labels.load(), columns or {}), form=form))


def table(folder: Path, content: str, columns: dict[str, str] | None = None) -> list[Abstract | Rejection]:
    path = folder / "t.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return read(path, columns)


def ids(found: list[Abstract | Rejection]) -> list[str | int | None]:
    """The ids of the abstracts, and the lines of the rejections."""
    return [one.id if isinstance(one, Abstract) else one.source.line for one in found]


def test_each_row_is_a_record_or_a_reason() -> None:
    path = DATA / "table.csv"
    found = read(path)
    assert ids(found) == ["table-1", "table-2", 5, 6, "table-5"]
    assert found[0] == Abstract(
        "table-1",
        'Data sharing, they say, is "not smooth".',
        "On Z City, again",
        2020,
        metadata=Metadata(extra=(("Note", "kept"),)),
        source=Source(str(path), "csv", "utf-8", 2),
    )
    assert isinstance(found[1], Abstract)
    assert found[1].text == "The first line.\r\nThe second."
    assert "6 cells under 5 columns" in str(found[2])
    assert "there is no abstract in it" in str(found[3])


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ("id,text\na,Fine; really\n", "csv"),
        ("id;text\na;Fine; really\n".replace("Fine; really", '"Fine; really"'), "csv"),
        ('sep=;\nid;text\na;"Fine; really"\n', "csv"),
        ("id\ttext\na\tFine; really\n", "tsv"),
        ("id\ttext\na\tFine; really\n", "csv"),
        ("id|text\r\na|Fine; really\r\n", "csv"),
        ("\n\nid,text\r\n\r\na,Fine; really", "tsv"),
        ("编号,摘要\na,Fine; really\n", "csv"),
        ("ID,Abstract_Text,Other\na,Fine; really\n", "csv"),
    ],
)
def test_delimiter_and_columns_are_told_by_the_header(tmp_path: Path, content: str, form: str) -> None:
    path = tmp_path / "t.csv"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path.write_text(content, encoding=encoding, newline="")
        [found] = read(path, form=form)
        assert isinstance(found, Abstract)
        assert (found.id, found.text, found.source and found.source.format) == ("a", "Fine; really", form)


def test_columns_can_be_named(tmp_path: Path) -> None:
    content = "Number,Abstract,Body\n7,not this,this\n"
    [found] = table(tmp_path, content, {"text": "Body", "id": "Number"})
    assert isinstance(found, Abstract)
    assert (found.id, found.text, found.metadata.extra) == ("7", "this", (("Abstract", "not this"),))


@pytest.mark.parametrize(
    ("content", "columns", "reason"),
    [
        ("a,b\n1,2\n", {}, "t.csv:1: no column holds the abstract .the columns are 'a', 'b'"),
        ("a,b\n1,2\n", {"text": "c"}, "t.csv:1: no column is called 'c'"),
        ("\n\n", {}, "no column holds the abstract"),
        ("", {}, "the file is empty"),
    ],
)
def test_a_table_without_abstracts_is_refused(
    tmp_path: Path, content: str, columns: dict[str, str], reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        table(tmp_path, content, columns)


def test_a_column_that_nothing_can_hold_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"'txt' is nothing that a column can hold .did you mean text"):
        Columns(labels.load(), {"txt": "Body"})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('1,T,"an "unescaped" quote"\n2,T,good\n', [2, "2"]),
        ('1,T,"never closed\n2,T,good\n3,T,good\n', [2, "2", "3"]),
        ('1,T,"never closed\n2,T,"good"\n3,T,good\n', [2, "2", "3"]),
        ('1,T,"of two lines, "quoted" and\nthen, it goes on, in prose"\n2,T,good\n', [2, 3, "2"]),
        ('1,T,"x"y\n\n"2",T,good\n', [2, "2"]),
        ("1,T,good,,\n2,T\n3,T,good,more\n", ["1", 3, 4]),
        ('1,T,"of two lines\nthen 5, it goes on, "in" prose"\n2,T,good\n', [2, 3, "2"]),
        ('s1,T,good\nx,T,"open\n7,is,prose\ns2,T,good\n', ["s1", 3, 4, "s2"]),
    ],
)
def test_a_broken_row_spoils_no_other(tmp_path: Path, rows: str, expected: list[str | int]) -> None:
    assert ids(table(tmp_path, f"id,title,text\n{rows}")) == expected


def test_without_ids_only_wide_rows_are_taken_below_a_broken_one(tmp_path: Path) -> None:
    assert ids(table(tmp_path, 'text,b\n"open,1\ngood,2\n')) == [2, 3]
    assert ids(table(tmp_path, 'text,b,c,d\n"open,1,2,3\ngood,2,3,4\n')) == [2, "t-3"]


def test_a_long_field_is_read_and_one_without_end_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids(table(tmp_path, f'id,text\n1,"{"long " * 300_000}"\n')) == ["1"]
    monkeypatch.setattr(tables, "_MAX_LINE", 100)
    found = table(tmp_path, f"id,text\n1,{'x' * 1000}\n2,good\n3,{'x' * 97}\n4,{'x' * 98}\n")
    assert ids(found) == [2, "2", "3", 5]
    assert "longer than 100 characters" in str(found[0])


def test_a_line_without_end_inside_a_broken_row_does_not_end_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_MAX_LINE", 100)
    found = table(tmp_path, f'id,text\n1,"open\n{"x" * 1000}\n3,good\n')
    assert ids(found) == [2, "3"]


def test_a_row_without_end_is_given_up_and_the_next_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MAX_LINES", 10)
    found = table(tmp_path, 'id,text\n1,"open\n' + "more\n" * 20 + "2,good\n")
    assert "or 10 lines" in str(found[0])
    assert ids(found)[-1] == "2"


def test_quotes_that_never_close_are_not_read_again_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line is within an open row and opens one itself: all the lines below were read again for each of them."""
    monkeypatch.setattr(tables, "_MAX_AGAIN", 100_000)
    path = tmp_path / "t.csv"
    path.write_text("id,text\n" + 'a","\n' * 1_000, encoding="utf-8")
    rows = tables.parse(path, Columns(labels.load(), {}))
    with pytest.raises(InputError, match="the quotes of too many rows do not close; the rest is not read") as caught:
        list(rows)
    assert caught.value.line


def test_an_encoding_that_does_not_last_ends_the_file_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"id,text\n" + "a,数据共享不畅。\n".encode("gb18030") * 30_000 + b"b,\xff\n")
    rows = tables.parse(path, Columns(labels.load(), {}))
    assert isinstance(next(rows), Abstract)
    with pytest.raises(InputError, match="not gb18030 throughout"):
        list(rows)
