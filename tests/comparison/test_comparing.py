"""The matrix: three states, its own row for everybody, denominators, and nothing that the questions do not say."""

from __future__ import annotations

from collections import Counter

import pytest

from comparison.worlds import mixed
from kg.comparison import matrix
from kg.comparison.comparing import Matrix, State
from kg.errors import QueryError
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.vocabulary import STATEMENT_KINDS, Kind


@pytest.fixture(scope="module")
def seeds(seed_store: Store) -> KnowledgeGraph:
    return KnowledgeGraph(seed_store)


@pytest.fixture(scope="module")
def world() -> KnowledgeGraph:
    return mixed()


def table(made: Matrix) -> dict[tuple[str, str | None], dict[str, tuple[str, int]]]:
    """State and number of statements by subject and topic."""
    return {
        (subject.study, subject.case): {
            topic.key: (cell.state.value, len(cell.said)) for topic, cell in zip(made.topics, row, strict=True)
        }
        for subject, row in zip(made.subjects, made.cells, strict=True)
    }


def test_a_cell_has_one_of_three_states_and_silence_is_no_number(world: KnowledgeGraph) -> None:
    found = table(matrix(world, role="problem"))
    silent, comparator = ("not reported", 0), ("comparator", 0)
    assert found == {
        ("a", "Z City"): {"data-governance": ("reported", 1), "data-sharing": ("reported", 2), "funding": silent},
        ("a", "Y City"): {"data-governance": silent, "data-sharing": silent, "funding": silent},
        ("a", None): {"data-governance": silent, "data-sharing": silent, "funding": ("reported", 1)},
        ("a", "Hangzhou"): {"data-governance": comparator, "data-sharing": comparator, "funding": comparator},
        ("b", "Z City"): {"data-governance": silent, "data-sharing": ("reported", 1), "funding": silent},
        ("c", None): {"data-governance": silent, "data-sharing": silent, "funding": silent},
    }


def test_totals_count_examined_cases_only(world: KnowledgeGraph) -> None:
    made = matrix(world)
    totals = {
        topic.key: (total.cases, dict(total.roles)) for topic, total in zip(made.topics, made.totals, strict=True)
    }
    assert made.examined == 3
    assert totals["data-sharing"] == (2, {Kind.PROBLEM: 2, Kind.COUNTERMEASURE: 1})
    assert totals["funding"] == (0, {}), "said of no case in particular"
    assert totals["platform"] == (0, {}), "said of the comparator"


def test_the_words_about_a_comparator_are_kept(world: KnowledgeGraph) -> None:
    made = matrix(world)
    place = [topic.key for topic in made.topics].index("platform")
    (cell,) = (row[place] for s, row in zip(made.subjects, made.cells, strict=True) if s.case == "Hangzhou")
    assert (cell.state, [said.words for said in cell.said]) == (State.COMPARATOR, ["a platform"])


@pytest.mark.parametrize("of", ["themes", "kinds"])
@pytest.mark.parametrize("graph", ["seeds", "world"])
def test_the_matrix_and_the_question_agree(of: str, graph: str, request: pytest.FixtureRequest) -> None:
    asked: KnowledgeGraph = request.getfixturevalue(graph)
    made = matrix(asked, of=of)
    rows = list(asked.ask("matrix_statements"))
    key = {row["theme"]: str(row["concept"]).rsplit("/", 1)[1] for row in rows}
    expected = {
        (
            row["about"],
            key[row["theme"]] if of == "themes" else row["role"],
            row["quote"],
            row["start"],
            row["end"],
            row["statement"],
        )
        for row in rows
    }
    found = [
        (subject.iri, topic.key, said.words, said.start, said.end, said.statement)
        for subject, line in zip(made.subjects, made.cells, strict=True)
        for topic, cell in zip(made.topics, line, strict=True)
        for said in cell.said
    ]
    assert set(found) == expected
    assert len(found) == len(set(found))
    subjects = [(s.study, s.case, s.standing.value, s.status, s.iri) for s in made.subjects]
    assert subjects == [tuple(row.values()) for row in asked.ask("matrix_cases")]


@pytest.mark.parametrize("graph", ["seeds", "world"])
def test_the_denominators_are_those_of_the_questions(graph: str, request: pytest.FixtureRequest) -> None:
    asked: KnowledgeGraph = request.getfixturevalue(graph)
    counted = dict(asked.ask("matrix_cases").denominators) | dict(asked.ask("matrix_statements").denominators)
    found = [count for name, count in matrix(asked).denominators if "report" not in name and "do not say" not in name]
    names = ("cases examined", "cases only compared with", "studies", "studies that name no case", "statements")
    assert found == [counted[name] for name in names]


@pytest.mark.parametrize("role", STATEMENT_KINDS)
def test_the_totals_are_those_of_recurrence(role: Kind, seeds: KnowledgeGraph) -> None:
    made = matrix(seeds, role=role)
    totals = {topic.label: total.cases for topic, total in zip(made.topics, made.totals, strict=True) if total.cases}
    rows = seeds.ask("theme_recurrence", role=role.value, min_cases=1)
    assert totals == {row["theme"]: row["cases"] for row in rows}


def test_the_states_of_kinds_are_those_of_the_coverage(seeds: KnowledgeGraph) -> None:
    made = matrix(seeds, of="kinds")
    found = Counter(
        (subject.study, subject.case, topic.key, cell.state.value, len(cell.said))
        for subject, row in zip(made.subjects, made.cells, strict=True)
        for topic, cell in zip(made.topics, row, strict=True)
    )
    rows = seeds.ask("coverage_silence", state="any")
    expected = Counter(tuple(row[c] for c in ("study", "case", "kind", "state", "count")) for row in rows)
    kinds = {kind.value for kind in STATEMENT_KINDS}
    assert found == {row: count for row, count in expected.items() if row[2] in kinds}


@pytest.mark.parametrize("name", ["data", "Data", "数据"])
def test_a_facet_is_found_by_notation_and_by_name(name: str, seeds: KnowledgeGraph) -> None:
    made = matrix(seeds, facet=name, language="zh")
    assert {topic.facet for topic in made.topics} == {"data"}
    assert len(made.topics) == 3


def test_a_theme_may_stand_for_a_facet_and_kinds_are_filtered_too(world: KnowledgeGraph) -> None:
    assert [topic.key for topic in matrix(world, facet="data sharing").topics] == ["data-sharing"]
    made = matrix(world, of="kinds", facet="data-sharing")
    assert table(made)["b", "Z City"]["countermeasure"] == ("reported", 1)
    assert table(made)["a", "Y City"]["cause"] == ("not reported", 0)


def test_min_cases_counts_examined_cases_and_says_what_it_leaves_out(world: KnowledgeGraph) -> None:
    made = matrix(world, min_cases=2)
    assert ([topic.key for topic in made.topics], made.left_out) == (["data-sharing"], 4)
    assert matrix(world, min_cases=9).cells == ((),) * 6


def test_the_status_of_the_study_filters_and_comparators_can_be_left_out(world: KnowledgeGraph) -> None:
    assert {subject.study for subject in matrix(world, status="reviewed").subjects} == {"b"}
    made = matrix(world, comparators=False)
    assert "Hangzhou" not in {subject.case for subject in made.subjects}
    assert "platform" not in {topic.key for topic in made.topics}, "a topic that no row shown is about"


def test_transposing_twice_changes_nothing(world: KnowledgeGraph) -> None:
    made = matrix(world)
    assert made.transpose() == matrix(world, transposed=True)
    assert made.transpose().transpose() == made


def test_the_numbers_do_not_hang_on_the_language(world: KnowledgeGraph) -> None:
    english, chinese = matrix(world), matrix(world, language="zh")
    assert table(english) == table(chinese)
    assert [count for _, count in english.denominators] == [count for _, count in chinese.denominators]


def test_an_empty_graph_gives_an_empty_matrix() -> None:
    for of in ("themes", "kinds"):
        made = matrix(KnowledgeGraph(Store()), of=of)
        assert (made.subjects, made.cells, made.examined) == ((), (), 0)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"of": "cities"}, "choose one of themes, kinds; 'cities' is none"),
        ({"role": "theory"}, "choose one of problem, cause, countermeasure, achievement"),
        ({"status": "doubtful"}, "extracted, reviewed"),
        ({"facet": "weather"}, "nothing is said about 'weather'; there is data, people"),
        ({"language": "fr"}, "'fr'"),
    ],
)
def test_what_there_is_not_is_refused(option: dict[str, str], message: str, world: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match=message):
        matrix(world, **option)  # type: ignore[arg-type]
