"""The named questions: found by name, bound by type, and answered on the seeds as the expected files say."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.query import ResultRow

from kg import graph, queries, resources, validation
from kg.answers import Answers
from kg.errors import IriError, QueryError, UnknownQuestionError
from kg.model import Abstract, Case, Evidence, Parameter, Query, Span, Statement, Study, Value
from kg.store import Store, plain
from kg.triples import INFERRED
from kg.vocabulary import BASE, SKOS, STATEMENT_KINDS, XSD, Role, Status

EXPECTED = Path(__file__).parent / "expected"
#: The questions that are asked of the seeds: the name of the expected file, the question and its parameters.
ASKED: list[tuple[str, str, Mapping[str, Value]]] = [
    ("achievement_cases", "achievement_cases", {}),
    ("achievement_cases.data", "achievement_cases", {"theme": "data"}),
    ("case_graph", "case_graph", {"case": "Hangzhou"}),
    ("case_problems", "case_problems", {"case": "J City"}),
    ("case_problems.linhai", "case_problems", {"case": "Linhai City,Zhejiang Province"}),
    ("case_report", "case_report", {"case": "W District,S City"}),
    ("case_report.reference", "case_report", {"case": "Qingdao"}),
    ("case_similarity", "case_similarity", {"case": "J City"}),
    ("case_similarity.countermeasure", "case_similarity", {"case": "J City", "role": "countermeasure"}),
    ("chain_causes", "chain_causes", {}),
    ("chain_countermeasures", "chain_countermeasures", {}),
    ("chain_countermeasures.any", "chain_countermeasures", {"basis": "any"}),
    ("chain_graph", "chain_graph", {}),
    ("comparator_lessons", "comparator_lessons", {}),
    ("countermeasure_themes", "countermeasure_themes", {}),
    ("countermeasure_themes.talent", "countermeasure_themes", {"theme": "talent"}),
    ("coverage_silence", "coverage_silence", {}),
    ("coverage_silence.any", "coverage_silence", {"state": "any"}),
    ("evidence_quotes", "evidence_quotes", {"iri": f"{BASE}theme/data-sharing"}),
    ("evidence_quotes.case", "evidence_quotes", {"iri": f"{BASE}case/001_6afee907cf989e5b-k2"}),
    ("evidence_quotes.link", "evidence_quotes", {"iri": f"{BASE}link/004_7e82d5b8489e5d5d-l1"}),
    ("gap_countermeasures", "gap_countermeasures", {}),
    ("gap_countermeasures.corpus", "gap_countermeasures", {"scope": "corpus"}),
    ("matrix_cases", "matrix_cases", {}),
    ("matrix_statements", "matrix_statements", {}),
    ("matrix_statements.zh", "matrix_statements", {"language": "zh"}),
    ("method_recurrence", "method_recurrence", {}),
    ("problem_recurrence", "problem_recurrence", {}),
    ("problem_recurrence.facet", "problem_recurrence", {"level": "facet"}),
    ("problem_recurrence.zh", "problem_recurrence", {"language": "zh"}),
    ("recurrence_graph", "recurrence_graph", {}),
    ("role_shift", "role_shift", {}),
    ("role_shift.achieved", "role_shift", {"here": "countermeasure", "there": "achievement"}),
    ("statement_candidates", "statement_candidates", {}),
    ("status_statements", "status_statements", {}),
    ("technology_cases", "technology_cases", {}),
    ("technology_cases.zh", "technology_cases", {"technology": "大数据", "language": "zh"}),
    ("theme_causes", "theme_causes", {"theme": "data-sharing"}),
    ("theme_causes.stated", "theme_causes", {"theme": "manpower"}),
    ("theme_recurrence", "theme_recurrence", {}),
    ("theme_recurrence.facet", "theme_recurrence", {"level": "facet", "role": "cause", "min_cases": 1}),
    ("theme_statements", "theme_statements", {"theme": "data-sharing"}),
    ("theme_statements.any", "theme_statements", {"theme": "awareness", "role": "any"}),
    ("theory_companions", "theory_companions", {"theory": "seamless government theory"}),
    ("theory_recurrence", "theory_recurrence", {}),
    ("theory_recurrence.one", "theory_recurrence", {"min_studies": 1}),
    ("year_themes", "year_themes", {}),
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


def test_lessons_are_those_of_the_sentence_that_names_the_comparators(seed_store: Store) -> None:
    found = {(row["comparator"], row["lesson"]) for row in ask(seed_store, "comparator_lessons")}
    assert ("Hangzhou,Zhejiang Province", "strengthening top-level design") in found
    assert "focusing on operation and maintenance guarantee" not in {lesson for _, lesson in found}


def test_two_lists_side_by_side_tie_nothing(seed_store: Store) -> None:
    assert {row["tie"] for row in ask(seed_store, "theme_causes", theme="data-sharing")} == {"same study"}
    assert {row["tie"] for row in ask(seed_store, "theme_causes", theme="manpower")} == {"reviewed"}
    assert {row["basis"] for row in ask(seed_store, "chain_countermeasures")} == {None}
    assert {row["basis"] for row in ask(seed_store, "chain_countermeasures", basis="any")} >= {"inferred"}
    for name in ("case_graph", "chain_graph", "recurrence_graph"):
        triples = ask(seed_store, name, **given(seed_store, name))
        assert "inferred" not in {row["object"] for row in triples}


def test_a_sub_graph_proves_itself(seed_store: Store) -> None:
    found = queries.construct(seed_store, queries.load("case_graph"), case="J City")
    part = Store(Quad(t.subject, t.predicate, t.object, INFERRED) for t in found)
    assert validation.check_evidence(part).violations == ()
    assert len(ask(part, "case_problems", case="J City")) == 4


@pytest.fixture(scope="module")
def no_studies() -> Store:
    return graph.collect(())


@pytest.mark.parametrize("name", queries.names())
def test_an_empty_graph_gives_the_reason_and_zeros(name: str, seed_store: Store, no_studies: Store) -> None:
    terms = given(seed_store, name)
    for store in (Store(), no_studies):
        for language in ("en", "zh"):
            found = ask(store, name, **terms, language=language)
            assert found.rows == ()
            assert found.note == queries.load(name).empty[language]
            assert {count for _, count in found.denominators} == {0}


def test_every_question_is_asked_at_once(seed_graph_dir: Path) -> None:
    with graph.KnowledgeGraph.open(seed_graph_dir) as opened:
        asked = list(opened.ask_all())
    assert [question.name for question, *_ in asked] == list(queries.names())
    assert {question.name for question, _, found in asked if not found.rows} == {
        "statement_candidates",
        "theory_recurrence",
    }
    notes = {q.name: found.note for q, _, found in graph.KnowledgeGraph(Store()).ask_all()}
    assert notes["case_report"].startswith("case_report needs case")


# -- The same answers by other ways -----------------------------------------------------------------------------------


def by_statements(store: Store) -> set[tuple[Value, ...]]:
    sparql = (Path(__file__).parent / "data" / "queries" / "recurrence_by_statements.rq").read_text(encoding="utf-8")
    return set(store.query(sparql).rows)


def by_shortcuts(store: Store) -> set[tuple[Value, ...]]:
    """The same rows from `theme_recurrence`, which names themes by their labels."""
    labels = {
        row[1]: row[0]
        for row in store.query(f"SELECT ?s ?l {{ ?s <{SKOS}prefLabel> ?l FILTER (LANG(?l) = 'en') }}").rows
        if "/theme/" in str(row[0]) or "/facet/" in str(row[0])
    }
    return {
        (level, row["role"], labels[row["theme"]], row["cases"], row["cities"], row["studies"])
        for level in ("theme", "facet")
        for row in ask(store, "theme_recurrence", level=level, min_cases=1)
    }


def crowd() -> list[Study]:
    """Studies of which each has two subjects and a comparator, and statements about each, some of several themes."""
    said = Evidence("s", Span(0, 4))
    themes = ("data-sharing", "data-governance", "talent", "funding", "other")
    made = []
    for number in range(6):
        cases = tuple(
            Case(f"k{k}", "Here", Role.REFERENCE if k == 2 else Role.SUBJECT, (said,), place="linhai-zhejiang")
            for k in range(3)
        )
        statements = tuple(
            Statement(
                f"{kind[0]}{place}",
                kind,
                "Here",
                tuple(sorted({themes[(number + place) % 5], themes[(number * place) % 5]})),
                said,
                None if place % 4 == 3 else f"k{(number + place) % 3}",
            )
            for kind in STATEMENT_KINDS
            for place in range(6)
        )
        made.append(Study(Abstract(f"s{number}", "Here."), Status.REVIEWED, cases, (), statements, (), ()))
    return made


def test_the_shortcuts_say_what_the_statements_say(seed_store: Store) -> None:
    for store in (seed_store, graph.collect(crowd())):
        counted = by_statements(store)
        assert len(counted) > 20
        assert by_shortcuts(store) == counted


@pytest.fixture(scope="module")
def in_rdflib(seed_store: Store) -> rdflib.Graph:
    return graph.KnowledgeGraph(seed_store).to_rdflib()


def as_rdflib(parameter: Parameter, value: Value) -> rdflib.term.Identifier:
    if parameter.type == "iri":
        return rdflib.URIRef(str(value))
    return rdflib.Literal(value, datatype=rdflib.URIRef(XSD + parameter.type))


@pytest.mark.parametrize("name", queries.names())
def test_rdflib_gives_the_same_answer(name: str, seed_store: Store, in_rdflib: rdflib.Graph) -> None:
    query = queries.load(name)
    terms = given(seed_store, name, language="en")
    bound = {f"_{p.name}": as_rdflib(p, terms.get(p.name, p.default)) for p in query.parameters}
    result = in_rdflib.query(query.sparql, initBindings=bound)
    if query.constructs:
        ours = queries.construct(seed_store, query, **terms)
        named = sorted((str(triple.subject), str(triple.predicate)) for triple in ours)
        assert sorted((subject.n3(), predicate.n3()) for subject, predicate, _ in result.graph or ()) == named
        return
    named_rows = [cast(ResultRow, row).asdict() for row in result]
    rows = [[row.get(column) for column in query.columns] for row in named_rows]
    found = tuple(tuple(None if term is None else plain(in_oxigraph(term)) for term in row) for row in rows)
    assert found == ask(seed_store, name, **terms).rows


def in_oxigraph(term: rdflib.term.Node) -> object:
    if isinstance(term, rdflib.Literal) and term.datatype:
        return Literal(str(term), datatype=NamedNode(str(term.datatype)))
    return Literal(str(term))


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
        ("coverage_silence", {"state": "gone"}, "state is one of reported, not reported"),
        ("evidence_quotes", {"iri": "a b"}, "iri"),
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
    '\\ \n } \' " """ ?_theme ?_x $x <urn:x>',
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


def given(store: Store, name: str, **terms: Value) -> dict[str, Value]:
    """Parameters with which a question can be asked of the store."""
    return queries.samples(store, queries.load(name)) | terms


FREE_TEXTS = [
    (name, parameter.name)
    for name in queries.names()
    for parameter in queries.load(name).parameters
    if parameter.type == "string" and not parameter.choices and parameter.name != "language"
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(("name", "parameter"), FREE_TEXTS)
def test_a_hostile_parameter_stays_a_literal(name: str, parameter: str, text: str, seed_store: Store) -> None:
    found = ask(seed_store, name, **given(seed_store, name, **{parameter: text}))
    assert found.rows == ()
    assert found.note == queries.load(name).empty["en"]


def test_hostile_parameters_change_nothing(seed_store: Store) -> None:
    before = set(seed_store.quads())
    for name, parameter in FREE_TEXTS:
        for text in HOSTILE[:3]:
            ask(seed_store, name, **given(seed_store, name, **{parameter: text}))
    assert set(seed_store.quads()) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_there_is_no_hostile_language(text: str, seed_store: Store) -> None:
    for name in queries.names():
        with pytest.raises(QueryError, match="languages"):
            ask(seed_store, name, **given(seed_store, name, language=text))


@pytest.mark.parametrize("name", queries.names())
def test_a_parameter_with_choices_takes_nothing_else(name: str, seed_store: Store) -> None:
    for parameter in queries.load(name).parameters:
        for text in (*HOSTILE, "\ud800"):
            if parameter.choices or parameter.type != "string":
                with pytest.raises((QueryError, IriError)):
                    ask(seed_store, name, **given(seed_store, name, **{parameter.name: text}))
        for choice in parameter.choices:
            ask(seed_store, name, **given(seed_store, name, **{parameter.name: choice}))


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
    assert query.constructs or "ORDER BY" in query.sparql
    assert all(f"?_{p.name}" in query.sparql for p in query.parameters)
    assert "GROUP_CONCAT" not in query.sparql, "its order is undefined"


@pytest.fixture(scope="module")
def backwards(seed_store: Store) -> Store:
    """The same graph put in backwards."""
    store = Store()
    for quad in sorted(seed_store.quads(), key=str, reverse=True):
        store.add([quad])
    return store


@pytest.mark.parametrize("name", queries.names())
def test_the_rows_come_in_one_order_only(name: str, seed_store: Store, backwards: Store) -> None:
    terms = given(seed_store, name, **({"case": "China"} if name == "case_problems" else {}))
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
