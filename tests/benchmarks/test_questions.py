"""The tables of the benchmark: right ratios, written where they belong, and only if all answer alike."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from benchmarks import contestant, named, questions
from benchmarks.contestant import Performance, StoppedError, Timed
from benchmarks.corpora import Generator
from benchmarks.documents import MarkerError, fill, table
from benchmarks.engines import ENGINES, OURS, rows, turtle
from benchmarks.questions import DifferentAnswersError, Figures
from pyoxigraph import RdfFormat, parse

from kg import lexicon
from kg.graph import KnowledgeGraph, write
from kg.loaders import annotated
from kg.model import Study

#: Abstracts whose writer had links as the field.
CHAINS = Path(__file__).parents[2] / "seeds" / "annotated" / "more"
ARRAYS = tuple(f"{question}_arrays{read}" for question in ("recurrence", "similarity") for read in ("", "_read"))
#: Which question each is another way to ask.
MEANING = {way: way.partition("_")[0] for way in ("recurrence_shortcut", *ARRAYS)}


def performance(seconds: float, ways: tuple[str, ...]) -> Performance:
    answers = {way: Timed(seconds=seconds, rounds=3, rows=1234, digest=MEANING.get(way, way)) for way in ways}
    return Performance(load_seconds=10 * seconds, peak_megabytes=2048.4, answers=answers)


@pytest.fixture
def engines() -> dict[str, Performance]:
    found = {engine: performance(2.5, contestant.QUESTIONS) for engine in ENGINES}
    found[OURS] = performance(0.005, (*contestant.QUESTIONS, *ARRAYS))
    return found


def test_the_table_has_the_ratios_and_the_peers_figures(engines: dict[str, Performance]) -> None:
    asked = [
        named.Named(name="quick", terms={}, seconds=0.123, rows=7),
        named.Named(name="slow", terms={"case": "k1"}, seconds=3.0, rows=8),
        named.Named(name="stopped", terms={}, seconds=None, rows=0),
    ]
    figures = Figures(studies=10_000, seed=1, triples=5_000_000, terms={}, engines=engines, named=asked)
    shown = questions.tables(figures)
    assert "10,000 studies, 5,000,000 triples" in shown
    expected = ("5.0", "", "2,500", "500", "", "200", "2,500", "")
    assert _cells(shown, "recurrence") == ["recurrence of problem themes", "1,234", *expected]
    expected = ("5.0", "2,500", "2,500", "500", "1.0", "", "2,500", "2,500")
    assert _cells(shown, "the same in SPARQL")[1:] == ["1,234", *expected]
    assert "| rdflib | 25.00 | 1.0 | 2,048 |" in shown
    order = [line.split("|")[1].strip() for line in shown.splitlines() if line.startswith("| `")]
    assert order == ["`stopped`", "`slow`", "`quick`"]
    assert "| `slow` | case=k1 | 8 | **3.00** |" in shown


def test_an_engine_that_was_stopped_is_said_to_be_slower(engines: dict[str, Performance]) -> None:
    engines["rdflib"]["answers"]["similarity"] = Timed(seconds=300.0, rounds=0, rows=0, digest="")
    questions.compared(engines)
    figures = Figures(studies=10, seed=1, triples=5, terms={}, engines=engines, named=[])
    cells = _cells(questions.tables(figures), "similarity")
    assert cells[4:6] == ["more than 300,000", "more than 60,000"]


def _cells(shown: str, title: str) -> list[str]:
    line = next(line for line in shown.splitlines() if line.startswith(f"| {title}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_answers_that_are_alike_pass(engines: dict[str, Performance]) -> None:
    questions.compared(engines)


@pytest.mark.parametrize("way", ["chains", "recurrence_shortcut", *ARRAYS])
def test_an_answer_that_differs_fails_the_benchmark(engines: dict[str, Performance], way: str) -> None:
    engines[OURS]["answers"][way]["digest"] = "another"
    with pytest.raises(DifferentAnswersError, match=MEANING.get(way, way)):
        questions.compared(engines)


def test_our_ways_to_ask_agree_with_rdflib(tmp_path: Path) -> None:
    readings = [annotated.parse_file(path, lexicon.load().themes) for path in sorted(CHAINS.glob("xb0*.xml"))[:12]]
    write(Generator(readings).studies(12, 1), tmp_path / "graph")
    opened = KnowledgeGraph.open(tmp_path / "graph")
    terms = {name.upper(): str(questions.sample(opened, name)) for name in ("case", "theme")}
    found = {engine: contestant.compete(engine, tmp_path / "graph", terms, 1, 60) for engine in (OURS, "rdflib")}
    questions.compared(found)
    assert all(answer["rows"] for answer in found[OURS]["answers"].values())


def test_a_named_question_is_timed(seed_graph_dir: Path) -> None:
    found = named.ask(seed_graph_dir, "case_problems")
    assert found["terms"].keys() == {"case"}
    assert found["rows"] > 0
    assert found["seconds"] is not None


def test_rows_of_all_engines_are_the_same() -> None:
    class Term:
        def toPython(self) -> int:  # noqa: N802 - as rdflib calls it
            return 3

    assert rows([("<http://a/b>", Term()), ["a", 2]]) == [("a", 2), ("http://a/b", 3)]


def test_work_is_done_as_often_as_said_and_once_before() -> None:
    calls = itertools.count(1)
    spent, result = contestant.timed(lambda: next(calls), 4)
    assert len(spent) == 4
    assert result == 5


def test_what_takes_longer_than_it_may_is_stopped() -> None:
    with pytest.raises(StoppedError):
        contestant.timed(lambda: all(count for count in itertools.count(1)), 1, limit=0.05)
    spent, _ = contestant.timed(lambda: None, 1, limit=60)
    assert len(spent) == 1


def test_a_document_is_filled_between_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("before\n<!-- bench:a -->\nold\n<!-- /bench:a -->\nafter\n", encoding="utf-8")
    for content in ("first", r"new \1"):
        fill(path, "a", content)
    assert path.read_text(encoding="utf-8") == "before\n<!-- bench:a -->\n\nnew \\1\n\n<!-- /bench:a -->\nafter\n"


def test_a_document_without_its_markers_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("<!-- bench:a -->\n", encoding="utf-8")
    with pytest.raises(MarkerError, match=r"page\.md"):
        fill(path, "a", "new")
    assert path.read_text(encoding="utf-8") == "<!-- bench:a -->\n"


def test_a_table_keeps_its_columns() -> None:
    assert table(("", "b"), [("a|b\nc", "1")]) == "|  | b |\n| --- | ---: |\n| a\\|b c | 1 |\n"


def test_engines_read_all_volumes_of_a_graph(
    tmp_path: Path, seed_studies: tuple[Study, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(seed_studies, tmp_path / "whole")
    assert turtle(tmp_path / "whole") == tmp_path / "whole" / "graph.ttl"
    monkeypatch.setattr("kg.volumes._WHOLE", 1)
    monkeypatch.setattr("kg.volumes._MOST", 2)
    write(seed_studies, tmp_path / "parted")
    together = turtle(tmp_path / "parted")
    assert together.parent == tmp_path
    assert set(parse(path=together, format=RdfFormat.TURTLE)) == set(
        parse(path=tmp_path / "whole" / "graph.ttl", format=RdfFormat.TURTLE)
    )
