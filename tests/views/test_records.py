"""The corpus in numbers: what is counted, out of what, and what is silent."""

from __future__ import annotations

import networkx as nx

from kg.views.records import Count, figures, passages, records
from kg.views.scene import from_graph
from kg.vocabulary import BASE
from views.corpora import add_case, add_statement, add_study


def test_the_seeds_in_numbers(seed_network: nx.MultiDiGraph[str]) -> None:
    found = figures(records(from_graph(seed_network)))
    assert (found.studies, found.examined, found.compared) == (5, 4, 2)
    assert found.statements == (
        Count("problem", 17, 4),
        Count("cause", 16, 3),
        Count("countermeasure", 25, 4),
        Count("achievement", 3, 1),
    )
    assert found.total == 61
    assert (found.silent, found.caseless) == (1, 1)


def test_what_recurs_in_the_seeds(seed_network: nx.MultiDiGraph[str]) -> None:
    recurring = figures(records(from_graph(seed_network))).recurring
    assert {found.theme.label: found.cases for found in recurring} == {"data sharing": 3, "awareness and ideas": 2}


def test_what_a_study_does_not_report(seed_network: nx.MultiDiGraph[str]) -> None:
    silent = {record.study.id: record.silent for record in records(from_graph(seed_network)) if record.study}
    assert silent["study/002_f0a00859b3d7e2b8"] == ("problem", "cause", "countermeasure", "achievement")
    assert silent["study/000_24a11acdfaea63a9"] == ("cause",)


def test_rows_stand_in_the_order_of_the_text(seed_network: nx.MultiDiGraph[str]) -> None:
    for record in records(from_graph(seed_network)):
        starts = [row.node.span.start for row in record.rows if row.node.span]
        assert starts == sorted(starts)


def test_links_lead_to_their_problem(seed_network: nx.MultiDiGraph[str]) -> None:
    rows = {row.node.id: row for record in records(from_graph(seed_network)) for row in record.rows}
    relation, problem = rows["statement/004_7e82d5b8489e5d5d-c1"].links[0]
    assert (relation, problem.label) == ("causes", "information vacancy")


def test_the_problems_of_a_comparator_do_not_recur() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, relation in (("a", "examines"), ("b", "comparesWith")):
        study = add_study(network, name, "Data is lacking.")
        case = add_case(network, study, f"{name}-k1", f"{name} City", relation=relation)
        add_statement(network, study, "p1", "Data is lacking", case=case, theme="data")
    found = figures(records(from_graph(network)))
    assert (found.examined, found.compared, found.recurring) == (1, 1, ())


def test_statements_of_an_unknown_study_are_not_lost() -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_node(f"{BASE}statement/x-p1", kind="problem", label="lost words")
    (record,) = records(from_graph(network))
    assert record.study is None
    assert [row.passage.words for row in record.rows] == ["lost words"]


def test_edges_have_passages_of_their_study(seed_network: nx.MultiDiGraph[str]) -> None:
    scene = from_graph(seed_network)
    found = dict(passages(scene))
    uses = next(edge for edge in scene.edges if edge.target == "theory/smart-city")
    assert found[uses].words == "wisdom city theory"
    assert found[uses].before
