"""The public face is what `__all__` lists in every module."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import kg

MODULES = ["kg", *sorted(m.name for m in pkgutil.walk_packages(kg.__path__, "kg."))]


def test_the_public_names() -> None:
    assert kg.__all__ == ["KnowledgeGraph", "__version__", "build", "extract", "open"]


@pytest.mark.parametrize("name", MODULES)
def test_what_is_listed_is_there(name: str) -> None:
    module = importlib.import_module(name)
    assert [member for member in module.__all__ if not hasattr(module, member)] == []


@pytest.mark.parametrize("name", MODULES)
def test_every_public_thing_is_documented(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    things = [getattr(module, member) for member in module.__all__]
    ours = [t for t in things if callable(t) and getattr(t, "__module__", "") == name]
    assert all(t.__doc__ for t in ours)
