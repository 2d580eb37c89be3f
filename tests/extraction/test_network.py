"""The encoder reads every text, in windows that agree, at a cost in proportion to what there is to read."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kg.extraction import settings
from kg.extraction.tagging import graphs, network
from kg.extraction.tagging.decoding import best_spans
from kg.extraction.tagging.network import encode, in_blocks, windows
from kg.loaders import annotated
from kg.model import Span

SEED = min((Path(__file__).parents[2] / "seeds" / "annotated" / "seeds").glob("*.xml"))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The number of word pieces that each run of the encoder is given."""
    counted: list[int] = []
    run = graphs.run

    def count(name: str, outputs: list[str], feeds: dict[str, Any]) -> list[graphs.Floats]:
        if name == "encoder":
            counted.append(len(feeds["kept"]))
        return run(name, outputs, feeds)

    monkeypatch.setattr(graphs, "run", count)
    encode.cache_clear()
    yield counted
    encode.cache_clear()


@given(st.integers(1, 9000), st.sampled_from([4, 64, 1000]))
def test_windows_keep_every_piece_once_and_read_it_at_most_twice(length: int, size: int) -> None:
    found = list(windows(length, size))
    assert [place for window in found for place in range(window.first, window.last)] == list(range(length))
    assert all(window.start <= window.first < window.last <= window.end <= length for window in found)
    assert all(window.end - window.start <= size for window in found)
    assert sum(window.end - window.start for window in found) <= 2 * length


def test_a_piece_is_kept_from_a_window_that_sees_what_is_around_it() -> None:
    for window in windows(5000, 1000):
        assert window.first == 0 or window.first - window.start >= 250
        assert window.last == 5000 or window.end - window.last >= 250


@given(st.integers(1, 1000), st.sampled_from([1, 7, 160]))
def test_blocks_hold_every_piece_and_give_it_back_once(length: int, least: int) -> None:
    places, kept = in_blocks(length, least)
    assert places.reshape(-1)[kept].tolist() == list(range(length))
    assert places.min() >= 0
    assert len({tuple(np.diff(row)) for row in places}) == 1
    assert places.shape[1] >= min(length, least)
    assert places.size - length <= len(places) * len(places)


def test_windows_agree_with_one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    text = annotated.parse_file(SEED).abstract.text
    whole = encode(text)
    assert len(whole.pieces) < settings.load().window
    smaller = dataclasses.replace(settings.load(), window=480)
    monkeypatch.setattr(settings, "load", lambda: smaller)
    encode.cache_clear()
    parted = encode(text)
    encode.cache_clear()
    assert np.array_equal(whole.pieces, parted.pieces)
    assert not np.array_equal(whole.tags, parted.tags)
    one, other = ({span[:2] for span in best_spans(read.tags)} for read in (whole, parted))
    assert len(one & other) >= 0.85 * len(one | other)


def test_offsets_are_those_of_the_text() -> None:
    text = "Data  sharing—“silos”是 a problem; naïve ﬁles\n🚓 cost ￥3,000.\tİstanbul"
    encoded = encode(text)
    vocabulary = {number: piece for piece, number in graphs.tokenizer().get_vocab().items()}
    assert (encoded.starts[0], encoded.ends[-1]) == (0, len(text))
    assert all(one <= other for one, other in itertools.pairwise(encoded.starts))
    assert all(one <= other for one, other in itertools.pairwise(encoded.ends))
    written = {encoded.span(n, n + 1).of(text).lower() for n in range(1, len(encoded.pieces) - 1)}
    assert {"data", "sharing", "是", "problem", ";"} <= written
    for number in range(1, len(encoded.pieces) - 1):
        piece = vocabulary[int(encoded.pieces[number])].removeprefix("##")
        assert piece == "[UNK]" or not piece.isascii() or len(piece) >= len(encoded.span(number, number + 1))


@given(st.text(max_size=40), st.data())
@hypothesis_settings(deadline=None, max_examples=60)
def test_a_stretch_of_pieces_is_found_again_from_its_characters(text: str, data: st.DataObject) -> None:
    encoded = encode(f"the data {text} of a city")
    first = data.draw(st.integers(1, len(encoded.pieces) - 2))
    end = data.draw(st.integers(first + 1, len(encoded.pieces) - 1))
    span = encoded.span(first, end)
    again = encoded.within(span)
    assert encoded.span(*again).covers(span)
    assert again[0] <= first


def test_a_place_outside_every_piece_still_has_one() -> None:
    encoded = encode("a city\x00\x00")
    first, end = encoded.within(Span(7, 8))
    assert 0 <= first < end <= len(encoded.pieces)


@pytest.mark.parametrize("unit", ["the police lack a data platform, ", "问题police ", "5G. "])
def test_the_work_grows_with_the_length_only(runs: list[int], unit: str) -> None:
    for count in (100, 400, 800):
        runs.clear()
        encoded = encode(unit * count)
        assert len(encoded.pieces) <= sum(runs) <= 2 * len(encoded.pieces)
        assert max(runs) <= settings.load().window


@pytest.mark.parametrize("text", ["", " \n", "," * 1_000_000, "问题" * 20_000, "🚓" * 20_000, "\x00\x1b" * 20_000])
def test_what_has_no_latin_words_is_not_read(runs: list[int], text: str) -> None:
    encoded = encode(text)
    assert runs == []
    assert best_spans(encoded.tags) == []


def test_only_windows_with_words_are_read(runs: list[int]) -> None:
    encode("。" * 5000 + "the police lack funds and training in every city of the province. " * 40 + "，" * 5000)
    assert 1 <= len(runs) <= 4


def test_a_text_is_read_once_for_all_stages(runs: list[int]) -> None:
    assert encode("Z City lacks funds") is encode("Z City lacks funds")
    assert len(runs) == 1
    assert network.encode.cache_info().maxsize == 1
