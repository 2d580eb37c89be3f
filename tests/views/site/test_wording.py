"""Every phrase is said in all languages, and what is filled in stays text."""

from __future__ import annotations

import re

import pytest

from kg.views.site.wording import certainty, labelled, phrases, say, say_in


def test_a_phrase_stands_in_all_languages() -> None:
    assert str(say("nav.themes")) == '<span lang="en">Themes</span><span lang="zh">主题</span>'
    assert say_in("zh", "nav.themes") == "主题"


def test_both_languages_fill_in_the_same_values() -> None:
    for name, texts in phrases().items():
        needed = {language: set(re.findall(r"{(\w+)}", texts[language])) for language in ("en", "zh")}
        assert needed["en"] == needed["zh"], name
        assert set(re.findall(r"{(\w+)}", texts.get("one", ""))) <= needed["en"], name


def test_one_is_told_from_many_and_large_numbers_can_be_read() -> None:
    assert say_in("en", "study.claims", n=1) == "1 statement"
    assert say_in("en", "study.claims", n=5210) == "5,210 statements"


def test_what_is_filled_in_is_escaped() -> None:
    assert "<b>" not in say("site.licence", version="<b>")


def test_a_name_in_one_language_is_marked_as_that() -> None:
    assert str(labelled({"zh": "<数据>"})) == '<bdi lang="zh">&lt;数据&gt;</bdi>'
    assert str(labelled({"en": "data", "zh": "数据"})).count("span lang") == 2


def test_a_reviewed_claim_has_no_percentage() -> None:
    assert "94%" in certainty("extracted", 0.94)
    assert "%" not in certainty("reviewed", None) + certainty("extracted", None)
    assert certainty("odd", 0.5) == ""


def test_a_phrase_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.phrase")


def test_no_machine_is_said_to_be_certain() -> None:
    assert "100%" not in certainty("extracted", 1.0)
    assert "&gt; 99%" in certainty("extracted", 0.999)
