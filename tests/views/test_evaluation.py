"""The page of an evaluation is one file that runs nothing, shows every text as written and every mark as it is."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import resources
from kg.errors import InputError, OutputError
from kg.evaluation import compare, evaluate
from kg.evaluation.findings import Verdict
from kg.model import Abstract, Mention, Reading, Span
from kg.views import evaluation
from kg.views.marking import cut, numbered
from kg.vocabulary import Kind
from views.corpora import HOSTILE

ATTACK = "</script><img src=x onerror=alert(1)>"
TEXT = f"In Z City {ATTACK} data sharing is slow because staff are few & old.\n 经费不足。"


class Parsed(HTMLParser):
    """The elements of a page, its styles, and the words of its abstracts without the tags that the page adds."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.styles: list[str] = []
        self.texts: list[str] = []
        self.chips: list[str] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        self.elements.append((tag, attributes))
        if "text" in classes:
            self.texts.append("")
        if "chip" in classes:
            self.chips.append("")
        if tag not in {"meta", "link", "input"}:
            self._open.append(next((name for name in ("said", "chip") if name in classes), tag))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"meta", "link", "input"}:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "style":
            self.styles.append(data)
        if self._open and self._open[-1] == "said":
            self.texts[-1] += data
        elif "chip" in self._open:
            self.chips[-1] += data

    @property
    def policy(self) -> dict[str, str]:
        content = next(str(a["content"]) for _, a in self.elements if a.get("http-equiv") == "Content-Security-Policy")
        return dict(rule.split(" ", 1) for rule in content.split("; "))


def reading(*mentions: Mention, text: str = TEXT, name: str = "x", title: str | None = None) -> Reading:
    return Reading(Abstract(name, text, title=title), mentions)


def mention(kind: Kind, words: str, *themes: str) -> Mention:
    start = TEXT.index(words)
    return Mention(Span(start, start + len(words)), kind, themes=themes)


GOLD = reading(
    mention(Kind.CASE, "Z City"),
    mention(Kind.PROBLEM, f"{ATTACK} data sharing is slow", "data-sharing"),
    mention(Kind.CAUSE, "staff are few", "talent"),
    mention(Kind.PROBLEM, "经费不足", "funding"),
    title=ATTACK,
)
FOUND = reading(
    mention(Kind.PROBLEM, "data sharing is slow because", "platform"),  # crosses the gold's problem: too little of it
    mention(Kind.TECHNOLOGY, f"{ATTACK} data"),  # crosses what was found
    mention(Kind.CAUSE, "staff are few &", "manpower"),
    mention(Kind.COUNTERMEASURE, "经费不足", "funding"),
)


def page(gold: Reading = GOLD, found: Reading = FOUND) -> Parsed:
    parsed = Parsed(evaluation.page([gold], [found], evaluate([gold], [found])))
    assert parsed._open == []
    return parsed


def test_the_page_runs_and_fetches_nothing() -> None:
    shown = page()
    for tag, attributes in shown.elements:
        assert tag not in {"script", "img", "iframe", "object", "embed", "base", "form"}
        assert not {name for name in attributes if name.startswith("on") or name in {"src", "srcset", "style"}}
        target = attributes.get("href")
        assert target is None or target.startswith("#") or target == "data:,"
    assert not re.search(r"url\(|@import|https?:", "".join(shown.styles))


def test_the_policy_lets_nothing_run_and_hashes_the_style() -> None:
    shown = page()
    digest = base64.b64encode(hashlib.sha256(shown.styles[0].encode()).digest()).decode()
    assert shown.policy["default-src"] == shown.policy["script-src"] == "'none'"
    assert shown.policy["style-src"] == f"'sha256-{digest}'"


def test_every_anchor_leads_somewhere_and_every_id_stands_once() -> None:
    elements = page().elements
    names = [str(attributes["id"]) for _, attributes in elements if "id" in attributes]
    assert len(names) == len(set(names))
    hrefs = {str(attributes["href"]) for tag, attributes in elements if tag == "a"}
    assert {href.removeprefix("#") for href in hrefs} <= set(names)


def test_a_hostile_text_is_shown_as_written_though_marks_cross_in_it() -> None:
    assert page().texts == [TEXT]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_titles_and_ids_stay_text(text: str) -> None:
    if not text.strip():
        pytest.skip("no abstract is empty")
    hostile = Reading(Abstract(text, text, title=text), (Mention(Span(0, len(text)), Kind.PROBLEM, themes=(text,)),))
    assert page(hostile, reading(text=text, name=text)).texts == [text.replace("\r\n", "\n").replace("\r", "\n")]


def test_each_mark_says_in_words_what_it_is() -> None:
    chips = [" ".join(chip.split()) for chip in page().chips]
    assert chips == [
        "− 1 missed case",
        "⇄ 2 problem, found as technology",
        "+ 3 wrong problem",
        "≈ 4 cause, theme talent → manpower, boundary differs",
        "⇄ 5 problem, found as countermeasure",
    ]


def test_a_reading_that_is_right_shows_no_mistake() -> None:
    shown = page(GOLD, GOLD)
    assert {" ".join(chip.split()) for chip in shown.chips} == {"✓ case", "✓ problem", "✓ cause"}
    assert "Marks that differ" not in evaluation.page([GOLD], [GOLD], evaluate([GOLD], [GOLD]))


def test_the_worst_abstract_stands_first() -> None:
    good = Reading(Abstract("good", TEXT, title="Good"), GOLD.mentions)
    bad = Reading(Abstract("bad", TEXT, title="Bad"), GOLD.mentions)
    shown = evaluation.page([good, bad], [good], evaluate([good, bad], [good]))
    assert shown.index('id="a1-title" lang="en">Bad') < shown.index('id="a2-title" lang="en">Good')


def test_the_confusions_add_up_to_the_figures() -> None:
    scores = evaluate([GOLD], [FOUND])
    rows = evaluation._matrix([compare(GOLD, FOUND)])
    for row in rows:
        if row.kind:
            assert row.total == scores.overlap[row.kind].gold
    for place, kind in enumerate(row.kind for row in rows if row.kind):
        assert sum(row.cells[place][1] for row in rows) == scores.overlap[kind].found


def test_the_page_is_the_same_every_time_whatever_the_order() -> None:
    other = Reading(Abstract("y", TEXT), FOUND.mentions)
    scores = evaluate([GOLD, other], [FOUND])
    assert evaluation.page([GOLD, other], [FOUND], scores) == evaluation.page([other, GOLD], [FOUND], scores)


def test_what_was_read_in_another_text_is_refused() -> None:
    with pytest.raises(InputError, match="another text"):
        evaluation.page([GOLD], [reading(text="Other.")], evaluate([GOLD], [GOLD]))


def test_a_page_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        evaluation.write([GOLD], [FOUND], evaluate([GOLD], [FOUND]), tmp_path / "missing" / "page.html")


# -- Cutting ----------------------------------------------------------------------------------------------------------

spans = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda at: Span(at[0], min(31, at[0] + at[1])))
mentions = st.lists(st.builds(Mention, spans, st.sampled_from(Kind)), max_size=6).map(tuple)
WORDS = "abcdefghij klmnopqrst uvwxyz 01"


@given(mentions, mentions)
def test_the_pieces_are_the_text_and_every_mark_is_whole(gold: tuple[Mention, ...], found: tuple[Mention, ...]) -> None:
    marks = numbered(compare(reading(*gold, text=WORDS), reading(*found, text=WORDS)).findings)
    pieces = cut(WORDS, marks)
    assert "".join(piece.text for piece in pieces) == WORDS
    for mark in marks:
        over = [(piece, layer) for piece in pieces for layer in piece.layers if layer.mark is mark]
        for reading_of, part in ((mark.finding.gold, "found"), (mark.finding.found, "gold")):
            words = "".join(piece.text for piece, layer in over if layer.part != part)
            assert words == (reading_of.span.of(WORDS) if reading_of else "")
        assert sum(begun is mark for piece in pieces for begun in piece.begins) == 1
        assert sum(ended is mark for piece in pieces for ended in piece.ends) == 1


@given(mentions, mentions)
def test_every_mark_of_both_readings_is_in_one_finding(gold: tuple[Mention, ...], found: tuple[Mention, ...]) -> None:
    findings = compare(reading(*gold, text=WORDS), reading(*found, text=WORDS)).findings
    assert sorted(f.gold.span for f in findings if f.gold) == sorted(m.span for m in gold)
    scored = [m.span for m in found if m.kind is not Kind.CONTEXT]
    assert sorted(f.found.span for f in findings if f.found) == sorted(scored)


@given(mentions)
def test_a_reading_agrees_with_itself(gold: tuple[Mention, ...]) -> None:
    # Of white space nothing is left to compare, and marks without a theme share none.
    solid = WORDS.replace(" ", "-")
    themed = [replace(mention, themes=("talent",)) for mention in gold]
    compared = compare(reading(*themed, text=solid), reading(*themed, text=solid))
    assert set(compared.counts) <= {Verdict.RIGHT, Verdict.UNCOUNTED}


# -- Colours ----------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    parts = [round(int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share)) for at in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


STYLE = resources.text(resources.static("evaluation.css"))
LIGHT, DARK = (
    dict(re.findall(r"--(\w+): (#\w{6}|\d+%);", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_can_be_read(palette: dict[str, str]) -> None:
    for name in ("ink", "quiet", "accent", *Verdict):
        for ground in ("paper", "raised"):
            assert contrast(palette[name], palette[ground]) >= 4.5, (name, ground)
    tint = int(palette["tint"].rstrip("%")) / 100
    for verdict in Verdict:
        assert contrast(palette["ink"], mixed(palette[verdict], palette["paper"], tint)) >= 7, verdict
    assert contrast(palette["ink"], mixed(palette["missed"], palette["paper"], 0.28)) >= 4.5
    assert contrast(palette["line"], palette["paper"]) >= 3
