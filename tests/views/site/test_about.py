"""The page about the site: its numbers are those of the graph and of the model card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import resources
from kg.extraction import assemble
from kg.graph import KnowledgeGraph, write
from kg.lexicon import load
from kg.model import Abstract, Mention, Reading, Span, Study
from kg.views.site import write as write_site
from kg.vocabulary import Kind
from views.worlds import document


def rows(page: Any, name: str) -> dict[str, list[str]]:  # noqa: ANN401 - lxml leaves it open
    """The rows of a table by their English heading."""
    found = page.xpath(f"//section[@aria-labelledby='{name}']//tbody/tr")
    return {
        str(row.xpath("string(th//span[@lang='en'])")): [str(cell) for cell in row.xpath("td/text()")] for row in found
    }


def read(folder: Path) -> Any:  # noqa: ANN401 - lxml leaves it open
    return document(folder / "about.html")


def test_it_counts_what_people_and_the_program_read(seed_site: Path, seed_studies: tuple[Study, ...]) -> None:
    found = rows(read(seed_site), "counts")
    assert found["Studies"] == [str(len(seed_studies)), "0"]
    problems = sum(one.kind is Kind.PROBLEM for study in seed_studies for one in study.statements)
    assert found["Problems"] == [str(problems), "0"]


def test_its_figures_are_those_of_the_model_card(seed_site: Path) -> None:
    card = json.loads(resources.text(resources.weights("card.json")))
    found = rows(read(seed_site), "sure")
    for name, figures in (("Problems", card["dev"]["overlap"]["problem"]), ("Links", card["dev"]["links"])):
        shown = [f"{figures[key]:.2f}" for key in ("precision", "recall", "f1")]
        assert found[name] == [*shown, str(figures["gold"])]
    assert set(card["data"]["sha256"].values()) <= set(read(seed_site).xpath("//code/text()"))


def test_every_vendored_script_is_named_with_its_digest(seed_site: Path) -> None:
    listed = resources.text(resources.static("vendor/README.md"))
    scripts = [line for line in listed.splitlines() if line.startswith("| `") and ".js`" in line]
    told = read(seed_site).text_content()
    assert scripts
    for line in scripts:
        assert line.split("`")[-2] in told


def test_it_says_how_much_is_kept_apart(tmp_path: Path) -> None:
    text = "Z City lacks staff. It also lacks funds."
    mentions = [
        Mention(Span(text.index(words), text.index(words) + len(words)), Kind.PROBLEM, confidence, ("talent",))
        for words, confidence in (("lacks staff", 0.9), ("lacks funds", 0.2))
    ]
    study = assemble(Reading(Abstract("doubtful", text), tuple(mentions)), load())
    write([study], tmp_path / "graph", least=0.5)
    write_site(KnowledgeGraph.open(tmp_path / "graph"), tmp_path / "site", title="Doubt")
    page = read(tmp_path / "site")
    assert page.xpath("string(//section[@aria-labelledby='candidates']//strong/span[@lang='en'])").startswith(
        "Kept apart here: 1 statement"
    )
    digest = json.loads((tmp_path / "graph" / "kg.json").read_text(encoding="utf-8"))["files"]["graph.nq"]
    assert digest in page.text_content()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_everything_in_both_languages(seed_site: Path, language: str) -> None:
    page = read(seed_site)
    for heading in page.xpath("//main//h2"):
        assert heading.xpath(f"string(span[@lang='{language}'])")
