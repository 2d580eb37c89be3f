"""The networks and what feeds them: word pieces have vectors, and weights that are missing or spoiled are refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kg import resources
from kg.errors import ResourceError
from kg.extraction.tagging import graphs


def forget() -> None:
    for remembered in (graphs.words, graphs.tokenizer, graphs._session):
        remembered.cache_clear()


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the weights that a test may spoil; the networks themselves are left out."""
    for name in ("tokenizer.json", "words.npy", "scales.npy"):
        shutil.copy(str(resources.weights(name)), tmp_path)
    monkeypatch.setattr(resources, "weights", tmp_path.joinpath)
    forget()
    yield tmp_path
    forget()


def test_a_word_piece_has_the_vector_of_its_row() -> None:
    known = graphs.words()
    embedded = known.embed(np.array([[5, 7], [7, 5]]))
    assert embedded.shape == (2, 2, 384)
    assert embedded.dtype == np.float32
    assert np.array_equal(embedded[0, 1], known.rows[7].astype(np.float32) * known.scales[7])
    assert np.array_equal(embedded[0], embedded[1][::-1])


def test_latin_pieces_are_those_with_a_latin_letter() -> None:
    vocabulary = graphs.tokenizer().get_vocab()
    latin = graphs.words().latin
    assert len(vocabulary) == len(latin)
    assert [bool(latin[vocabulary[piece]]) for piece in ("police", "##s", "5", ",", "[UNK]", "[CLS]")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_a_long_text_is_not_cut_off() -> None:
    assert len(graphs.tokenizer().encode("police " * 3000).ids) == 3002


@pytest.mark.parametrize(
    ("name", "load"),
    [
        ("tokenizer.json", graphs.tokenizer),
        ("words.npy", graphs.words),
        ("scales.npy", graphs.words),
        ("encoder.onnx", lambda: graphs.run("encoder", ["tag"], {})),
        ("themes.onnx", lambda: graphs.run("themes", ["theme"], {})),
    ],
)
@pytest.mark.parametrize("content", [b"", b"{}", b"spoiled"])
def test_spoiled_weights_are_refused_by_name(
    weights: Path, name: str, load: Callable[[], object], content: bytes
) -> None:
    (weights / name).write_bytes(content)
    with pytest.raises(ResourceError, match=name.replace(".", r"\.")):
        load()


def test_missing_weights_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ResourceError, match=r"nothing\.onnx is missing.*install it again"):
        graphs.run("nothing", [], {})
    monkeypatch.undo()


def test_a_network_is_loaded_once() -> None:
    assert graphs._session("spans") is graphs._session("spans")
