"""The text that is written of a study is, byte for byte, what the engine's serialiser writes of the same triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from benchmarks import builder
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kg import exports, extraction, lexicon, triples, units
from kg.extraction import certainty
from kg.loaders import annotated
from kg.model import (
    Abstract,
    Case,
    Concept,
    Evidence,
    Link,
    Locality,
    Metadata,
    Reading,
    Source,
    Span,
    Statement,
    Study,
    Use,
)
from kg.triples import Blocks, patterns, text
from kg.vocabulary import BASE, CONCEPT_KINDS, PREFIXES, STATEMENT_KINDS, XSD, Basis, Relation, Role, Status

ANNOTATED = sorted((Path(__file__).parent.parent / "seeds" / "annotated").rglob("*.xml"))

#: Names and texts with what has to be escaped somewhere, or is sorted otherwise than it looks.
AWKWARD = (
    "a b", "-a", ".a", "a.", "a~b", "50%", "a%20b", "a/b#c", "a:b", "_", "智慧", "e\u0301", "\u0301", "𝒳", "\ufeff",
    "\ufffe", "\uffff", "\x00", "\x1f", "\x7f", "\x85", "\u2028", "\u00a0", '"', '"""', "\\", "\\u0041", "'", "\n",
    "\r\n", "\t\b\f", "<a>", "{}", "%(code)s", "%s", "@en", "^^", " .", "n" * 170, "智" * 60, "1", "1.0", "true",
)  # fmt: skip

ANYTHING = st.text(st.characters(codec="utf-8"), max_size=12)
WORDS = st.lists(st.sampled_from(AWKWARD) | ANYTHING, max_size=4).map("".join)
NAMES = WORDS.filter(bool)
CODES = st.sampled_from(["p1", "p10", "p1.1", "k1", "-", "~", "c"]) | NAMES
NUMBERS = st.sampled_from([0.0, 0.00001, 0.5, 0.99999, 1.0]) | st.floats(0, 1)


def held(said: Blocks) -> None:
    """Compare both forms with what the engine makes of the triples."""
    graph = triples.study_graph("any")
    lines = said.lines(graph)
    quads = list(parse("".join(lines), RdfFormat.N_QUADS))
    assert "".join(lines).encode() == b"".join(exports.lines(quads))
    assert said.turtle().encode() == exports.turtle_body(quad.triple for quad in quads)
    assert {quad.graph_name for quad in quads} <= {graph}


def everything(study: Study) -> Iterator[Blocks]:
    yield triples.said(study)
    yield triples.claimed(study)
    yield triples.declared(study)


@st.composite
def studies(draw: st.DrawFn) -> Study:
    words = draw(st.lists(WORDS, min_size=1, max_size=30).map("".join))
    name = draw(NAMES)
    offsets = st.integers(0, len(words))
    spans = st.tuples(offsets, offsets).map(sorted).map(lambda ends: Span(*ends))
    evidence = st.builds(Evidence, st.just(name), spans)
    codes, maybe = draw(st.lists(CODES, min_size=1, max_size=4)), st.none() | NAMES
    code, themes = st.sampled_from(codes), st.lists(NAMES, max_size=3).map(tuple)
    abstract = Abstract(
        name,
        words,
        draw(st.none() | WORDS),
        draw(st.none() | st.integers(1, 2100)),
        draw(st.sampled_from(["en", "zh", "zh-Hans", "EN"])),
        draw(
            st.builds(
                Metadata, maybe, st.sampled_from([None, "Master", "x"]), maybe, maybe, maybe, maybe, maybe,
                st.lists(WORDS, max_size=3).map(tuple), st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
            )
        ),
        draw(st.none() | st.builds(Source, WORDS, st.just("text"))),
    )  # fmt: skip
    concepts = st.builds(Concept, NAMES, st.sampled_from(CONCEPT_KINDS), WORDS, st.none(), st.booleans())
    cases = st.builds(
        Case, code, WORDS, st.sampled_from(Role), st.lists(evidence, max_size=3).map(tuple), maybe, maybe, NUMBERS
    )
    statements = st.builds(
        Statement, code, st.sampled_from(STATEMENT_KINDS), WORDS, themes, evidence, st.none() | code, NUMBERS
    )
    links = st.builds(
        Link, code, st.sampled_from(Relation), code, code, st.sampled_from(Basis), st.none() | evidence, maybe, NUMBERS
    )
    return Study(
        abstract,
        draw(st.sampled_from(Status)),
        draw(st.lists(cases, max_size=2).map(tuple)),
        draw(st.lists(st.builds(Locality, code, WORDS, maybe, maybe), max_size=2).map(tuple)),
        draw(st.lists(statements, max_size=4).map(tuple)),
        draw(st.lists(st.builds(Use, code, concepts, WORDS, evidence, NUMBERS), max_size=3).map(tuple)),
        draw(st.lists(links, max_size=4).map(tuple)),
    )


@settings(deadline=None, max_examples=150)
@given(studies())
def test_any_study_is_written_as_the_engine_writes_it(study: Study) -> None:
    for said in everything(study):
        held(said)


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_words_are_written_as_the_engine_writes_them(name: str, seed_studies: tuple[Study, ...]) -> None:
    study = seed_studies[0]
    abstract = replace(study.abstract, id=name, title=name, text=name + study.abstract.text)
    statements = tuple(replace(statement, phrase=name, themes=(name, "other")) for statement in study.statements)
    for said in everything(replace(study, abstract=abstract, statements=statements, status=Status.EXTRACTED)):
        held(said)


def test_marked_abstracts_are_written_as_the_engine_writes_them() -> None:
    assert len(ANNOTATED) > 5
    for path in ANNOTATED:
        reading = annotated.parse(path.read_bytes(), Source(str(path), "annotated"))
        held(triples.said(extraction.assemble(reading, lexicon.load())))


def test_what_the_extraction_reads_is_written_as_the_engine_writes_it(seed_readings: tuple[Reading, ...]) -> None:
    for reading in seed_readings:
        study = extraction.assemble(extraction.extract(reading.abstract, lexicon.load()), lexicon.load())
        for part in certainty.part(study, 0.9):
            for said in everything(part):
                held(said)


def test_the_turtle_of_a_unit_holds_what_was_inferred_in_its_place(seed_studies: tuple[Study, ...]) -> None:
    awkward = replace(seed_studies[0], abstract=replace(seed_studies[0].abstract, id="-智 ~."))
    made = list(units.make([*seed_studies, awkward]))
    assert made[-1].inferred
    for unit in made:
        quads = parse(unit.own + unit.inferred, RdfFormat.N_QUADS)
        assert unit.turtle == exports.turtle_body(quad.triple for quad in quads)
        assert unit.candidates.splitlines() == sorted(set(unit.candidates.splitlines()))


def test_what_is_inferred_may_be_about_anything(seed_studies: tuple[Study, ...]) -> None:
    said = triples.said(seed_studies[0])
    more = [
        Triple(NamedNode(subject), NamedNode(f"{BASE}ontology#rule"), object_)
        for subject in (f"{BASE}link/new", f"{BASE}scheme/x", "urn:x", f"{BASE}a/b/c", f"{BASE}theme/é")
        for object_ in (Literal(1), Literal("x", language="zh"), NamedNode("urn:y"), Literal("1", datatype=DECIMAL))
    ]
    quads = parse("".join(said.lines(triples.INFERRED)), RdfFormat.N_QUADS)
    assert said.turtle(more).encode() == exports.turtle_body([*(quad.triple for quad in quads), *more])


DECIMAL = NamedNode(f"{XSD}decimal")


@given(NAMES)
@example("".join(map(chr, range(256))))
def test_a_literal_is_escaped_as_the_engine_escapes_it(words: str) -> None:
    assert f'"{text.quoted(words)}"' == str(Literal(words))


LOCALS = ("", "a", "-a", "a~b", "a%20b", ".a", "é")
DATATYPES = ("integer", "decimal", "date")
NUMERALS = ("1", "1.0", "")
TERMS = [
    *(NamedNode(namespace + name) for namespace in PREFIXES.values() for name in LOCALS),
    *(NamedNode(f"{BASE}study/{name}") for name in ("a.", "a/b", "a:b", "a,b")),
    *(
        Literal(digits, datatype=NamedNode(XSD + name))
        for digits in NUMERALS
        for name in ("integer", "decimal", "date")
    ),
    Literal("x^^", language="en"),
    Literal(""),
    Literal(True),
]


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_a_term_is_written_as_the_engine_writes_it(term: NamedNode | Literal) -> None:
    written = serialize([Triple(HERE, HERE, term)], format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    assert text.term(term) == (str(term), written.decode().rpartition(f"{HERE} {HERE} ")[2].removesuffix(" .\n"))


HERE = NamedNode("urn:here")


def test_a_word_that_is_not_filled_in_leaves_out_what_it_stands_in() -> None:
    said = Blocks()
    said.say("statement", {"statement": "a", "class": "Problem"})
    said.say("statement2", {"statement2": "b"})
    assert said.turtle() == "statement:a a kg:Problem .\n"
    assert len(said.lines(HERE)) == 1
    assert Blocks().turtle() == ""
    assert Blocks().lines(HERE) == []


def test_every_pattern_can_be_filled_in() -> None:
    """A subject of the patterns has one word, which its family is named by."""
    subjects = {quad.subject for quad in parse(STUDY.read_bytes(), RdfFormat.TURTLE)}
    words = {str(subject).rpartition("/")[2].strip("_>") for subject in subjects}
    assert {"study", "study2", "statement2", "code", "theory"} <= words
    starts = [start for word in {patterns.family(word) for word in words} for start in patterns.namespaces(word)]
    assert sorted(starts) == sorted(set(starts)), "a namespace belongs to one family"


STUDY = Path(__file__).parent.parent / "ontology" / "study.ttl"


def test_the_benchmark_compares_the_same_triples(tmp_path: Path) -> None:
    for step in ("turtle", "rdflib"):
        builder.STEPS[step](tmp_path, 3, 1)()
    ours, theirs = (
        # rdflib writes 1.0 where 1 was said.
        {
            (s, p, o.toPython() if isinstance(o, rdflib.Literal) else o)
            for s, p, o in rdflib.Graph().parse(tmp_path / f"{name}.ttl")
        }
        for name in ("ours", "rdflib")
    )
    assert ours == theirs
    assert len(ours) > 1000


def test_quads_are_what_the_lines_say(seed_studies: tuple[Study, ...]) -> None:
    study = seed_studies[0]
    own = triples.said(study).lines(triples.study_graph(study.abstract.id))
    declared = triples.declared(study).lines(triples.CANDIDATES)
    assert own
    assert list(triples.quads(study)) == [*map(quad, own), *map(quad, declared)]


def quad(line: str) -> Quad:
    found: Quad = next(parse(line, RdfFormat.N_QUADS))
    return found
