"""The named questions: found by name, bound by type, and answered on the seeds as the expected files say."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import queries, resources
from kg.errors import IriError, QueryError, UnknownQuestionError
from kg.model import Answers, Parameter, Query, Value
from kg.store import Store
from kg.vocabulary import BASE

EXPECTED = Path(__file__).parent / "expected"
#: The questions that are asked of the seeds: the name of the expected file, the question and its parameters.
ASKED: list[tuple[str, str, Mapping[str, Value]]] = [
    ("case_problems", "case_problems", {"case": "J City"}),
    ("case_problems.linhai", "case_problems", {"case": "Linhai City,Zhejiang Province"}),
    ("chain_causes", "chain_causes", {}),
    ("countermeasure_themes", "countermeasure_themes", {}),
    ("countermeasure_themes.talent", "countermeasure_themes", {"theme": "talent"}),
    ("coverage_silence", "coverage_silence", {}),
    ("coverage_silence.any", "coverage_silence", {"state": "any"}),
    ("problem_recurrence", "problem_recurrence", {}),
    ("problem_recurrence.zh", "problem_recurrence", {"language": "zh"}),
    ("statement_candidates", "statement_candidates", {}),
    ("theory_recurrence", "theory_recurrence", {}),
    ("theory_recurrence.one", "theory_recurrence", {"min_studies": 1}),
]


def ask(store: Store, name: str, **terms: Value) -> Answers:
    return queries.run(store, queries.load(name), **terms)


def as_json(answers: Answers) -> str:
    content = {
        "columns": answers.columns,
        "rows": answers.rows,
        "denominators": dict(answers.denominators),
        "note": answers.note,
    }
    lines = (f" {json.dumps(name)}: {_rows(value)}" for name, value in content.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: object) -> str:
    if not isinstance(value, tuple) or not value or not isinstance(value[0], tuple):
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in value) + "\n ]"


@pytest.mark.parametrize(("file", "name", "terms"), ASKED, ids=[file for file, *_ in ASKED])
def test_the_answer_on_the_seeds_is_the_expected_one(
    file: str, name: str, terms: Mapping[str, Value], seed_store: Store
) -> None:
    found = as_json(ask(seed_store, name, **terms))
    path = EXPECTED / f"{file}.json"
    if os.environ.get("KG_EXPECT") == "write":  # after a look at the difference: KG_EXPECT=write pytest ...
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_every_question_has_an_expected_answer() -> None:
    assert {name for _, name, _ in ASKED} == set(queries.names())
    assert {f"{file}.json" for file, *_ in ASKED} == {path.name for path in EXPECTED.iterdir()}


# -- What the seeds must say, whatever the files say ------------------------------------------------------------------


def test_data_sharing_recurs_in_three_anonymised_cities_and_awareness_in_two(seed_store: Store) -> None:
    found = ask(seed_store, "problem_recurrence")
    assert {(row["theme"], row["cases"]) for row in found} == {("data sharing", 3), ("awareness and ideas", 2)}
    quotes = {row["case"]: row["quote"] for row in found if row["theme"] == "data sharing"}
    assert quotes == {
        "Z city": "inadequate integration and sharing of internal and external resources",
        "J City": "difficult to break through information barriers",
        "W District,S City": "data sharing is not smooth",
    }
    assert {row["case"] for row in found if row["theme"] == "awareness and ideas"} == {"Z city", "W District,S City"}


def test_comparators_have_no_problems_and_silence_is_not_absence(seed_store: Store) -> None:
    assert not {"Hangzhou", "Qingdao"} & {
        str(row["case"]).split(",")[0] for row in ask(seed_store, "problem_recurrence", min_cases=1)
    }
    (linhai,) = ask(seed_store, "case_problems", case="Linhai")
    assert (linhai["role"], linhai["problem"]) == ("subject", None)
    (hangzhou,) = ask(seed_store, "case_problems", case="Hangzhou")
    assert (hangzhou["role"], hangzhou["problem"]) == ("reference", None)
    silent = {(row["case"], row["kind"]) for row in ask(seed_store, "coverage_silence")}
    assert ("Linhai City,Zhejiang Province", "problem") in silent
    assert ("J City", "problem") not in silent


def test_no_theory_recurs_and_the_answer_says_so(seed_store: Store) -> None:
    found = ask(seed_store, "theory_recurrence")
    assert found.rows == ()
    assert found.note.startswith("No theory recurs")
    assert dict(found.denominators)["studies"] == 5
    assert "没有" in ask(seed_store, "theory_recurrence", language="zh").note


def test_answers_carry_their_denominators(seed_store: Store) -> None:
    found = dict(ask(seed_store, "problem_recurrence").denominators)
    assert found["cases examined"] == 4
    assert found["cases with reported problems"] == 3
    assert found["studies that name no case"] == 1


@pytest.mark.parametrize("case", ["j city", "001_6afee907cf989e5b-k1", f"{BASE}case/001_6afee907cf989e5b-k1", "J City"])
def test_a_case_is_found_by_name_and_by_iri(case: str, seed_store: Store) -> None:
    assert len(ask(seed_store, "case_problems", case=case)) == 4


@pytest.mark.parametrize("area", ["S City", "Zhejiang", "浙江省"])
def test_a_case_is_found_by_where_it_lies(area: str, seed_store: Store) -> None:
    expected = {"S City": {"W District,S City"}}.get(
        area, {"Hangzhou,Zhejiang Province", "Linhai City,Zhejiang Province"}
    )
    assert {row["case"] for row in ask(seed_store, "case_problems", case=area)} == expected


@pytest.mark.parametrize("theme", ["talent", "TALENT AND PROFESSIONAL TEAMS", "人才队伍"])
def test_a_theme_is_found_by_notation_and_by_name(theme: str, seed_store: Store) -> None:
    assert len(ask(seed_store, "countermeasure_themes", theme=theme)) == 4


# -- Names and parameters ---------------------------------------------------------------------------------------------


def test_an_unknown_question_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownQuestionError, match="problem_recurrence"):
        queries.load("problem_recurence")
    with pytest.raises(UnknownQuestionError, match=r"chain_causes.*theory_recurrence"):
        queries.load("%%%")


@pytest.mark.parametrize(
    ("question", "terms", "message"),
    [
        ("problem_recurrence", {"min_cases": "many"}, "min_cases is a parameter of type integer; 'many' is none"),
        ("problem_recurrence", {"min_cases": 2.5}, "min_cases"),
        ("problem_recurrence", {"min_cases": True}, "min_cases"),
        ("problem_recurrence", {"min_case": 2}, "no parameter 'min_case'; its parameters are: min_cases"),
        ("problem_recurrence", {"language": "fr"}, "'fr'"),
        ("case_problems", {}, "case_problems needs case"),
        ("case_problems", {"case": "\ud800"}, "case"),
    ],
)
def test_wrong_parameters_are_refused(
    question: str, terms: Mapping[str, Value], message: str, seed_store: Store
) -> None:
    with pytest.raises(QueryError, match=message):
        ask(seed_store, question, **terms)


def test_numbers_may_come_as_text(seed_store: Store) -> None:
    assert ask(seed_store, "problem_recurrence", min_cases="3") == ask(seed_store, "problem_recurrence", min_cases=3)


HOSTILE = [
    '"} DROP ALL #',
    "'; DELETE WHERE { ?s ?p ?o } #",
    "\\",
    "\n}",
    "?case",
    "<x>",
    '"""',
    "\u202e",
    "%",
    "a" * 9999,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_parameter_stays_a_literal(text: str, seed_store: Store) -> None:
    before = len(seed_store)
    assert ask(seed_store, "case_problems", case=text).rows == ()
    assert ask(seed_store, "countermeasure_themes", theme=text).rows == ()
    assert ask(seed_store, "coverage_silence", state=text).rows == ()
    assert len(seed_store) == before


def question(kind: str) -> Query:
    said = {"en": "x", "zh": "x"}
    sparql = "SELECT ?x ?_x { BIND (DATATYPE(?_x) AS ?type) BIND (COALESCE(STR(?type), STR(?_x)) AS ?x) }"
    return Query("q", said, said, sparql, {"x": said}, (Parameter("x", kind, said),), (), said)


@pytest.mark.parametrize(
    ("kind", "given", "found"),
    [
        ("decimal", "0.5", "decimal"),
        ("decimal", 0.5, "decimal"),
        ("boolean", True, "boolean"),
        ("boolean", "false", "boolean"),
        ("integer", -3, "integer"),
        ("string", "x", "string"),
        ("iri", f"{BASE}theme/x", f"{BASE}theme/x"),
    ],
)
def test_a_parameter_is_bound_with_its_type(kind: str, given: Value, found: str) -> None:
    (row,) = queries.run(Store(), question(kind), x=given)
    assert str(row["x"]).endswith(found)


@pytest.mark.parametrize(
    ("kind", "given"), [("boolean", "yes"), ("decimal", "1e3"), ("iri", "a b"), ("integer", "1_0")]
)
def test_what_is_not_of_its_type_is_refused(kind: str, given: Value) -> None:
    with pytest.raises((QueryError, IriError)):
        queries.run(Store(), question(kind), x=given)


# -- The files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", queries.names())
def test_a_question_is_whole(name: str) -> None:
    query = queries.load(name)
    assert name.count("_") >= 1, "an aspect and a question"
    said = [query.title, query.summary, query.empty, *query.columns.values(), *(p.summary for p in query.parameters)]
    assert all(text.get(language) for text in said for language in ("en", "zh"))
    assert {parameter.type for parameter in query.parameters} <= {"string", "integer", "decimal", "boolean", "iri"}
    assert query.denominators
    assert "ORDER BY" in query.sparql
    assert "GROUP_CONCAT" not in query.sparql, "its order is undefined"


@pytest.mark.parametrize("name", queries.names())
def test_the_rows_come_in_one_order_only(name: str, seed_store: Store) -> None:
    """Ask it of the same graph put in backwards."""
    backwards = Store()
    for quad in sorted(seed_store.quads(), key=str, reverse=True):
        backwards.add([quad])
    terms = {"case": "China"} if name == "case_problems" else {}
    assert ask(backwards, name, **terms) == ask(seed_store, name, **terms)


def test_every_denominator_is_named_and_used() -> None:
    counts = resources.queries("counts")
    used = {name for question in queries.names() for name in queries.load(question).denominators}
    assert used <= counts.keys()
    for name, sparql in counts.items():
        title = resources.header(sparql)["title"]
        assert title["en"], name
        assert title["zh"], name


def test_a_header_that_is_not_toml_is_a_fault_of_the_package() -> None:
    with pytest.raises(KeyError):
        resources.header("#+ title.en = 'x'\nSELECT")["summary"]
