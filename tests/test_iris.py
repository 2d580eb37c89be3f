"""An IRI of ours is one that every store accepts, and different names never share one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize
from rdflib import Graph, URIRef

from kg.errors import IriError
from kg.iris import check, is_plain, local, mint, slug
from kg.vocabulary import PREFIXES

#: Any text that can be encoded: no lone surrogates.
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300)


@given(TEXTS)
def test_a_minted_name_is_plain(name: str) -> None:
    local = mint("study", name).removeprefix(PREFIXES["study"])
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+", local)
    assert len(local) <= 160
    assert not local.endswith(".")


@given(TEXTS, TEXTS)
def test_names_share_an_iri_only_if_they_are_equal(one: str, other: str) -> None:
    equal = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (mint("study", one) == mint("study", other)) == equal


def test_composed_and_decomposed_names_are_equal() -> None:
    assert mint("place", "Lüliang") == mint("place", "Lu\u0308liang")


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("003_81017f-p2", "003_81017f-p2"),
        ("a b", "a%20b"),
        ("a/b#c", "a%2Fb%23c"),
        ("50%", "50%25"),
        ("a~b", "a%7Eb"),
        ("v1.", "v1%2E"),
        ("v1.2", "v1.2"),
        ("智慧", "%E6%99%BA%E6%85%A7"),
    ],
)
def test_a_name_is_percent_encoded(name: str, local: str) -> None:
    assert mint("study", name) == PREFIXES["study"] + local


@pytest.mark.parametrize("length", [161, 500, 5000])
def test_a_long_name_keeps_its_beginning_and_gets_a_hash(length: int) -> None:
    one, other = "a" * length, "a" * (length - 1) + "b"
    assert mint("study", one) != mint("study", other)
    local = mint("study", one).removeprefix(PREFIXES["study"])
    assert re.fullmatch(r"a+~[0-9a-f]{32}", local)
    assert "%~" not in mint("study", "智" * length)


def test_a_name_of_the_longest_length_stays_whole() -> None:
    assert mint("study", "a" * 160) == PREFIXES["study"] + "a" * 160


@pytest.mark.parametrize(("name", "reason"), [("", "a name is needed"), ("\ud800", "lone surrogate")])
def test_a_name_that_cannot_be_written_is_refused(name: str, reason: str) -> None:
    with pytest.raises(IriError, match=reason):
        mint("study", name)


@pytest.mark.parametrize(
    "iri",
    [
        "relative/name",
        "",
        "https://example.org/a b",
        "https://example.org/<a>",
        "https://example.org/{a}",
        'https://example.org/"a"',
        "https://example.org/a|b",
        "https://example.org/a\\b",
        "https://example.org/a^b",
        "https://example.org/a`b",
        "https://example.org/50%",
        "https://example.org/%zz",
        "https://example.org/a#b#c",
        "https://example.org/[a]",
        "https://example.org/a\u00a0b",
        "https://example.org/a\nb",
        f"https://example.org/{'a' * 2000}",
    ],
)
def test_an_iri_that_some_store_refuses_is_refused(iri: str) -> None:
    with pytest.raises(IriError):
        check(iri)


@pytest.mark.parametrize("iri", ["https://example.org/a%20b#c", "urn:isbn:0451450523", "https://example.org/é"])
def test_a_good_iri_is_returned_as_it_is(iri: str) -> None:
    assert check(iri) == iri


@given(TEXTS)
def test_a_minted_iri_survives_both_rdf_libraries(name: str) -> None:
    iri = mint("statement", name)
    triple = Quad(NamedNode(iri), NamedNode("urn:p"), Literal("x")).triple
    written = serialize([triple], format=RdfFormat.TURTLE, prefixes={"statement": PREFIXES["statement"]})
    assert written is not None
    assert [quad.subject for quad in parse(written, format=RdfFormat.TURTLE)] == [NamedNode(iri)]
    assert set(Graph().parse(data=written, format="turtle").subjects()) == {URIRef(iri)}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Seamless Government Theory", "seamless-government-theory"),
        ("  5G / IoT ", "5g-iot"),
        ("“Wisdom” city", "wisdom-city"),
        ("snake_case", "snake-case"),
        ("智慧 警务", "智慧-警务"),
        ("ﬁne", "fine"),
    ],
)
def test_a_slug_can_be_read(label: str, name: str) -> None:
    assert slug(label) == name


@given(st.text(min_size=1))
def test_a_slug_is_never_empty_and_is_its_own_slug(label: str) -> None:
    assert slug(label)
    assert slug(slug(label)) == slug(label)


def test_labels_of_punctuation_alone_are_told_apart() -> None:
    assert slug("?!") != slug("!?")


@given(st.text(max_size=30), st.text(max_size=30))
@example("a", "p1.2")
@example("a.", "b")
@example("a", ".b")
@example("", "a")
def test_plain_names_are_their_own_local_names_also_together(name: str, code: str) -> None:
    assert not is_plain(name) or local(name) == name
    if is_plain(name) and is_plain(code):
        assert local(f"{name}-{code}") == f"{name}-{code}"
