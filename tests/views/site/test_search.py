"""The search holds every statement once, with an address that leads to its words, and leads on without a script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.model import Study
from kg.store import Store
from kg.views.site import search
from views.corpora import HOSTILE
from views.worlds import anchors, document, records, write_site


def names(folder: Path) -> Any:  # noqa: ANN401 - what JSON holds
    script = (folder / "search" / "names.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("searching.names(").removesuffix(");\n"))


def test_it_holds_every_statement_case_title_and_name(seed_site: Path, seed_studies: tuple[Study, ...]) -> None:
    found = list(records(seed_site))
    texts = [text for text, _ in found]
    for study in seed_studies:
        for statement in study.statements:
            assert statement.phrase in texts
        for case in study.cases:
            assert case.label in texts
        assert (study.abstract.title or study.abstract.id) in texts
        assert {use.concept.label for use in study.uses} <= set(texts)
    assert {"data sharing", "数据共享"} <= set(texts)
    statements = [text for text, page in found if "#" in page]
    assert len(statements) == sum(len(study.statements) for study in seed_studies)


def test_every_record_leads_to_its_words(seed_site: Path, hostile_site: Path) -> None:
    for folder in (seed_site, hostile_site):
        for text, address in records(folder):
            page, _, anchor = address.partition("#")
            assert not anchor or anchor in anchors(folder / page), address
            told = document(folder / page).text_content()
            assert "".join(text.split()) in "".join(told.split()), address


def test_hostile_texts_come_through_as_they_are(hostile_site: Path) -> None:
    assert {text for text, _ in records(hostile_site)} >= set(HOSTILE)


def test_the_themes_are_listed_by_facet_in_both_languages(seed_site: Path) -> None:
    listed = names(seed_site)
    sharing = next(theme for theme in listed["themes"] if theme["name"] == "data-sharing")
    assert sharing["labels"] == [["en", "data sharing"], ["zh", "数据共享"]]
    places = [place for _, places in listed["facets"] for place in places]
    assert sorted(places) == list(range(len(listed["themes"])))


def test_a_large_corpus_comes_in_parts(seed_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PART", 2_000)
    folder = write_site(seed_store, tmp_path / "site", "In parts")
    assert names(folder)["parts"] == len(list((folder / "search").glob("part-*.js"))) > 2


def test_without_a_script_it_leads_to_the_lists(seed_site: Path) -> None:
    page = document(seed_site / "search.html")
    leads = [str(address) for address in page.xpath("//noscript//a/@href")]
    assert leads == ["themes/index.html", "cases/index.html", "studies/index.html", "concepts/index.html"]
    assert page.xpath("//search/@hidden")
