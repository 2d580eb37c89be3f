"""What a study says, and nothing else, becomes quads; and the quads lead back to the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg import extraction, lexicon, triples
from kg.errors import GraphError, ResourceError
from kg.loaders import annotated
from kg.model import (
    Abstract,
    Case,
    Concept,
    Evidence,
    Link,
    Locality,
    Mention,
    Metadata,
    Reading,
    Source,
    Span,
    Statement,
    Study,
    Tie,
    Use,
)
from kg.store import Store
from kg.triples import Described, reference
from kg.vocabulary import (
    BASE,
    CONCEPT_KINDS,
    DC,
    DCTERMS,
    KG,
    OA,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Basis,
    Kind,
    Relation,
    Role,
    Status,
)

ROOT = Path(__file__).parent.parent
TEXT = "In X City 𝒳 silos caused by fear were found; lean theory and sharing help X City."


def span(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def evidence(words: str, nth: int = 0) -> Evidence:
    return Evidence("7.a b", span(words, nth))


ABSTRACT = Abstract(
    id="7.a b",
    text=TEXT,
    title="A study",
    metadata=Metadata(
        posted="2022-05-01",
        degree="Master",
        type="Thesis",
        country="China",
        candidate="Li",
        identifier="GTID1",
        subject="Public Administration",
        keywords=("silos", "lean"),
        extra=(("Font Size", "Small"),),
    ),
    source=Source("/somewhere/in/7.txt", "text"),
)
STUDY = Study(
    abstract=ABSTRACT,
    status=Status.EXTRACTED,
    cases=(Case("k1", "X City", Role.SUBJECT, (evidence("X City"), evidence("X City", 1)), None, "n1", 0.9),),
    localities=(Locality("n1", "X City", None, "zhejiang"),),
    statements=(
        Statement("p1", Kind.PROBLEM, "silos", ("data-sharing",), evidence("silos"), "k1", 0.87654),
        Statement("c1", Kind.CAUSE, "fear", ("awareness", "training"), evidence("fear"), "k1", 1.0),
    ),
    uses=(Use("t1", Concept("lean", "theory", "lean", None, True), "lean theory", evidence("lean theory"), 0.5),),
    links=(Link("l1", Relation.CAUSES, "c1", "p1", Basis.STATED, evidence("silos caused by fear")),),
)


@pytest.fixture
def said() -> Described:
    return Described(triples.quads(STUDY))


def kg(name: str) -> NamedNode:
    return NamedNode(KG + name)


def ours(kind: str, name: str) -> NamedNode:
    return NamedNode(f"{BASE}{kind}/{name}")


STATEMENT = ours("statement", "7.a%20b-p1")
STUDY_IRI = ours("study", "7.a%20b")


def test_a_statement_has_its_class_words_themes_case_and_study(said: Described) -> None:
    assert said.values(STATEMENT, NamedNode(f"{RDF}type")) == [f"{KG}Problem"]
    assert said.objects(STATEMENT, NamedNode(f"{RDFS}label")) == [Literal("silos", language="en")]
    assert said.nodes(STATEMENT, kg("hasTheme")) == [ours("theme", "data-sharing")]
    assert said.nodes(STATEMENT, kg("aboutCase")) == [ours("case", "7.a%20b-k1")]
    assert said.nodes(STATEMENT, kg("madeBy")) == [STUDY_IRI]
    assert said.value(STATEMENT, kg("status")) == "extracted"


@pytest.mark.parametrize(("number", "digits"), [(0.87654, "0.8765"), (1.0, "1"), (0.5, "0.5"), (0.25, "0.25")])
def test_a_confidence_is_a_short_decimal(number: float, digits: str) -> None:
    study = replace(STUDY, statements=(replace(STUDY.statements[0], confidence=number),), links=())
    found = Described(triples.quads(study)).objects(STATEMENT, kg("confidence"))
    assert found == [Literal(digits, datatype=NamedNode(f"{XSD}decimal"))]


def test_a_reviewed_study_has_no_confidence() -> None:
    found = list(triples.quads(replace(STUDY, status=Status.REVIEWED)))
    assert [quad for quad in found if quad.predicate == kg("confidence")] == []
    assert "agent/reviewer" in str(found)


def test_offsets_count_code_points_and_the_context_stands_beside_the_quote(said: Described) -> None:
    position, quote = ours("position", "7.a%20b-p1"), ours("quote", "7.a%20b-p1")
    assert said.value(position, NamedNode(f"{OA}start")) == str(TEXT.index("silos"))
    assert said.value(quote, NamedNode(f"{OA}exact")) == "silos"
    assert said.value(quote, NamedNode(f"{OA}prefix")) == "In X City 𝒳 "
    assert said.value(quote, NamedNode(f"{OA}suffix")) == TEXT[17 : 17 + 32]


def test_every_mention_of_a_case_is_evidence(said: Described) -> None:
    bodies = Counter(annotation.body.value.rsplit("/", 1)[1] for annotation in said.annotations())
    assert bodies == {"7.a%20b-k1": 2, "7.a%20b-p1": 1, "7.a%20b-c1": 1, "7.a%20b-l1": 1, "lean": 1}
    assert ours("evidence", "7.a%20b-k1.2") in said


def test_a_case_belongs_to_its_study_and_lies_in_an_anonymised_place(said: Described) -> None:
    case, locality = ours("case", "7.a%20b-k1"), ours("locality", "7.a%20b-n1")
    assert said.nodes(STUDY_IRI, kg("examines")) == [case]
    assert said.nodes(case, kg("locatedIn")) == [locality]
    assert said.nodes(locality, kg("locatedIn")) == [ours("place", "zhejiang")]
    assert said.values(locality, NamedNode(f"{RDF}type")) == [f"{KG}AnonymisedPlace"]


def test_a_case_to_learn_from_is_compared_with() -> None:
    case = replace(STUDY.cases[0], role=Role.REFERENCE, locality=None, place="hangzhou-zhejiang")
    said = Described(triples.quads(replace(STUDY, cases=(case,))))
    assert said.nodes(STUDY_IRI, kg("examines")) == []
    assert said.nodes(STUDY_IRI, kg("comparesWith")) == [ours("case", "7.a%20b-k1")]
    assert said.nodes(ours("case", "7.a%20b-k1"), kg("locatedIn")) == [ours("place", "hangzhou-zhejiang")]


@pytest.mark.parametrize(("basis", "plain"), [(Basis.STATED, True), (Basis.REVIEWED, True), (Basis.INFERRED, False)])
def test_the_plain_triple_stands_beside_links_that_are_not_inferred(basis: Basis, plain: bool) -> None:
    link = replace(STUDY.links[0], basis=basis, rule="a_rule" if basis is Basis.INFERRED else None)
    said = Described(triples.quads(replace(STUDY, links=(link,))))
    assert bool(said.nodes(ours("statement", "7.a%20b-c1"), kg("causes"))) is plain
    assert said.value(ours("link", "7.a%20b-l1"), kg("basis")) == basis


def test_metadata_is_kept(said: Described) -> None:
    issued = said.objects(STUDY_IRI, NamedNode(f"{DCTERMS}issued"))
    assert issued == [Literal("2022-05-01", datatype=NamedNode(f"{XSD}date"))]
    assert said.values(STUDY_IRI, NamedNode(f"{RDF}type")) == ["http://purl.org/spar/fabio/MastersThesis", f"{KG}Study"]
    assert said.values(STUDY_IRI, NamedNode(f"{DC}subject")) == ["Public Administration", "lean", "silos"]
    assert said.value(STUDY_IRI, NamedNode(f"{DC}creator")) == "Li"
    assert said.value(STUDY_IRI, NamedNode(f"{DC}coverage")) == "China"
    assert said.value(STUDY_IRI, NamedNode(f"{DC}description")) == "Font Size: Small"
    assert said.value(STUDY_IRI, kg("sourceIdentifier")) == "GTID1"
    assert said.value(STUDY_IRI, NamedNode(f"{DCTERMS}source")) == "7.txt", "the folder is nobody's business"


@pytest.mark.parametrize(("posted", "datatype"), [("2022", "gYear"), ("2022-05", "gYearMonth"), ("2022-05-01", "date")])
def test_a_date_is_as_exact_as_it_was_given(posted: str, datatype: str) -> None:
    abstract = replace(ABSTRACT, metadata=Metadata(posted=posted))
    said = Described(triples.quads(replace(STUDY, abstract=abstract)))
    assert said.objects(STUDY_IRI, NamedNode(f"{DCTERMS}issued")) == [
        Literal(posted, datatype=NamedNode(XSD + datatype))
    ]


def test_a_name_is_put_in_nfc_but_a_quote_is_not() -> None:
    text = "Ce\u0301 is bad"
    abstract = Abstract("n", text)
    found = Span(0, 3)
    study = Study(
        abstract,
        Status.REVIEWED,
        cases=(Case("k1", "Ce\u0301", Role.SUBJECT, (Evidence("n", found),)),),
        statements=(Statement("p1", Kind.PROBLEM, "Ce\u0301", ("other",), Evidence("n", found)),),
    )
    said = Described(triples.quads(study))
    assert said.value(ours("case", "n-k1"), NamedNode(f"{RDFS}label")) == "C\u00e9"
    assert said.value(ours("statement", "n-p1"), NamedNode(f"{RDFS}label")) == "Ce\u0301"


def test_what_made_the_graph_is_told_of_the_graph_and_not_of_the_study(said: Described) -> None:
    generated = NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy")
    assert said.nodes(STUDY_IRI, generated) == []
    assert said.nodes(triples.study_graph("7.a b"), generated) == [ours("activity", "7.a%20b")]


def test_a_candidate_is_declared_once_for_all_studies() -> None:
    other = replace(STUDY, abstract=replace(ABSTRACT, id="8"))
    store = Store([*triples.quads(STUDY), *triples.quads(other)])
    declared = [quad for quad in store.quads(subject=ours("theory", "lean")) if quad.predicate.value.startswith(SKOS)]
    assert declared == [
        Quad(
            ours("theory", "lean"),
            NamedNode(f"{SKOS}prefLabel"),
            Literal("lean", language="en"),
            triples.CANDIDATES,
        )
    ]


def test_quads_come_out_of_a_store_as_they_went_in(seed_store: Store) -> None:
    found = set(triples.quads(STUDY)) | set(triples.dataset_quads({"Study": 1}, 1, modified="2024-01-01T00:00:00Z"))
    assert set(Store(found).quads()) == found
    ontology = set(triples.ontology_quads())
    assert ontology <= set(seed_store.quads())


def test_no_triple_stands_in_two_graphs_and_no_node_is_blank(seed_store: Store) -> None:
    count = Counter(quad.triple for quad in seed_store.quads())
    assert [triple for triple, number in count.items() if number > 1] == []
    terms = {term for quad in seed_store.quads() for term in (quad.subject, quad.object)}
    assert [term for term in terms if isinstance(term, BlankNode)] == []


# -- The way back -----------------------------------------------------------------------------------------------------


def marks(reading: Reading) -> list[tuple[object, ...]]:
    """What the graph keeps of a reading: the first mention of each concept, and no context."""
    kept: list[tuple[object, ...]] = []
    met: set[Concept] = set()
    for mention in sorted(reading.mentions, key=lambda m: m.span):
        words = mention.span.of(reading.abstract.text)
        concept = lexicon.load().find_concept(mention.kind, words) if mention.kind in CONCEPT_KINDS else None
        if mention.kind is not Kind.CONTEXT and (concept is None or concept not in met):
            kept.append((mention.span, mention.kind, tuple(sorted(mention.themes)), mention.role))
        if concept:
            met.add(concept)
    return kept


def ties(reading: Reading) -> set[tuple[object, ...]]:
    def words(place: int) -> Span:
        return reading.mentions[place].span

    return {(tie.relation, words(tie.origin), words(tie.target), tie.evidence) for tie in reading.ties}


@pytest.mark.parametrize("folder", ["seeds", "dev", "train"])
def test_marks_survive_the_way_to_triples_and_back(folder: str) -> None:
    files = sorted((ROOT / "seeds" / "annotated" / folder).glob("*.xml"))
    assert files
    for file in files:
        reading = annotated.parse(file.read_bytes(), Source(str(file), "annotated"))
        back = triples.reading(triples.quads(extraction.assemble(reading, lexicon.load())))
        assert sorted(map(str, marks(back))) == sorted(map(str, marks(reading))), file
        assert ties(back) == ties(reading), file
        assert back.abstract == replace(reading.abstract, source=None)
        assert back.status is reading.status


def test_confidences_and_later_mentions_survive() -> None:
    back = triples.reading(triples.quads(STUDY))
    k, p, c, t, k2 = back.mentions
    assert (k.confidence, p.confidence, c.confidence, t.confidence) == (0.9, 0.8765, 1.0, 0.5)
    assert k2 == Mention(span("X City", 1), Kind.CASE, 0.9, (), Role.SUBJECT, same=0)
    assert back.ties == (Tie(Relation.CAUSES, 2, 1, span("silos caused by fear")),)
    assert back.abstract.year == 2022


def test_quads_of_two_studies_are_no_reading() -> None:
    other = replace(STUDY, abstract=replace(ABSTRACT, id="8"))
    with pytest.raises(GraphError, match="one http"):
        triples.reading([*triples.quads(STUDY), *triples.quads(other)])


def test_evidence_without_a_position_is_no_reading() -> None:
    with pytest.raises(GraphError, match="which words"):
        triples.reading(quad for quad in triples.quads(STUDY) if quad.predicate != NamedNode(f"{OA}start"))


# -- Reference data and the dataset -----------------------------------------------------------------------------------


def test_the_curated_files_stand_in_a_graph_each() -> None:
    graphs = {quad.graph_name for quad in triples.ontology_quads()}
    assert graphs == {ours("graph", name) for name in ("ontology", "themes", "concepts", "places")}


@pytest.fixture
def turtle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str], list[str]]]:
    """Write Turtle where the ontology is looked for, and read it."""
    reference.read_turtle.cache_clear()

    def read(content: str) -> list[str]:
        (tmp_path / "x.ttl").write_text(content, encoding="utf-8")
        monkeypatch.setattr("kg.resources.ontology", lambda name: tmp_path / name)
        reference.read_turtle.cache_clear()
        return sorted(map(str, reference.read_turtle("x.ttl")))

    yield read
    reference.read_turtle.cache_clear()


def test_a_blank_node_is_named_after_what_is_said_of_it(turtle: Callable[[str], list[str]]) -> None:
    one = turtle("<a:a> <a:p> [ <a:q> 1 ; <a:r> [ <a:q> 2 ] ] .")
    assert turtle("_:z <a:r> _:y ; <a:q> 1 . <a:a> <a:p> _:z . _:y <a:q> 2 .") == one
    assert turtle("<a:a> <a:p> [ <a:q> 1 ; <a:r> [ <a:q> 3 ] ] .") != one
    assert "_:" not in str(one)
    assert len(one) == 4


def test_blank_nodes_in_a_circle_are_refused(turtle: Callable[[str], list[str]]) -> None:
    with pytest.raises(ResourceError, match="circle"):
        turtle("_:a <a:p> _:b . _:b <a:p> _:a .")


def test_a_broken_file_is_refused_by_name(turtle: Callable[[str], list[str]]) -> None:
    with pytest.raises(ResourceError, match=r"x\.ttl is not Turtle"):
        turtle("<a:a> <a:p>")


def test_the_dataset_counts_itself() -> None:
    described = triples.dataset_quads({"Study": 2}, 100)
    total = [quad.object for quad in described if quad.predicate.value.endswith("void#triples")]
    assert total == [Literal(100 + len(set(described)))]
    assert not [quad for quad in described if quad.predicate.value == f"{DCTERMS}modified"]


def test_the_dataset_has_a_date_only_if_one_is_given() -> None:
    described = triples.dataset_quads({}, 0, modified="2024-01-01T00:00:00Z")
    dates = [quad.object for quad in described if quad.predicate.value == f"{DCTERMS}modified"]
    assert dates == [Literal("2024-01-01T00:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))]
