"""The errors are one family, drawn as it is, with messages for a person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import errors
from kg.errors import InputError, KgError


def test_every_error_is_of_the_family_and_public() -> None:
    found = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert found == set(errors.__all__)
    assert all(issubclass(getattr(errors, name), KgError) for name in found)
    assert errors.__all__ == sorted(errors.__all__)


def test_the_drawing_is_the_family() -> None:
    """The tree in the module's docstring names each class, under the class it derives from."""
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if row := re.match(r"^([│├└─ ]*)([A-Z]\w+)", line):
            if not row[2].endswith("Error"):
                continue
            path = [*path[: len(row[1]) // 4], row[2]]
            drawn[row[2]] = path[-2] if len(path) > 1 else "Exception"
    assert drawn == {name: getattr(errors, name).__bases__[0].__name__ for name in errors.__all__}


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_says_what_it_is(name: str) -> None:
    assert getattr(errors, name).__doc__.strip().endswith(".")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InputError("it is empty"), "it is empty"),
        (InputError("it is empty", path="a.txt"), "a.txt: it is empty"),
        (InputError("unknown mark <x>", path=Path("a.xml"), line=3), "a.xml:3: unknown mark <x>"),
        (InputError("it is empty", path="a.txt", advice="write one"), "a.txt: it is empty (write one)"),
    ],
)
def test_an_input_error_says_where_what_and_what_to_do(error: InputError, message: str) -> None:
    assert str(error) == message


def test_an_input_error_keeps_its_parts() -> None:
    error = InputError("broken", path="a.xml", line=3, advice="mend it")
    assert (error.reason, error.path, error.line, error.advice) == ("broken", "a.xml", 3, "mend it")
