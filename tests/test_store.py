"""The store holds named graphs, replaces one study and no other, and answers SPARQL without going anywhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg import triples
from kg.errors import GraphError, OutputError, QueryError, QuerySyntaxError
from kg.exports import Format, serialise
from kg.model import Study
from kg.store import Store
from kg.vocabulary import XSD

A, P, G, H = (NamedNode(f"urn:{name}") for name in "apgh")
QUADS = [Quad(A, P, Literal(1), G), Quad(A, P, Literal(2), H)]


def test_the_default_graph_is_the_union_of_all_graphs() -> None:
    store = Store(QUADS)
    assert store.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o").rows == ((1,), (2,))
    assert store.query("SELECT ?o { GRAPH <urn:h> { ?s ?p ?o } }").rows == ((2,),)
    assert store.graphs() == [G, H]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ('"a"@en', "a"),
        ("<urn:x>", "urn:x"),
        ("7", 7),
        ('"7"^^xsd:nonNegativeInteger', 7),
        ("0.5", 0.5),
        ("1e2", 100.0),
        ("true", True),
        ('"x"^^xsd:integer', "x"),
        ('"2020-01-01"^^xsd:date', "2020-01-01"),
        ("?unbound", None),
    ],
)
def test_terms_become_plain_values(term: str, value: object) -> None:
    found = Store().query(f"PREFIX xsd: <{XSD}> SELECT (COALESCE({term}) AS ?x) {{}}").rows
    assert found == ((value,),)
    assert type(found[0][0]) is type(value)


def test_ask_and_construct_give_tables_too() -> None:
    store = Store(QUADS)
    assert list(store.query("ASK { ?s ?p 1 }")) == [{"answer": True}]
    constructed = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert constructed.columns == ("subject", "predicate", "object")
    assert constructed.rows == (("urn:a", "urn:p", 1), ("urn:a", "urn:p", 2))
    assert len(list(store.construct("DESCRIBE <urn:a>"))) == 2
    with pytest.raises(QueryError, match="CONSTRUCT"):
        store.construct("SELECT * {}")


def test_a_bound_term_is_a_term_and_never_a_piece_of_query() -> None:
    store = Store([Quad(A, P, Literal('"} DROP ALL #'), G), *QUADS])
    sparql = "SELECT ?s ?_o { ?s ?p ?o FILTER(?o = ?_o) }"
    assert store.query(sparql, {"_o": Literal('"} DROP ALL #')}).rows == (("urn:a", '"} DROP ALL #'),)
    assert len(store) == 3


def test_a_syntax_error_tells_line_and_column() -> None:
    with pytest.raises(QuerySyntaxError, match="line 2, column 8"):
        Store().query("SELECT ?x WHERE {\n ?x a }")


@pytest.mark.parametrize("sparql", ["INSERT DATA { <a:a> <a:a> 1 }", "DROP ALL", "LOAD <http://127.0.0.1:9/>", ""])
def test_only_questions_are_answered(sparql: str) -> None:
    store = Store(QUADS)
    with pytest.raises(QueryError):
        store.query(sparql)
    assert len(store) == 2


REMOTE = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"


@pytest.mark.parametrize(
    "sparql",
    [
        f"SELECT * {{ {REMOTE} }}",
        "SELECT * { service SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        f"SELECT * {{ ?s ?p '#' . #\n {REMOTE} }}",
        f'SELECT * {{ ?s ?p "\\\\" . {REMOTE} # "\n }}',
        f"SELECT * {{ ?s ?p '''it's ''' . {REMOTE} }}",
        f'SELECT * {{ ?s ?p "\\u0022" . {REMOTE} ?s ?p "" }}',
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }",
        f"SELECT * {{ ?s ?p 1{REMOTE} }}",
        f"SELECT * {{ ?s ?p 1e5{REMOTE} }}",
        f"SELECT * {{ ?s ?p true{REMOTE} }}",
        "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?a ?b ?c } }",
        "PREFIX SERVICE: <urn:x> PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?a ?b ?c } }",
        f"PREFIX ex: <urn:x> SELECT * {{ ?s ?p ex:a\\' . {REMOTE} ?s ?p ex:b\\' . }}",
        f"SELECT * {{ ?s ?p ?o FILTER(?s<'&&?p>'){REMOTE} # '\n }}",
        f"SELECT * {{ ?s ?p ?o FILTER(?s<?p#>'''\n) {REMOTE} #'''\n }}",
        f"SELECT * {{ ?s <urn:'> ?o . {REMOTE} ?s <urn:'> ?o }}",
    ],
)
def test_no_query_reaches_another_service(sparql: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is refused"):
        Store().query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service ?p 'SERVICE' } # SERVICE",
        'SELECT * { ?s <urn:service> """a " SERVICE""" }',
        "PREFIX ex: <http://x/y#> SELECT * { ?s ex:service 'it\\'s SERVICE' FILTER(CONTAINS(?s, 'public service')) }",
        "SELECT * { ?service ?p ?o FILTER(?service<?p && ?o>?p) }",
        "SELECT $service { <http://x/#SERVICE> ?service ?x }",
    ],
)
def test_the_word_service_is_no_crime(sparql: str) -> None:
    assert Store().query(sparql).rows == ()


def test_a_failing_query_is_a_query_error() -> None:
    with pytest.raises(QueryError, match="cannot be answered"):
        Store(QUADS).query("SELECT ?s { ?s ?p ?o }", {"nowhere": Literal(1)})


def test_replacing_a_study_takes_its_quads_and_no_other(seed_studies: tuple[Study, ...]) -> None:
    first, second, *_ = seed_studies
    store = Store()
    for study in (first, second):
        store.replace_study(study)
    others = set(store.quads(triples.study_graph(second.abstract.id)))
    less = replace(first, statements=first.statements[:1], links=(), uses=())
    store.replace_study(less)
    assert set(store.quads(triples.study_graph(second.abstract.id))) == others
    assert set(store.quads()) == set(triples.quads(less)) | set(triples.quads(second))


def test_replacing_every_study_by_itself_changes_nothing(seed_studies: tuple[Study, ...]) -> None:
    store = Store(quad for study in seed_studies for quad in triples.quads(study))
    before = set(store.quads())
    assert list(store.quads(triples.CANDIDATES))
    for study in seed_studies:
        store.replace_study(study)
    assert set(store.quads()) == before


def test_a_store_in_a_folder_holds_what_was_put_in_it(tmp_path: Path, seed_store: Store) -> None:
    (tmp_path / "graph.nq").write_bytes(serialise(seed_store.quads(), Format.NQ))
    Store.create(tmp_path / "store", tmp_path / "graph.nq")
    assert set(Store.open(tmp_path / "store").quads()) == set(seed_store.quads())
    assert {path.name for path in tmp_path.iterdir()} == {"graph.nq", "store"}, "nothing is left beside it"


def test_a_store_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        Store.create(tmp_path / "file" / "store", tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "half.nq").write_text("<urn:a> <urn:p> <urn:o> <urn:g> .\n<urn:a> <urn:p")
    with pytest.raises(OutputError, match="cannot be written"):
        Store.create(tmp_path / "store", tmp_path / "half.nq")
    assert [path.name for path in tmp_path.iterdir()] == ["half.nq"]


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="cannot be opened"):
        Store.open(tmp_path / "none")


def test_n_quads_and_turtle_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "g.nq").write_text('<urn:a> <urn:p> "1" <urn:g> .\n')
    (tmp_path / "g.ttl").write_text('@prefix u: <urn:> . u:a u:p "1", "2" .\n')
    assert len(Store.load(tmp_path / "g.nq")) == 1
    assert len(Store.load(tmp_path / "g.nq", tmp_path / "g.ttl")) == 3
    (tmp_path / "bad.nq").write_text("<urn:a> <urn:p> .\n")
    (tmp_path / "bad.ttl").write_text("<urn:a> <urn:p> <not an IRI> .\n")
    for name in ("bad.nq", "bad.ttl", "missing.nq"):
        with pytest.raises(GraphError, match=name):
            Store.load(tmp_path / name)
