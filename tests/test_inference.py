"""The rules conclude what follows, in a graph of their own, and never pass it off as said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from kg import inference, iris, resources, triples
from kg.errors import IriError
from kg.model import Abstract, Case, Evidence, Link, Span, Statement, Study
from kg.store import Store
from kg.triples import INFERRED, Described
from kg.vocabulary import BASE, KG, Basis, Kind, Relation, Role, Status

TEXT = "Here: gap. There: gap. Fill it."
EVIDENCE = Evidence("s", Span(0, 4))


def statement(code: str, kind: Kind, *themes: str, case: str | None = None) -> Statement:
    return Statement(code, kind, "Here", themes, EVIDENCE, case)


def study(*statements: Statement, links: Iterable[Link] = ()) -> Study:
    cases = tuple(Case(code, "Here", Role.SUBJECT, (EVIDENCE,)) for code in ("k1", "k2"))
    return Study(Abstract("s", TEXT), Status.REVIEWED, cases, (), statements, (), tuple(links))


def inferred(said: Study) -> tuple[Store, Described]:
    store = Store(triples.quads(said))
    inference.infer(store)
    return store, Described(store.quads(INFERRED))


def links(said: Study) -> list[tuple[str, str]]:
    _, found = inferred(said)
    ends = ("linkFrom", "linkTo")
    return sorted(
        tuple(found.node(link, NamedNode(KG + end)).value.rsplit("-", 1)[1] for end in ends)  # type: ignore[misc]
        for link in found.members(NamedNode(f"{KG}Link"))
    )


PROBLEM = statement("p1", Kind.PROBLEM, "funding", "talent")
MEASURE = statement("m1", Kind.COUNTERMEASURE, "talent", "funding")


def test_a_shared_theme_gives_one_link_that_names_its_rule() -> None:
    store, found = inferred(study(PROBLEM, MEASURE))
    link = NamedNode(f"{BASE}link/s-m1-p1")
    assert found.members(NamedNode(f"{KG}Link")) == [link]
    assert found.value(link, NamedNode(f"{KG}basis")) == "inferred"
    assert found.value(link, NamedNode(f"{KG}rule")) == "addresses_by_theme"
    assert found.value(link, NamedNode(f"{KG}rule")) in resources.queries("rules")
    assert list(store.quads(predicate=NamedNode(f"{KG}addresses"))) == [], "the plain triple is for what is said"


@pytest.mark.parametrize(
    "said",
    [
        study(PROBLEM, statement("m1", Kind.COUNTERMEASURE, "privacy")),
        study(PROBLEM, statement("c1", Kind.CAUSE, "talent")),
        study(statement("p1", Kind.PROBLEM, "other"), statement("m1", Kind.COUNTERMEASURE, "other")),
        study(replace(PROBLEM, case="k1"), replace(MEASURE, case="k2")),
        study(PROBLEM, MEASURE, links=[Link("l1", Relation.ADDRESSES, "m1", "p1", Basis.REVIEWED, EVIDENCE)]),
    ],
    ids=["no shared theme", "a cause answers nothing", "other is no theme", "another case", "said already"],
)
def test_nothing_more_is_concluded(said: Study) -> None:
    assert links(said) == []


def test_a_countermeasure_without_a_case_may_answer() -> None:
    assert links(study(replace(PROBLEM, case="k1"), MEASURE)) == [("m1", "p1")]


def test_two_studies_are_not_mixed() -> None:
    one, other = study(PROBLEM), study(MEASURE)
    store = Store([*triples.quads(one), *triples.quads(replace(other, abstract=Abstract("o", TEXT)))])
    inference.infer(store)
    assert list(store.quads(INFERRED, predicate=NamedNode(f"{KG}linkFrom"))) == []


def test_a_case_has_the_themes_of_what_is_said_of_it() -> None:
    roles = [Kind.PROBLEM, Kind.CAUSE, Kind.COUNTERMEASURE, Kind.ACHIEVEMENT]
    said = study(*(statement(f"{kind[0]}{n}", kind, f"theme{n}", case="k1") for n, kind in enumerate(roles)))
    _, found = inferred(said)
    case = NamedNode(f"{BASE}case/s-k1")
    for number, kind in enumerate(roles):
        assert found.values(case, NamedNode(f"{KG}{kind}Theme")) == [f"{BASE}theme/theme{number}"]
    assert NamedNode(f"{BASE}case/s-k2") not in found


def test_inferring_twice_is_inferring_once(seed_store: Store) -> None:
    store = Store(seed_store.quads())
    before = set(store.quads())
    assert before
    assert inference.infer(store) == len(set(store.quads(INFERRED)))
    assert set(store.quads()) == before


def test_every_concluded_iri_is_one_that_stores_accept(seed_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {q.subject.value for q in seed_store.quads(INFERRED) if isinstance(q.subject, NamedNode)}
    assert names
    assert [name for name in names if iris.check(name) != name] == []
    rule = f'CONSTRUCT {{ ?link <urn:p> 1 }} {{ BIND (IRI(CONCAT("{BASE}link/", "{"a" * 2100}")) AS ?link) }}'
    monkeypatch.setattr("kg.resources.queries", lambda _: {"bad": rule})
    with pytest.raises(IriError):
        inference.infer(Store())


def test_every_rule_says_what_it_does_in_two_languages() -> None:
    for rule in resources.queries("rules").values():
        said = resources.header(rule)
        assert all(said[part][language] for part in ("title", "summary") for language in ("en", "zh"))
