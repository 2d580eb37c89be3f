"""Packaged files are found, and what is missing or malformed is said."""

from __future__ import annotations

import pytest

from kg import resources
from kg.errors import ResourceError


@pytest.mark.parametrize(
    "name", ["smart-policing.ttl", "shapes.ttl", "themes.ttl", "concepts.ttl", "places.ttl", "cues.toml", "queries"]
)
def test_a_file_of_the_ontology_is_found(name: str) -> None:
    part = resources.ontology(name)
    assert part.is_file() or part.is_dir()
    assert part.name == name


def test_the_folder_itself_is_found() -> None:
    assert "themes.ttl" in {part.name for part in resources.ontology().iterdir()}


@pytest.mark.parametrize("name", ["nothing.ttl", "queries/nothing.rq"])
def test_a_missing_file_is_said(name: str) -> None:
    with pytest.raises(ResourceError, match=f"ontology/{name} is missing.*install it again"):
        resources.ontology(name)


def test_a_missing_static_file_is_said() -> None:
    with pytest.raises(ResourceError, match=r"nothing\.js is missing"):
        resources.static("nothing.js")


def test_templates_are_a_folder() -> None:
    assert resources.templates().is_dir()


def test_text_is_read_as_utf_8() -> None:
    assert "数据共享" in resources.text(resources.ontology("themes.ttl"))


@pytest.mark.parametrize("folder", ["checks", "rules"])
def test_queries_come_by_name_in_order(folder: str) -> None:
    found = resources.queries(folder)
    assert found
    assert list(found) == sorted(found)
    assert all("WHERE" in sparql for sparql in found.values())


def test_a_header_is_toml_in_comments() -> None:
    sparql = '#+ [title]\n#+ en = "Themes"\n#+\n#+ [summary]\n#+ zh = "主题"\n\nSELECT * WHERE { }\n#+ late = 1\n'
    assert resources.header(sparql) == {"title": {"en": "Themes"}, "summary": {"zh": "主题"}}


def test_a_query_without_a_header_has_an_empty_one() -> None:
    assert resources.header("SELECT * WHERE { }") == {}


def test_a_header_that_is_not_toml_is_refused() -> None:
    with pytest.raises(ResourceError, match="is not TOML"):
        resources.header("#+ title: no equals sign\n")
