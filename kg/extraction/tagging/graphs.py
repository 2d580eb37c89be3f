"""The learned networks and what feeds them, each loaded when it is first needed and kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from kg import resources
from kg.errors import ResourceError

__all__ = ["Floats", "Words", "run", "tokenizer", "words"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
T = TypeVar("T")

#: Only errors: what the engine would warn of (a processor it does not know, say) is no concern of a reader.
_ERRORS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A row for each word piece: `rows` (int8) times `scales`; `latin` tells which have a Latin letter."""

    rows: npt.NDArray[np.int8]
    scales: Floats
    latin: npt.NDArray[np.bool_]

    def embed(self, pieces: Integers) -> Floats:
        """Return the word pieces as vectors, with one more axis than `pieces`, of 384 numbers."""
        embedded: Floats = self.rows[pieces].astype(np.float32) * self.scales[pieces]
        return embedded


def run(name: str, outputs: list[str], feeds: dict[str, npt.NDArray[Any]]) -> list[Floats]:
    """Return what the network `NAME.onnx` answers; feeds have the names and shapes that its training gave them.

    Raises:
        ResourceError: if the network is missing or malformed.

    """
    answers: list[Floats] = _session(name).run(outputs, feeds)
    return answers


@functools.cache
def words() -> Words:
    """Return the vectors of the word pieces, which stay on disk until they are asked for.

    Raises:
        ResourceError: if a file of theirs is missing or malformed.

    """
    rows = _load("words.npy", lambda path: np.load(path, mmap_mode="r"))
    scales = _load("scales.npy", np.load).astype(np.float32)
    latin = np.zeros(len(rows), dtype=bool)
    for piece, number in tokenizer().get_vocab().items():
        latin[number] = not piece.startswith("[") and any("a" <= letter <= "z" for letter in piece)
    return Words(rows, scales, latin)


@functools.cache
def tokenizer() -> Tokenizer:
    """Return what cuts a text into word pieces, without a limit to its length.

    Raises:
        ResourceError: if its file is missing or malformed.

    """
    loaded = _load("tokenizer.json", Tokenizer.from_file)
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


@functools.cache
def _session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS
    # Matrices that are stored as int8 to save space become floats once, at loading.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return _load(
        f"{name}.onnx",
        lambda path: onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]),
    )


def _load(name: str, load: Callable[[str], T]) -> T:
    path = str(resources.weights(name))
    try:
        return load(path)
    except Exception as error:  # what the engine and the tokenizer raise has no narrower class in common
        raise ResourceError(f"kg/extraction/weights/{name}: {error}") from error
