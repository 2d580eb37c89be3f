"""A study is read back from its graph as it was written, each claim at its words."""

from __future__ import annotations

from kg import graph, triples
from kg.model import Abstract, Study
from kg.store import Store
from kg.views.site import reader
from kg.views.site.names import Names
from kg.views.site.told import Told
from kg.vocabulary import Status


def read(store: Store, study: str) -> Told:
    return reader.read(store.quads(triples.study_graph(study)), Names(store))


def test_every_part_of_a_study_is_there(seed_store: Store, seed_studies: tuple[Study, ...]) -> None:
    names = Names(seed_store)
    for study in seed_studies:
        found = reader.read(seed_store.quads(triples.study_graph(study.abstract.id)), names)
        assert (found.id, found.text, found.title) == (study.abstract.id, study.abstract.text, study.abstract.title)
        assert {(claim.code, claim.kind, claim.phrase, claim.span) for claim in found.claims} == {
            (said.id, said.kind, said.phrase, said.evidence.span) for said in study.statements
        }
        assert {claim.code: {theme.name for theme in claim.themes} for claim in found.claims} == {
            said.id: set(said.themes) for said in study.statements
        }
        assert {claim.code: claim.case.code if claim.case else None for claim in found.claims} == {
            said.id: said.case for said in study.statements
        }
        assert {(use.code, use.concept.name) for use in found.uses} == {(u.id, u.concept.notation) for u in study.uses}
        assert {(tie.code, tie.origin.code, tie.target.code) for tie in found.ties} == {
            (link.id, link.origin, link.target) for link in study.links
        }
        assert [claim.span for claim in found.claims] == sorted(claim.span for claim in found.claims)


def test_every_claim_stands_in_its_sentence(seed_store: Store, seed_studies: tuple[Study, ...]) -> None:
    for study in seed_studies:
        found = read(seed_store, study.abstract.id)
        for claim in found.claims:
            assert claim.passage.words == claim.phrase == claim.span.of(found.text)


def test_an_anonymised_place_is_a_name_and_a_real_one_is_shared(
    seed_store: Store, seed_studies: tuple[Study, ...]
) -> None:
    wheres = [
        [place if isinstance(place, str) else place.name for place in case.where]
        for study in seed_studies
        for case in read(seed_store, study.abstract.id).cases
    ]
    assert ["W District", "S City"] in wheres
    assert ["hangzhou-zhejiang", "zhejiang"] in [where[:2] for where in wheres]


def test_a_study_that_says_nothing_is_silent_of_everything() -> None:
    study = Study(Abstract("a1", "Nothing is said."), Status.REVIEWED)
    store = graph.collect([study])
    found = read(store, "a1")
    assert found.silent == ("problem", "cause", "countermeasure", "achievement")
    assert (found.cases, found.marks) == ((), ())


def test_a_name_too_long_for_an_iri_still_has_anchors_of_its_own(seed_studies: tuple[Study, ...]) -> None:
    import dataclasses

    long = dataclasses.replace(seed_studies[0].abstract, id="long-p1 " * 40)
    store = graph.collect([dataclasses.replace(seed_studies[0], abstract=long)])
    found = read(store, long.id)
    codes = [mark.code for mark in found.marks]
    assert len(codes) == len(set(codes)) == len(found.marks) > 10
