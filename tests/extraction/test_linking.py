"""Later names of a case join the first; statements get themes."""

from __future__ import annotations

import dataclasses
import time

import pytest
from marked import marked

from kg import lexicon
from kg.extraction import linking, settings
from kg.extraction.tagging import network
from kg.model import Mention, Span
from kg.vocabulary import Kind, Role


def joined(source: str) -> list[tuple[str, int | None, Role | None]]:
    text, mentions = marked(source)
    return [(one.span.of(text), one.same, one.role) for one in linking.join_cases(text, mentions)]


def test_a_later_mention_joins_the_first_and_takes_its_role() -> None:
    assert joined("We learn from [R Hangzhou]. In [K Z City] and in [K Hangzhou].") == [
        ("Hangzhou", None, Role.REFERENCE),
        ("Z City", None, Role.SUBJECT),
        ("Hangzhou", 0, Role.REFERENCE),
    ]


def test_a_shorter_name_joins_the_full_one() -> None:
    assert joined("[K Linhai City,Zhejiang Province]; [K Linhai City]; [K Linhai City]") == [
        ("Linhai City,Zhejiang Province", None, Role.SUBJECT),
        ("Linhai City", 0, Role.SUBJECT),
        ("Linhai City", 0, Role.SUBJECT),
    ]


def test_the_same_letter_is_another_place_when_the_area_differs() -> None:
    assert [same for _, same, _ in joined("[K Z City] and [K Z District]")] == [None, None]


def test_places_that_the_tagger_missed_are_added() -> None:
    text = "In [K Z City] it rains. Z City is big; Z Cityhood is not, and [D Z City survey] is a survey."
    assert [name for name, _, _ in joined(text)] == ["Z City", "Z City", "Z City survey"]


def test_order_follows_the_text() -> None:
    text, mentions = marked("[K Z City] has [P no staff]")
    assert linking.join_cases(text, mentions[::-1]) == mentions


def test_each_statement_gets_a_known_theme_and_nothing_else_does() -> None:
    text, mentions = marked("[K Z City] has [P data sharing is not smooth], [P shortage of funds]")
    themed = linking.give_themes(text, mentions)
    assert [one.themes for one in themed] == [(), ("data-sharing",), ("funding",)]
    assert set(settings.load().themes) <= {*lexicon.load().themes, "other"}


def test_a_text_without_statements_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text, mentions = marked("In [K Z City] it rains")
    monkeypatch.setattr(network, "encode", lambda _text: pytest.fail("the text was read"))
    assert linking.give_themes(text, mentions) == mentions


@pytest.mark.parametrize(("least", "count"), [(0.0, 2), (1.0, 1)])
def test_a_second_theme_must_be_probable_enough(monkeypatch: pytest.MonkeyPatch, least: float, count: int) -> None:
    known = dataclasses.replace(settings.load(), second_theme=least)
    monkeypatch.setattr(settings, "load", lambda: known)
    text, mentions = marked("There is a [P shortage of funds]")
    assert [len(one.themes) for one in linking.give_themes(text, mentions)] == [count]


def test_the_words_around_a_statement_tell_what_it_is_about() -> None:
    found = set()
    for sentence in ("Training is [P weak]", "Network security is [P weak]", "Publicity is [P weak]"):
        text, mentions = marked(sentence)
        found |= {one.themes[0] for one in linking.give_themes(text, mentions)}
    assert len(found) > 1


def test_many_cases_take_time_in_proportion() -> None:
    names = [f"A{number} City" for number in range(4000)]
    text = ",".join(names * 5)
    at, mentions = 0, []
    for name in names:
        mentions.append(Mention(Span(at, at + len(name)), Kind.CASE, role=Role.SUBJECT))
        at += len(name) + 1
    begun = time.process_time()
    assert len(linking.join_cases(text, mentions)) == 20_000
    assert time.process_time() - begun < 5
