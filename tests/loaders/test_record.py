"""What a source says of a study becomes an abstract; what makes no sense is kept as it was said, or refused."""

from __future__ import annotations

import pytest

from kg.errors import InputError
from kg.loaders import labels, record
from kg.loaders.lines import Said
from kg.model import Abstract, Source

KNOWN = labels.load()
SOURCE = Source("a/t.csv", "csv", "utf-8", 7)


def build(*said: tuple[str, str], text: str = "Some text.") -> Abstract:
    return record.abstract(text, [Said(field, field, value) for field, value in said], SOURCE, KNOWN, name="t")


@pytest.mark.parametrize(
    ("said", "posted", "year"),
    [
        ("2023-08-06", "2023-08-06", 2023),
        ("2023/8/6", "2023-08-06", 2023),
        ("2023.08.06 10:15", "2023-08-06", 2023),
        ("2023年8月6日", "2023-08-06", 2023),
        ("2023-08-06T00:00:00Z", "2023-08-06", 2023),
        ("Aug 6, 2023", None, 2023),
        ("2023-13-01", None, 2023),
        ("2023-02-29", None, 2023),
        ("soon", None, None),
        ("٢٠٢٣-٠٨-٠٦", None, None),
    ],
)
def test_a_date_becomes_iso_or_stays_as_it_was_said(said: str, posted: str | None, year: int | None) -> None:
    abstract = build(("posted", said))
    assert (abstract.metadata.posted, abstract.year) == (posted, year)
    assert abstract.metadata.extra == (() if posted else (("posted", said),))


@pytest.mark.parametrize(
    ("said", "year"),
    [("2021", 2021), ("2021.0", 2021), ("2021年", 2021), ("c2021", 2021), ("20210", None), ("n.d.", None)],
)
def test_a_year_goes_before_that_of_the_date(said: str, year: int | None) -> None:
    abstract = build(("posted", "2019-01-01"), ("year", said))
    assert abstract.year == (year or 2019)


@pytest.mark.parametrize(
    ("said", "keywords"),
    [
        ("Big data, Smart policing", ("Big data", "Smart policing")),
        ("Linhai, Zhejiang; patrol;", ("Linhai, Zhejiang", "patrol")),
        ("大数据；智慧警务；大数据", ("大数据", "智慧警务")),
        ("大数据、智慧警务", ("大数据", "智慧警务")),
        ("大数据 智慧警务", ("大数据", "智慧警务")),
        ("big data", ("big data",)),
        ("big   data.\n\tpolice", ("big data", "police")),
        (" ;  ; ", ()),
    ],
)
def test_keywords_are_split_at_what_parts_them(said: str, keywords: tuple[str, ...]) -> None:
    assert build(("keywords", said)).metadata.keywords == keywords


def test_the_first_value_counts_and_the_others_are_kept() -> None:
    abstract = build(
        ("title", "A\n title"),
        ("title", "A\n title"),
        ("title", "B"),
        ("extra", "C"),
        ("keywords", "a"),
        ("keywords", "b"),
    )
    assert abstract.title == "A title"
    assert abstract.metadata.extra == (("title", "B"), ("extra", "C"))
    assert abstract.metadata.keywords == ("a", "b")


def test_a_language_is_the_declared_one_or_told() -> None:
    assert build(("language", "English")).language == "en"
    assert build(text="数据共享不畅。").language == "zh"
    odd = build(("language", "the local one"))
    assert (odd.language, odd.metadata.extra) == ("en", (("language", "the local one"),))


@pytest.mark.parametrize(
    ("said", "expected"), [((), "t-7"), ((("row", "3"),), "t-3"), ((("id", " e\u0301 "), ("row", "3")), "é")]
)
def test_a_row_is_named_by_its_id_its_number_or_its_line(said: tuple[tuple[str, str], ...], expected: str) -> None:
    row = [Said(field, field, value) for field, value in (*said, ("text", "Some text."))]
    assert record.from_row(row, SOURCE, KNOWN).id == expected


@pytest.mark.parametrize(
    ("text", "said", "reason"),
    [
        ("", (), "there is no abstract in it"),
        ("x" * 2_000_001, (), "too many for one abstract"),
        ("ab\ud800", (), r"the text holds U\+D800 at 2"),
        ("ab\0", (), r"the text holds U\+0000 at 2"),
        ("a", (("title", "\udfff"),), r"'title' holds U\+DFFF at 0"),
        ("a", (("id", "a\tb"),), r"'a\\tb' can be no id"),
        ("a", (("id", "x" * 501),), "can be no id"),
    ],
)
def test_what_cannot_become_an_abstract_is_refused_with_its_line(
    text: str, said: tuple[tuple[str, str], ...], reason: str
) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        build(*said, text=text)
    assert (caught.value.path, caught.value.line) == ("a/t.csv", 7)
