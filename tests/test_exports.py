"""Every format holds the whole graph, in bytes that depend on the graph alone."""

from __future__ import annotations

import io
import itertools
import json
import random
import re
from collections.abc import Iterable

import networkx
import pytest
import rdflib
from lxml import etree
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg import exports
from kg.exports import Format
from kg.model import Study
from kg.store import Store
from kg.vocabulary import BASE, KG, RDFS

A, P, G, H = (NamedNode(f"{BASE}study/{name}") for name in "apgh")


def triples_of(quads: Iterable[Quad]) -> set[Triple]:
    return {quad.triple for quad in quads}


@pytest.mark.parametrize("form", list(Format))
def test_the_order_of_the_quads_does_not_show(form: Format, seed_store: Store) -> None:
    quads = sorted(seed_store.quads(), key=str)
    first = exports.serialise(quads, form)
    random.Random(7).shuffle(quads)  # noqa: S311 - any order will do
    assert exports.serialise([*quads, *quads[:50]], form) == first


@pytest.mark.parametrize(
    ("form", "read_as"),
    [(Format.TTL, RdfFormat.TURTLE), (Format.NT, RdfFormat.N_TRIPLES), (Format.JSONLD, RdfFormat.JSON_LD)],
)
def test_a_union_holds_every_triple_once(form: Format, read_as: RdfFormat, seed_store: Store) -> None:
    back = list(parse(exports.serialise(seed_store.quads(), form), format=read_as))
    assert {quad.triple for quad in back} == triples_of(seed_store.quads())
    assert len(back) == len(set(back))


@pytest.mark.parametrize(("form", "read_as"), [(Format.NQ, RdfFormat.N_QUADS), (Format.TRIG, RdfFormat.TRIG)])
def test_a_dataset_keeps_the_named_graphs(form: Format, read_as: RdfFormat, seed_store: Store) -> None:
    back = list(parse(exports.serialise(seed_store.quads(), form), format=read_as))
    assert set(back) == set(seed_store.quads())
    assert len(back) == len(seed_store)


def test_lines_are_sorted_by_code_point_and_those_of_quads_graph_by_graph(seed_store: Store) -> None:
    for form in (Format.NT, Format.NQ):
        lines = exports.serialise(seed_store.quads(), form).decode().split("\n")
        assert lines.pop() == ""
        graphs = [line.split(" ")[-2][:-1] if form is Format.NQ else "" for line in lines]
        assert list(zip(graphs, lines, strict=True)) == sorted(zip(graphs, lines, strict=True))


def test_turtle_declares_the_prefixes_in_their_order_and_uses_them(seed_store: Store) -> None:
    text = exports.serialise(seed_store.quads(), Format.TTL).decode()
    assert text.startswith(f"@prefix kg: <{KG}> .\n@prefix study: <{BASE}study/> .\n")
    assert "statement:003_81017fc05be48154-p2 a kg:Problem ;" in text
    assert re.findall(rf"^<{BASE}", text, re.MULTILINE) == [f"<{BASE}"], "only the ontology itself has no prefix"


# rdflib warns of its own use of what it has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("form", "read_as"), [(Format.TTL, "turtle"), (Format.NT, "nt"), (Format.JSONLD, "json-ld")])
def test_rdflib_reads_the_same_triples(form: Format, read_as: str, seed_store: Store) -> None:
    expected = rdflib.Graph().parse(data=exports.serialise(seed_store.quads(), Format.NT), format="nt")
    found = rdflib.Graph().parse(data=exports.serialise(seed_store.quads(), form), format=read_as)
    assert len(found) == len(triples_of(seed_store.quads()))
    assert set(found) == set(expected)


def test_json_ld_has_a_context_and_short_names(seed_store: Store) -> None:
    document = json.loads(exports.serialise(seed_store.quads(), Format.JSONLD))
    assert document["@context"]["kg"] == KG
    statement = next(n for n in document["@graph"] if n["@id"] == "statement:003_81017fc05be48154-p2")
    assert statement["@type"] == "kg:Problem"
    assert statement["rdfs:label"] == {"@language": "en", "@value": "data sharing is not smooth"}
    assert statement["kg:hasTheme"] == {"@id": "theme:data-sharing"}


AWKWARD = ['a"b\\c\n\r\t', "𝒳 中文 é", "", "\x0b\x7f\u2028", "<b>&amp;]]>"]


@pytest.mark.parametrize("form", [f for f in Format if f not in {Format.GRAPHML, Format.GEXF}])
def test_awkward_words_and_names_survive(form: Format) -> None:
    names = ["a%20b", "%E4%B8%AD", "a.b-c_d", "x~0", "1", "-"]
    quads = [
        Quad(NamedNode(f"{BASE}study/{name}"), NamedNode(f"{KG}rule"), literal, G)
        for name, text in itertools.product(names, AWKWARD)
        for literal in (Literal(text), Literal(text, language="zh-hans"))
    ]
    formats = {Format.TTL: RdfFormat.TURTLE, Format.JSONLD: RdfFormat.JSON_LD, Format.TRIG: RdfFormat.TRIG}
    read_as = formats.get(form) or RdfFormat.from_extension(form)
    assert triples_of(parse(exports.serialise(quads, form), format=read_as)) == triples_of(quads)


def test_an_empty_graph_is_an_empty_document() -> None:
    for form in Format:
        content = exports.serialise([], form)
        assert not content.strip() or content.startswith((b"@prefix", b"{", b"<?xml"))


# -- The network ------------------------------------------------------------------------------------------------------

DISTRICT = f"{BASE}case/003_81017fc05be48154-k1"
SHARING = f"{BASE}statement/003_81017fc05be48154-p2"


@pytest.fixture(scope="module")
def drawn(seed_store: Store) -> networkx.MultiDiGraph[str]:
    return exports.network(seed_store.quads())


def test_nodes_carry_kind_label_and_quote(drawn: networkx.MultiDiGraph[str]) -> None:
    assert drawn.nodes[DISTRICT]["kind"] == "case"
    problem = drawn.nodes[SHARING]
    assert problem["kind"] == "problem"
    assert problem["label"] == problem["quote"] == "data sharing is not smooth"
    assert problem["end"] - problem["start"] == len(problem["quote"])
    assert drawn.nodes[f"{BASE}theme/data-sharing"] == {"kind": "theme", "label": "data sharing"}
    assert drawn.nodes[f"{BASE}theory/smart-city"] == {"kind": "theory", "label": "smart city theory"}


def test_edges_are_typed_and_rest_on_words(drawn: networkx.MultiDiGraph[str]) -> None:
    assert list(drawn[SHARING][DISTRICT]) == ["aboutCase"]
    uses = drawn[f"{BASE}study/003_81017fc05be48154"][f"{BASE}theory/smart-city"]["appliesTheory"]
    assert uses["quote"] == "wisdom city theory"
    cause, problem = (f"{BASE}statement/004_7e82d5b8489e5d5d-{code}" for code in ("c1", "p1"))
    assert drawn[cause][problem]["causes"]["basis"] == "reviewed"
    assert "caused by" in drawn[cause][problem]["causes"]["quote"]


def test_only_what_studies_touch_is_drawn(drawn: networkx.MultiDiGraph[str], seed_studies: tuple[Study, ...]) -> None:
    kinds = networkx.get_node_attributes(drawn, "kind")
    assert "other" not in kinds.values()
    assert list(kinds.values()).count("study") == len(seed_studies)
    used = {theme for study in seed_studies for statement in study.statements for theme in statement.themes}
    assert {iri.rsplit("/", 1)[1] for iri, kind in kinds.items() if kind == "theme"} == used
    relations = [kind for _, _, kind in drawn.edges(keys=True) if kind in {"causes", "addresses"}]
    assert len(relations) == sum(len(study.links) for study in seed_studies), "nothing that is only inferred"


def test_a_name_in_another_language_will_do() -> None:
    case = NamedNode(f"{BASE}case/x-k1")
    quads = [
        Quad(case, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(f"{KG}Case"), G),
        Quad(case, NamedNode(f"{RDFS}label"), Literal("某市", language="zh"), G),
    ]
    assert exports.network(quads).nodes[case.value]["label"] == "某市"


def test_graphml_is_read_back_with_ids_of_its_own(seed_store: Store, drawn: networkx.MultiDiGraph[str]) -> None:
    content = exports.serialise(seed_store.quads(), Format.GRAPHML)
    back = networkx.read_graphml(io.BytesIO(content), force_multigraph=True)
    assert sorted(d["iri"] for _, d in back.nodes(data=True)) == sorted(drawn)
    assert back.number_of_edges() == drawn.number_of_edges()
    tree = etree.fromstring(content)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[\w.:-]+", name or "") for name in ids), "the schema asks for name tokens"


def test_graphml_replaces_what_xml_cannot_carry() -> None:
    case = NamedNode(f"{BASE}case/x-k1")
    quads = [
        Quad(case, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(f"{KG}Case"), G),
        Quad(case, NamedNode(f"{RDFS}label"), Literal("a\x0bb <&"), G),
    ]
    back = networkx.read_graphml(io.BytesIO(exports.serialise(quads, Format.GRAPHML)))
    assert [d["label"] for _, d in back.nodes(data=True)] == ["a\ufffdb <&"]
