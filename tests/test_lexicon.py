"""Names lead to the concepts and places they name, and to nothing else."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon, resources
from kg.errors import ResourceError
from kg.lexicon import Lexicon, bare, normalise
from kg.model import Concept, Place
from kg.vocabulary import CONCEPT_KINDS, Kind


@pytest.fixture(scope="module")
def known() -> Lexicon:
    return lexicon.load()


@pytest.mark.parametrize(
    ("kind", "phrase", "notation"),
    [
        (Kind.THEORY, "seamless government theory", "seamless-government"),
        (Kind.THEORY, "Seamless Government Theories", "seamless-government"),
        (Kind.THEORY, "theory of seamless government", "seamless-government"),
        (Kind.THEORY, "seamless government", "seamless-government"),
        (Kind.THEORY, "无缝隙政府理论", "seamless-government"),
        (Kind.THEORY, "无缝隙政府", "seamless-government"),
        (Kind.THEORY, "wisdom city theory", "smart-city"),
        (Kind.THEORY, "elaborating management theory", "fine-grained-management"),
        (Kind.THEORY, "social and technological system theory", "socio-technical-systems"),
        (Kind.THEORY, "theory of government process reengineering", "government-process-re-engineering"),
        (Kind.THEORY, "multi—center   governance", "polycentric-governance"),
        (Kind.THEORY, "Maslow’s hierarchy of needs theory", "hierarchy-of-needs"),
        (Kind.THEORY, "principal–agent theory", "principal-agent"),
        (Kind.THEORY, "ＴＡＭ", "technology-acceptance"),
        (Kind.THEORY, "flat organisation theory", "flat-organisation"),
        (Kind.THEORY, "flat organization theory", "flat-organisation"),
        (Kind.METHOD, "questionnaires", "questionnaire-survey"),
        (Kind.METHOD, "method of questionnaire", "questionnaire-survey"),
        (Kind.METHOD, "问卷调查法", "questionnaire-survey"),
        (Kind.METHOD, "literature research methods", "literature-research"),
        (Kind.METHOD, "comprehensive induction method", "comprehensive-induction"),
        (Kind.TECHNOLOGY, "face recognition technology", "facial-recognition"),
        (Kind.TECHNOLOGY, "Internet of Things", "internet-of-things"),
        (Kind.TECHNOLOGY, "unmanned aerial vehicles", "drone"),
        (Kind.TECHNOLOGY, "Beidou", "beidou"),
    ],
)
def test_a_known_name_leads_to_its_concept(known: Lexicon, kind: Kind, phrase: str, notation: str) -> None:
    found = known.find_concept(kind, phrase)
    assert (found.notation, found.kind, found.candidate) == (notation, kind, False)
    assert found == known.concepts[kind][notation]


@pytest.mark.parametrize(
    ("kind", "phrase", "notation", "label"),
    [
        (Kind.THEORY, "place attachment theory", "place-attachment", "place attachment"),
        (Kind.THEORY, "theories of place attachment", "place-attachment", "place attachment"),
        (Kind.THEORY, "theory", "theory", "theory"),
        (
            Kind.METHOD,
            "analysis of 41 combat records",
            "analysis-of-41-combat-records",
            "analysis of 41 combat records",
        ),
        (Kind.THEORY, "地方依恋理论", "地方依恋", "地方依恋"),
    ],
)
def test_an_unknown_name_gives_a_candidate(known: Lexicon, kind: Kind, phrase: str, notation: str, label: str) -> None:
    assert known.find_concept(kind, phrase) == Concept(notation, kind, label, candidate=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("social management", "public security social management"),
        ("holistic governance theory", "holistic government theory"),
        ("collaborative governance theory", "cooperative governance theory"),
        ("SERVQUAL model", "service quality gap model"),
        ("fine management theory", "lean management theory"),
        ("game theory", "evolutionary game theory"),
    ],
)
def test_near_but_different_names_are_different_concepts(known: Lexicon, one: str, other: str) -> None:
    assert known.find_concept(Kind.THEORY, one) != known.find_concept(Kind.THEORY, other)


def test_a_name_is_not_forced_onto_a_longer_or_shorter_one(known: Lexicon) -> None:
    for phrase in ("smart city brain", "smart", "city", "seamless"):
        assert known.find_concept(Kind.THEORY, phrase).candidate


def test_a_kind_without_concepts_is_refused(known: Lexicon) -> None:
    with pytest.raises(KeyError):
        known.find_concept(Kind.PROBLEM, "data sharing is not smooth")


@given(st.sampled_from(CONCEPT_KINDS), st.text(min_size=1, max_size=40))
def test_any_phrase_has_one_concept_whatever_its_case_and_spacing(kind: Kind, phrase: str) -> None:
    found = lexicon.load().find_concept(kind, phrase)
    assert found.notation
    assert lexicon.load().find_concept(kind, f"  {phrase} ").notation == found.notation or not normalise(phrase)
    if found.candidate:
        assert found.notation not in lexicon.load().concepts[kind]


def test_every_label_leads_back_to_its_concept(known: Lexicon) -> None:
    for kind in CONCEPT_KINDS:
        for notation, concept in known.concepts[kind].items():
            assert known.find_concept(kind, concept.label).notation == notation
            assert known.find_concept(kind, notation.replace("-", " ")).notation == notation


def test_themes_have_facets(known: Lexicon) -> None:
    assert known.themes["data-sharing"] == Concept("data-sharing", "theme", "data sharing", broader="data")
    assert known.facets["data"] == Concept("data", "facet", "data")
    assert known.themes["other"].broader is None
    assert known.names["theme"][normalise("Information Silos")].notation == "data-sharing"


@pytest.mark.parametrize(
    ("name", "within", "notation"),
    [
        ("Linhai City", "Zhejiang Province", "linhai-zhejiang"),
        ("Linhai City", None, "linhai-zhejiang"),
        ("Linhai", "Zhejiang", "linhai-zhejiang"),
        ("Linhai", "Heilongjiang Province", "linhai-heilongjiang"),
        ("临海市", "浙江省", "linhai-zhejiang"),
        ("Hangzhou", "Zhejiang Province", "hangzhou-zhejiang"),
        ("hangzhou city", "China", "hangzhou-zhejiang"),
        ("Xi’an", None, "xian-shaanxi"),
        ("Suzhou", "Anhui", "suzhou-anhui"),
        ("Chaoyang District", "Beijing", "chaoyang-district-beijing"),
        ("Singapore", None, "singapore"),
        ("Rotterdam", None, "rotterdam-netherlands"),
        ("Portland", "Oregon", "portland-oregon"),
    ],
)
def test_a_place_is_found_by_name_and_surroundings(
    known: Lexicon, name: str, within: str | None, notation: str
) -> None:
    found = known.find_place(name, within)
    assert found is not None
    assert found.notation == notation


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Linhai", None),
        ("Suzhou", None),
        ("Chaoyang District", None),
        ("Portland", None),
        ("Linhai", "Shandong Province"),
        ("Linhai City", "S Province"),
        ("S City", None),
        ("", None),
    ],
)
def test_an_ambiguous_or_unknown_place_is_none(known: Lexicon, name: str, within: str | None) -> None:
    assert known.find_place(name, within) is None


@pytest.mark.parametrize(
    ("name", "notation"),
    [("Zhejiang Province", "zhejiang"), ("Jilin", "jilin"), ("上海", "shanghai"), ("Guangxi", "guangxi")],
)
def test_a_province_is_found(known: Lexicon, name: str, notation: str) -> None:
    assert known.find_province(name) == known.places[notation] == known.provinces[notation]


@pytest.mark.parametrize("name", ["Hangzhou", "China", "S Province", "Oregon"])
def test_what_is_no_province_is_none(known: Lexicon, name: str) -> None:
    assert known.find_province(name) is None


def test_places_know_what_is_around_them(known: Lexicon) -> None:
    assert known.located_in["linhai-zhejiang"] == ("taizhou-zhejiang", "zhejiang", "china")
    assert known.places["linhai-zhejiang"] == Place("linhai-zhejiang", "Linhai")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Technologies", "technology"),
        ("case analyses", "case analyse"),
        ("process", "processes"),
        ("  Multi-centre_governance ", "multi centre governance"),
        ("Maslow's", "maslows"),
        ("５Ｇ", "5g"),
        ("statistics", "Statistics"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("bus", "bu"), ("class", "clas"), ("theory", "theories of x")])
def test_what_makes_a_difference(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text(max_size=60))
def test_a_normalised_phrase_of_words_is_trimmed(phrase: str) -> None:
    assert normalise(phrase) == normalise(phrase).strip()
    assert bare(phrase, ()) == normalise(phrase)


def test_head_nouns_are_dropped_but_never_everything() -> None:
    assert bare("theory of public goods", ["theory"]) == bare("public goods", ["theory"])
    assert bare("X theory perspective", ["perspective", "theory"]) == "x"
    assert bare("theory", ["theory"]) == "theory"
    assert bare("智慧城市理论", ["理论"]) == "智慧城市"


def test_it_is_read_once_and_frozen(known: Lexicon) -> None:
    assert lexicon.load() is known
    with pytest.raises(dataclasses.FrozenInstanceError):
        known.themes = {}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("theme:broken a", "not Turtle"),
        ('@prefix t: <https://w3id.org/smart-policing-kg/theme/> . t:x <urn:p> "x" .', "skos:notation"),
        ("@prefix p: <https://w3id.org/smart-policing-kg/place/> . p:x <urn:p> 1 .", "no English name"),
    ],
)
def test_a_malformed_file_is_refused(monkeypatch: pytest.MonkeyPatch, content: str, reason: str) -> None:
    monkeypatch.setattr(resources, "text", lambda _part: content)
    with pytest.raises(ResourceError, match=reason):
        lexicon.load.__wrapped__()
