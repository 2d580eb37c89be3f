"""The looks are whole, and the interface says the same things in both languages."""

from __future__ import annotations

import re

import pytest

from kg import resources
from kg.views import look
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind


def _stems(language: str) -> set[str]:
    return {re.sub(r"\.(one|other)$", "", name) for name in look.strings(language)}


def test_both_languages_have_the_same_names() -> None:
    assert _stems("en") == _stems("zh")


@pytest.mark.parametrize("name", sorted(look.strings("zh")))
def test_both_languages_fill_in_the_same_values(name: str) -> None:
    def values(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    assert values(look.strings("en")[name]) == values(look.strings("zh")[name])


def test_a_language_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="speaks en and zh, not 'fr'"):
        look.strings("fr")


def test_one_and_many() -> None:
    assert look.say("en", "figure.studies", n=1) == "study"
    assert look.say("en", "figure.studies", n=2) == "studies"
    assert look.say("zh", "figure.studies", n=1) == "项研究"


@pytest.mark.parametrize("kind", [*STATEMENT_KINDS, *CONCEPT_KINDS, Kind.CASE, "study", "theme", "facet", "place"])
def test_every_kind_has_a_look_a_name_and_a_colour(kind: str) -> None:
    assert look.kind(kind).name == kind
    assert f"kind.{kind}" in look.strings("en")
    assert len(re.findall(rf"--{kind}: #", resources.text(resources.static("network.css")))) == 2, "light and dark"


def test_every_kind_has_a_shape_of_its_own() -> None:
    shapes = [(kind.glyph, kind.hollow) for kind in look.kinds().values()]
    assert len(set(shapes)) == len(shapes)


def test_an_unknown_kind_and_relation_look_like_others() -> None:
    assert look.kind("constructor").name == "other"
    assert look.relation("constructor").name == "other"


def _contrast(one: str, two: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_read_on_their_ground(scheme: int) -> None:
    blocks = re.findall(r":root \{(.*?)\}", resources.text(resources.static("network.css")), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w{6});", blocks[scheme]))
    for name in ("ink", "quiet", *(kind for kind in look.kinds())):
        for ground in ("paper", "raised"):
            assert _contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
