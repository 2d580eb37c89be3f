"""The labels of `chrome.toml`: complete, without contradictions, and refused when malformed."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from kg import resources
from kg.errors import ResourceError
from kg.loaders import labels
from kg.loaders.columns import FIELDS
from kg.loaders.labels import folded


def test_every_field_can_be_said_on_a_page_or_in_a_table() -> None:
    known = labels.load()
    assert set(known.columns.values()) == set(FIELDS)
    assert set(known.fields.values()) - {"extra", "none"} <= set(FIELDS)
    assert set(known.metas.values()) - {"extra"} <= set(FIELDS)
    assert known.sure <= set(known.fields.values())


def test_a_name_means_one_thing() -> None:
    said = tomllib.loads(resources.text(resources.ontology("chrome.toml")))
    labels_of, columns_of = said["labels"], said["columns"]
    for table in (labels_of, columns_of, said["pages"]["meta"]):
        names = [name for names in table.values() for name in {folded(name) for name in names}]
        assert [name for name, count in Counter(names).items() if count > 1] == []
    on_pages = {folded(name): field for field, names in labels_of.items() for name in names}
    in_tables = {folded(name): field for field, names in columns_of.items() for name in names}
    assert {name for name in on_pages.keys() & in_tables.keys() if on_pages[name] != in_tables[name]} == set()


@pytest.mark.parametrize("content", ["[labels", "[labels]\ntext = ['a']", "labels = 1"])
def test_a_malformed_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    (tmp_path / "chrome.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(resources, "ontology", lambda name: tmp_path / name)
    labels.load.cache_clear()
    with pytest.raises(ResourceError, match=r"chrome\.toml is malformed"):
        labels.load()
    labels.load.cache_clear()
