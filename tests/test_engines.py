"""Other people's engines answer the named questions as we do, row by row and in the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest
import question_engines
from question_engines import ENGINES, HOSTILE, Asking, Found, askings, ground, main, verdict

from kg import queries
from kg.store import Store


@pytest.fixture(scope="module")
def seeds(seed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as Turtle in no sensible order, so that none passes off the order of the file as its own."""
    lines = {f"{quad.triple} .\n" for quad in seed_store.quads()}
    path = tmp_path_factory.mktemp("engines") / "graph.ttl"
    path.write_text("".join(sorted(lines, key=lambda line: hashlib.sha256(line.encode()).digest())), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def asked(seed_store: Store) -> list[Asking]:
    return askings(seed_store)


@pytest.mark.stores
@pytest.mark.parametrize("engine", list(ENGINES))
def test_every_engine_answers_as_we_do(engine: str, seeds: Path, asked: list[Asking]) -> None:
    texts = {asking.name: ground(asking.query, asking.terms) for asking in asked}
    found = ENGINES[engine](seeds, texts)
    said = {asking.name: verdict(asking, found[asking.name]) for asking in asked}
    assert {name: words for name, words in said.items() if words != "same"} == {}


def test_every_question_is_asked_in_every_way(asked: list[Asking]) -> None:
    assert {asking.query.name for asking in asked} == set(queries.names())
    assert len({asking.name for asking in asked}) == len(asked)
    for name, values in {"theme_causes": {*HOSTILE, "zh"}, "year_themes": {"any", "cause", "zh"}}.items():
        assert {value for asking in asked if asking.query.name == name for value in asking.terms.values()} >= values


@pytest.mark.parametrize("text", [*HOSTILE, "?_theme", "'''", "\r\n\t\b\f\\u0022"])
def test_a_parameter_stands_in_the_text_as_one_literal(text: str) -> None:
    query = queries.load("countermeasure_themes")
    sparql = ground(query, {"theme": text})
    assert "?_" not in sparql.replace("?_theme $case", "") or text == "?_theme"
    store = pyoxigraph.Store()
    store.query(sparql)
    probe = sparql[: sparql.index("SELECT")] + "SELECT (" + _literal(sparql) + " AS ?text) {}"
    solutions = store.query(probe)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    (row,) = solutions
    assert row["text"] == pyoxigraph.Literal(text)


def _literal(sparql: str) -> str:
    """What stands in the place of the parameter `theme`."""
    start = sparql.index("FILTER (") + len("FILTER (")
    return sparql[start : sparql.index(' = "" ||', start)]


ROWS = [{"theme": "a", "year": "2020"}, {"theme": "b"}]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS, "same"),
        (ROWS[::-1], "other order"),
        (ROWS[:1], "1 rows, not 2"),
        ([ROWS[0], ROWS[0]], "other rows"),
        ("Virtuoso 37000: no\nmore", "error: Virtuoso 37000: no"),
        ("", "error: none given"),
    ],
)
def test_the_verdict_says_how_rows_differ(rows: list[Mapping[str, str]] | str, said: str) -> None:
    query = queries.load("year_themes")
    columns = tuple(query.columns)
    expected = [tuple("2020.0" if row.get(c) == "2020" else row.get(c, "") for c in columns) for row in ROWS]
    assert verdict(Asking(query, {}, expected), rows) == said


def test_triples_are_compared_as_a_set() -> None:
    query = queries.load("chain_graph")
    triples = [{"subject": s, "predicate": "p", "object": "0.80"} for s in "ab"]
    asking = Asking(query, {}, [("a", "p", "0.8"), ("b", "p", "0.8")])
    assert verdict(asking, [*triples[::-1], triples[0]]) == "same"


def backwards(turtle: Path, texts: Mapping[str, str]) -> Found:
    """An engine that has the rows of Oxigraph and sorts them as it likes."""
    found = question_engines.by_oxigraph(turtle, texts)
    return {name: rows if isinstance(rows, str) else rows[::-1] for name, rows in found.items()}


def few() -> tuple[str, ...]:
    return "chain_graph", "method_recurrence"


def test_the_table_says_whether_they_agree(
    seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(queries, "names", few)
    monkeypatch.setattr(question_engines, "ENGINES", {"one": question_engines.by_oxigraph})
    assert main(seeds) == 0
    assert capsys.readouterr().out.endswith("All agree.\n")
    monkeypatch.setattr(question_engines, "ENGINES", {"one": question_engines.by_oxigraph, "two": backwards})
    assert main(seeds) == 1
    assert "'method_recurrence language=zh' in two: other order" in capsys.readouterr().out


def test_a_missing_engine_is_an_error_and_not_a_pass(
    seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(queries, "names", few)
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr(question_engines, "ENGINES", {"Virtuoso 7": question_engines.by_virtuoso})
    assert main(seeds) == 1
    assert "not installed" in capsys.readouterr().out


def test_no_questions_are_no_agreement(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "names", tuple)
    monkeypatch.setattr(question_engines, "ENGINES", {"one": question_engines.by_oxigraph})
    assert main(seeds) == 1
