"""Files of the site have names that every file system takes and tells apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import iris
from kg.views.site import paths

#: Characters that do harm in a path, and some that people use in identifiers.
NAMES = st.text(st.sampled_from("aAbB12._-~/\\:*?%&#' 中é\u0301ß"), min_size=1, max_size=200)


def local(name: str) -> str:
    return iris.mint("study", name).rpartition("/")[2]


def test_plain_names_stay_as_they_are() -> None:
    for name in ("003_81017fc05be48154", "data-sharing", "003_81017fc05be48154-k1", "2021-05.b"):
        assert paths.file_stem(name) == name


@pytest.mark.parametrize(
    "name", ["con", "nul.x", "com1", "index", "..", ".hidden", "a.", "A", "x.2", "a%20b", "a~b", ""]
)
def test_a_name_that_some_file_system_refuses_is_changed(name: str) -> None:
    stem = paths.file_stem(name)
    assert stem != name
    assert re.fullmatch(r"[a-z0-9_-]+~[0-9a-f]{16}", stem)


def test_names_that_differ_in_their_letters_case_alone_get_different_files() -> None:
    assert len({paths.file_stem(name).casefold() for name in ("GTID1", "gtid1", "Gtid1", "gtiD1")}) == 4


@given(NAMES, NAMES)
def test_no_two_names_share_a_file_and_all_are_safe(one: str, other: str) -> None:
    first, second = paths.file_stem(local(one)), paths.file_stem(local(other))
    assert (first == second) == (local(one) == local(other))
    assert re.fullmatch(r"[a-z0-9_][a-z0-9._~-]*", first)
    assert len(first) <= 100
    assert first == first.casefold()
    assert not first.endswith(".")


@given(NAMES, NAMES, st.integers(2, 9999))
def test_a_later_page_of_a_list_is_no_other_things_page(one: str, other: str, number: int) -> None:
    assert paths.paged(paths.of("theme", local(one)), number) != paths.of("theme", local(other))


def test_an_iri_is_told_apart_from_one_of_another_namespace() -> None:
    assert paths.local_name(iris.mint("theme", "data-sharing")) == ("theme", "data-sharing")
    assert paths.local_name("https://example.org/theme/data-sharing") == ("", "data-sharing")
