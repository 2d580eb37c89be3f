"""The extraction as a whole: the seeds come out right, and no text makes it stumble."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import extraction, lexicon
from kg.evaluation import evaluate
from kg.extraction import assemble, extract
from kg.extraction.tagging import graphs, network
from kg.loaders import annotated
from kg.model import Abstract, Mention, Reading, Source, Span
from kg.vocabulary import STATEMENT_KINDS, Kind, Role, Status

SEEDS = Path(__file__).parents[2] / "seeds" / "annotated" / "seeds"


def read(text: str) -> Reading:
    return extract(Abstract("x", text), lexicon.load())


def gold() -> list[Reading]:
    return [annotated.parse_file(path) for path in sorted(SEEDS.glob("*.xml"))]


def test_the_seeds_come_out_right() -> None:
    truth = gold()
    scores = evaluate(truth, [extract(reading.abstract, lexicon.load()) for reading in truth])
    assert scores.overlap["micro"].f1 >= 0.97
    assert scores.exact["micro"].f1 >= 0.95
    assert scores.theme_accuracy is not None
    assert scores.theme_accuracy >= 0.95
    assert scores.links.f1 == 1.0


def test_every_mention_is_sound_and_the_reading_can_be_reviewed_and_assembled() -> None:
    for reviewed in gold():
        reading = extract(reviewed.abstract, lexicon.load())
        check(reading)
        again = annotated.parse(annotated.write(reading), Source("x.xml", "annotated"))
        assert [one.span for one in again.mentions] == [one.span for one in reading.mentions]
        assert len(assemble(reading, lexicon.load()).statements) == sum(
            one.kind in STATEMENT_KINDS for one in reading.mentions
        )


def check(reading: Reading) -> None:
    """Check what every reading must keep to: offsets, order, nesting, themes, roles, ties."""
    text, mentions = reading.abstract.text, reading.mentions
    assert reading.status is Status.EXTRACTED
    spans = [one.span for one in mentions]
    assert spans == sorted(spans, key=lambda span: (span.start, -span.end))
    for one, other in itertools.combinations(spans[:200], 2):
        assert not one.meets(other) or (one != other and (one.covers(other) or other.covers(one)))
    for place, mention in enumerate(mentions):
        words = mention.span.of(text)
        assert words == words.strip()
        assert words
        assert words[-1] not in ",.;:"
        assert 0 < mention.confidence <= 1
        assert bool(mention.themes) == (mention.kind in STATEMENT_KINDS)
        assert (mention.role is not None) == (mention.kind is Kind.CASE)
        assert mention.same is None or (mention.same < place and mentions[mention.same].same is None)
    for tie in reading.ties:
        assert mentions[tie.target].kind is Kind.PROBLEM
        assert tie.evidence.covers(mentions[tie.origin].span)
        assert tie.evidence.covers(mentions[tie.target].span)


WORDS = [
    "problems",
    "such",
    "as",
    "lack of",
    "staff,",
    "City",
    "A",
    "and",
    "because",
    "should",
    "theory",
    "5G",
    ".",
    "(1)",
]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_readings_are_sound_whatever_the_order_of_the_words(text: str) -> None:
    check(read(text))


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=120))
def test_readings_are_sound_for_any_characters(text: str) -> None:
    check(read(text))


@pytest.mark.parametrize(
    "text", ["", " ", "police", "。", "问题很多，原因不明。", "🚓 😀", "\x00\x1b\x7f", "\u202e\ufeff"]
)
def test_a_text_that_says_nothing_gives_nothing(text: str) -> None:
    assert read(text).mentions == ()


@pytest.mark.parametrize(
    ("unit", "length"),
    [
        (",", 1_000_000),
        ("a", 1_000_000),
        ("问题", 200_000),
        ("🚓😀", 40_000),
        ("\x01\x02", 100_000),
        ('"a", ', 5_000),
        ("such as ", 20_000),
        ("A City, ", 20_000),
        ("(1)", 20_000),
        ("５Ｇ，ﬁ한İ", 10_000),
    ],
)
def test_hostile_texts_are_read_without_a_stumble(unit: str, length: int) -> None:
    check(read(unit * (length // len(unit))))


def test_a_text_of_20000_words_is_read_with_work_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    work: Counter[str] = Counter()
    run = graphs.run

    def count(name: str, outputs: list[str], feeds: dict[str, Any]) -> list[graphs.Floats]:
        work[name] += sum(feed.size for feed in feeds.values())
        return run(name, outputs, feeds)

    monkeypatch.setattr(graphs, "run", count)
    sentence = "Z City lacks funds and staff because the rules are old, and a data platform should be built. "
    spent = []
    for words in (5_000, 20_000):
        work.clear()
        check(read(sentence * (words // len(sentence.split()))))
        spent.append(dict(work))
    assert spent[1].keys() == {"encoder", "spans"}
    assert all(spent[1][name] < 5 * spent[0][name] for name in spent[1])


def test_two_runs_give_the_same_reading() -> None:
    abstract = gold()[0].abstract
    first = extract(abstract, lexicon.load())
    network.encode.cache_clear()
    assert extract(abstract, lexicon.load()) == first


def test_a_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    run = graphs.run

    def note(name: str, outputs: list[str], feeds: dict[str, Any]) -> list[graphs.Floats]:
        ran.append(name)
        return run(name, outputs, feeds)

    monkeypatch.setattr(graphs, "run", note)
    network.encode.cache_clear()
    extract(gold()[0].abstract, lexicon.load())
    assert ran.count("encoder") == 1


def test_another_tagger_can_stand_in() -> None:
    text = "Z City lacks funds for training"

    def tagger(_text: str, _lexicon: lexicon.Lexicon) -> list[Mention]:
        return [Mention(Span(0, 6), Kind.CASE, role=Role.SUBJECT), Mention(Span(7, 18), Kind.PROBLEM, 0.5)]

    reading = extract(Abstract("x", text), lexicon.load(), tag=tagger)
    assert [(one.kind, one.themes, one.confidence) for one in reading.mentions] == [
        (Kind.CASE, (), 1.0),
        (Kind.PROBLEM, ("funding",), 0.5),
    ]


def test_the_public_names_are_listed() -> None:
    assert extraction.__all__ == sorted(extraction.__all__)
    assert {"assemble", "extract"} <= set(extraction.__all__)
