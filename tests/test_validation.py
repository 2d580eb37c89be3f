"""A sound graph passes, in two engines; whatever is changed in it is caught, and the report says where and why."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import cast

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Identifier, Node

from kg import exports, resources, triples, validation
from kg.exports import Format
from kg.model import Study
from kg.store import Store
from kg.vocabulary import BASE, KG, OA, RDF, RDFS, SCHEMA

EVIDENCE_PARTS = (
    f"{SCHEMA}text",
    f"{SCHEMA}sha256",
    *(OA + part for part in ("end", "exact", "prefix", "start", "suffix")),
)
#: How many random changes are made to each part: 1,001 in all.
MUTATIONS = 143
PROBLEM = NamedNode(f"{BASE}statement/003_81017fc05be48154-p2")
QUOTE = NamedNode(f"{BASE}quote/003_81017fc05be48154-p2")
EVIDENCE = f"{BASE}evidence/003_81017fc05be48154-p2"
LINK = NamedNode(f"{BASE}link/004_7e82d5b8489e5d5d-l1")
CAUSE, RESULT = (NamedNode(f"{BASE}statement/004_7e82d5b8489e5d5d-{code}") for code in ("c1", "p1"))


@pytest.fixture(scope="module")
def quads(seed_studies: tuple[Study, ...]) -> list[Quad]:
    """What the studies say, without the curated files: enough for the evidence, and quick to load."""
    found = sorted({quad for study in seed_studies for quad in triples.quads(study)}, key=str)
    assert failed(found) == {}
    return found


def failed(changed: Iterable[Quad]) -> dict[str, list[str]]:
    """Return where each check fails, by the name of its file."""
    store = Store(changed)
    found = {name: store.query(check).rows for name, check in resources.queries("checks").items()}
    return {name: [str(row[0]) for row in rows] for name, rows in found.items() if rows}


def without(quads: Iterable[Quad], subject: NamedNode, *predicates: str) -> Iterator[Quad]:
    return (q for q in quads if q.subject != subject or q.predicate.value not in predicates)


def with_value(quads: Iterable[Quad], subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Iterator[Quad]:
    for q in quads:
        hit = q.subject == subject and q.predicate.value == predicate
        yield Quad(q.subject, q.predicate, value, q.graph_name) if hit else q


# -- A sound graph ----------------------------------------------------------------------------------------------------


def test_the_seeds_are_sound_and_the_report_says_what_was_looked_at(seed_store: Store) -> None:
    report = validation.verify(seed_store)
    assert report.violations == ()
    assert report.checked == {
        "studies": 5,
        "cases": 6,
        "statements": 61,
        "uses": 38,
        "links": 7,
        "links_inferred": 10,
        "evidence": 116,
        "triples": len(seed_store),
        "checks": len(resources.queries("checks")),
        "shapes": report.checked["shapes"],
    }
    assert report.checked["shapes"] > 10


@pytest.mark.parametrize("name", sorted(resources.queries("checks")))
def test_rdflib_finds_nothing_either(name: str, rdflib_seeds: rdflib.Graph) -> None:
    assert list(rdflib_seeds.query(resources.queries("checks")[name])) == []


@pytest.fixture(scope="module")
def rdflib_seeds(seed_store: Store) -> rdflib.Graph:
    return rdflib.Graph().parse(data=exports.serialise(seed_store.quads(), Format.TTL), format="turtle")


# -- Whatever is changed ----------------------------------------------------------------------------------------------


def one_character_changed(term: Literal, choose: random.Random) -> Literal:
    """Replace, drop or add one character; a number stays a different number, or becomes none."""
    text, place = term.value, choose.randrange(len(term.value))
    other = choose.choice([c for c in "aeiou .,;0123456789中" if c != text[place]])
    start = 1 if text[place:].isdecimal() and place == 0 else place  # a zero in front changes no number
    changed = choose.choice(
        [
            text[:place] + other + text[place + 1 :],
            text[:place] + text[place + 1 :],
            text[:start] + other + text[start:],
        ]
    )
    return Literal(changed, datatype=term.datatype)


def mutations(quads: list[Quad], part: str, count: int) -> Iterator[tuple[Quad, Quad]]:
    """Give so many quads that say a `part` of the evidence, each with what it is changed to; the same in every run."""
    choose = random.Random(part)  # noqa: S311 - what is changed must only be the same in every run
    said = [q for q in quads if q.predicate.value == part and q.object != Literal("")]
    for _ in range(count):
        old = choose.choice(said)
        assert isinstance(old.object, Literal)
        yield old, Quad(old.subject, old.predicate, one_character_changed(old.object, choose), old.graph_name)


@pytest.mark.parametrize("part", EVIDENCE_PARTS)
def test_one_changed_character_of_text_quote_or_offset_is_caught(part: str, quads: list[Quad]) -> None:
    """By what `kg verify` runs, over the whole graph; a change is made in the store, and taken back."""
    store = Store(quads)
    missed = []
    for old, new in mutations(quads, part, MUTATIONS):
        assert isinstance(old.graph_name, NamedNode)
        whole = list(store.quads(old.graph_name))
        store.replace_graph(old.graph_name, [new if quad == old else quad for quad in whole])
        if not validation.faults(store):
            missed.append((old.object, new.object))
        store.replace_graph(old.graph_name, whole)
    assert missed == []
    assert validation.faults(store) == ()


@pytest.fixture(scope="module")
def rdflib_quads(quads: list[Quad]) -> rdflib.Graph:
    return as_rdflib(quads)


def as_rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=exports.serialise(quads, Format.NT), format="nt")


def touched(graph: rdflib.Graph, changed: Node) -> list[Node]:
    """What may be found faulty first when a term is changed: itself, and the annotation whose selector it is."""
    targets = graph.subjects(rdflib.URIRef(f"{OA}hasSelector"), changed)
    return [changed, *(one for target in targets for one in graph.subjects(rdflib.URIRef(f"{OA}hasTarget"), target))]


@pytest.mark.parametrize("part", EVIDENCE_PARTS)
def test_rdflib_catches_each_of_them_too(part: str, quads: list[Quad], rdflib_quads: rdflib.Graph) -> None:
    """By the same queries as they stand; rdflib is slow, so that each is asked only of what the change touches."""
    checks = [prepareQuery(check) for check in resources.queries("checks").values()]

    def is_caught(changed: Node) -> bool:
        bindings = [{"focus": cast(Identifier, focus)} for focus in touched(rdflib_quads, changed)]
        try:
            return any(list(rdflib_quads.query(check, initBindings=one)) for check in checks for one in bindings)
        except RecursionError:  # what rdflib makes of a number that is none
            return part in {f"{OA}start", f"{OA}end"}

    missed = []
    for old, new in mutations(quads, part, MUTATIONS):
        (before,), (after,) = as_rdflib([old]), as_rdflib([new])
        rdflib_quads.remove(before)
        rdflib_quads.add(after)
        if not is_caught(before[0]):
            missed.append((old.object, new.object))
        rdflib_quads.remove(after)
        rdflib_quads.add(before)
    assert missed == []
    assert not any(is_caught(subject) for subject in set(rdflib_quads.subjects(rdflib.URIRef(part))))


@pytest.mark.parametrize("part", EVIDENCE_PARTS)
def test_rdflib_finds_it_in_the_whole_graph(part: str, quads: list[Quad]) -> None:
    ((old, new),) = mutations(quads, part, 1)
    graph = as_rdflib([new if quad == old else quad for quad in quads])
    assert any(list(graph.query(check)) for check in resources.queries("checks").values())


@pytest.mark.parametrize("part", EVIDENCE_PARTS)
def test_a_missing_part_is_caught(part: str, quads: list[Quad]) -> None:
    subject = next(q.subject for q in quads if q.predicate.value == part)
    assert isinstance(subject, NamedNode)
    assert failed(without(quads, subject, part))


def test_each_check_catches_what_it_is_for(quads: list[Quad]) -> None:
    exact, body, words = f"{OA}exact", f"{OA}hasBody", Literal("x", language="en")
    annotation = NamedNode(EVIDENCE)
    other_abstract = NamedNode(f"{BASE}abstract/004_7e82d5b8489e5d5d")
    target = NamedNode(f"{BASE}target/003_81017fc05be48154-p2")
    plain = [q for q in quads if q.predicate.value != f"{KG}causes"]
    alone = [q for q in quads if q.subject != LINK]

    assert failed(with_value(quads, PROBLEM, f"{RDFS}label", words)) == {"statement_label": [PROBLEM.value]}
    assert failed(with_value(quads, QUOTE, f"{OA}suffix", Literal("x"))) == {"evidence_context": [EVIDENCE]}
    assert failed(with_value(quads, QUOTE, exact, Literal("x")))["evidence_quote"] == [EVIDENCE]
    assert failed(without(quads, annotation, body))["evidence_missing"] == [PROBLEM.value]
    assert EVIDENCE in failed(with_value(quads, target, f"{OA}hasSource", other_abstract))["evidence_study"]
    assert len(failed(plain)["link_plain"]) == 7
    assert failed(alone)["link_plain"] == [CAUSE.value]


def test_a_use_needs_the_words_of_its_own_study(quads: list[Quad]) -> None:
    applies = NamedNode(f"{KG}appliesTheory")
    study, theory = NamedNode(f"{BASE}study/004_7e82d5b8489e5d5d"), NamedNode(f"{BASE}theory/smart-city")
    added = Quad(study, applies, theory, triples.study_graph("004_7e82d5b8489e5d5d"))
    assert failed([*quads, added]) == {"evidence_missing": [study.value]}
    dropped = [q for q in quads if q.predicate != applies or q.object != theory]
    assert failed(dropped) == {"evidence_study": [f"{BASE}evidence/003_81017fc05be48154-t3"]}


def test_an_inferred_link_needs_its_rule_and_no_evidence(seed_store: Store) -> None:
    found = list(seed_store.quads())
    assert failed(found) == {}
    dropped = [q for q in found if q.predicate.value != f"{KG}rule"]
    assert len(failed(dropped)["evidence_missing"]) == 10


def test_a_violation_says_where_what_and_how_to_mend_it(quads: list[Quad]) -> None:
    report = validation.check_evidence(Store(with_value(quads, QUOTE, f"{OA}exact", Literal("nonsense"))))
    assert not report.conforms
    wrong = next(v for v in report.violations if "at that position" in v.message)
    assert wrong.focus == EVIDENCE
    assert "nonsense" in wrong.message
    assert wrong.hint


# -- The shapes -------------------------------------------------------------------------------------------------------


def test_a_broken_shape_is_reported_once_with_its_hint(seed_store: Store) -> None:
    dropped = without(list(seed_store.quads()), PROBLEM, f"{KG}hasTheme", f"{KG}status")
    report = validation.check_shapes(Store(dropped))
    assert {v.focus for v in report.violations} == {PROBLEM.value}
    messages = [v.message for v in report.violations]
    assert len(messages) == len(set(messages))
    assert "A statement has one theme, or two where it plainly states two." in messages
    assert all(v.hint for v in report.violations)


def test_batches_find_what_the_whole_finds(quads: list[Quad], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [q for q in quads if q.predicate.value != f"{KG}madeBy"]
    whole = validation.check_shapes(Store(broken))
    assert len(whole.violations) > 60
    monkeypatch.setattr(validation, "_BATCH", 900)
    assert validation.check_shapes(Store(broken)) == whole


def test_an_empty_graph_is_sound_and_says_that_nothing_was_there() -> None:
    report = validation.verify(Store())
    assert report.conforms
    assert report.checked["statements"] == report.checked["triples"] == 0


def test_every_check_has_a_message_and_a_hint_in_two_languages() -> None:
    for check in resources.queries("checks").values():
        said = resources.header(check)
        assert all(said[part][language] for part in ("message", "hint") for language in ("en", "zh"))


def test_the_types_of_the_checks_are_those_of_the_graph(quads: list[Quad]) -> None:
    """A check over a class that nothing has would pass for ever."""
    classes = {q.object.value for q in quads if q.predicate.value == f"{RDF}type" and isinstance(q.object, NamedNode)}
    assert {f"{OA}Annotation", f"{KG}Case", f"{KG}Problem", f"{KG}Link"} <= classes
