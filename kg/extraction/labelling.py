"""Labels a sequence of described things by learned weights: a linear chain, read from a file and run with numpy.

The weights of a feature say how much it speaks for each label, and the moves how well one label follows another. A
label is `O` (nothing), or `B-` or `I-` with what begins or goes on there.
"""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg import resources
from kg.errors import ResourceError

__all__ = ["NONE", "Labeller", "Stretch", "load"]

#: The label of what is nothing.
NONE = "O"
#: How many things are weighed at once: enough to be quick, few enough to need little memory for a text of any length.
_CHUNK = 256

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The things `first` to `last` (both included) are together a `kind`, with a probability."""

    first: int
    last: int
    kind: str
    probability: float


@dataclass(frozen=True, slots=True)
class Labeller:
    """What was learned: `weights` has a row for each feature and a column for each label, in the order of `labels`.

    The last row of `weights` is zero and belongs to no feature. `moves[i, j]` is the weight of label `j` after label
    `i`, and `starts[j]` that of label `j` at the beginning; a forbidden one is very low.
    """

    labels: tuple[str, ...]
    features: dict[str, int]
    weights: Floats
    moves: Floats
    starts: Floats

    def scores(self, described: Iterable[Iterable[str]]) -> Floats:
        """Return a row for each described thing, a column for each label: the sum of its features' weights."""
        parts = [np.empty((0, len(self.labels)), dtype=np.float32)]
        things = iter(described)
        while chunk := list(itertools.islice(things, _CHUNK)):
            parts.append(self._scores_of_chunk(chunk))
        return np.concatenate(parts)

    def _scores_of_chunk(self, described: Sequence[Iterable[str]]) -> Floats:
        row_of, blank = self.features.get, len(self.features)
        rows: list[int] = []
        starts = []
        for names in described:
            starts.append(len(rows))
            rows += [row for row in map(row_of, names) if row is not None]
            rows.append(blank)  # so that a thing without a known feature has a row to sum
        summed: Floats = np.add.reduceat(self.weights[rows], starts, axis=0, dtype=np.float32)
        return summed

    def stretches(self, described: Iterable[Iterable[str]]) -> tuple[Stretch, ...]:
        """Return the stretches of the most probable labelling, in order.

        The probability of a stretch is that of its least probable label.
        """
        scores = self.scores(described)
        if not len(scores):
            return ()
        path = self._best(scores)
        chances = self._probabilities(scores)
        return tuple(self._stretches(path, chances[np.arange(len(path)), path]))

    def classify(self, names: Iterable[str]) -> list[tuple[str, float]]:
        """Return the labels of one thing, taken alone, with their probabilities, the most probable first."""
        scores = self.scores([names])[0] + self.starts
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        return [(self.labels[place], float(chances[place])) for place in order]

    def _best(self, scores: Floats) -> list[int]:
        reached = scores[0] + self.starts
        origins = []
        for row in scores[1:]:
            ways = reached[:, None] + self.moves
            origins.append(ways.argmax(axis=0))
            reached = ways.max(axis=0) + row
        path = [int(reached.argmax())]
        for origin in reversed(origins):
            path.append(int(origin[path[-1]]))
        return path[::-1]

    def _probabilities(self, scores: Floats) -> npt.NDArray[np.float64]:
        """Return the probability of each label at each place, by the forward-backward algorithm."""
        chances = np.exp((scores - scores.max(axis=1, keepdims=True)).astype(np.float64))
        moves = np.exp(self.moves.astype(np.float64))
        forward: npt.NDArray[np.float64] = np.empty(chances.shape)
        forward[0] = chances[0] * np.exp(self.starts.astype(np.float64))
        forward[0] /= forward[0].sum()
        for place in range(1, len(chances)):
            reached = (forward[place - 1] @ moves) * chances[place]
            forward[place] = reached / reached.sum()
        backward = np.ones(chances.shape[1])
        for place in range(len(chances) - 2, -1, -1):
            backward = moves @ (chances[place + 1] * backward)
            backward /= backward.sum()
            forward[place] *= backward
            forward[place] /= forward[place].sum()
        return forward

    def _stretches(self, path: Sequence[int], chances: npt.NDArray[np.float64]) -> Iterable[Stretch]:
        first = None
        for place, label in enumerate([*(self.labels[number] for number in path), NONE]):
            if first is not None and not label.startswith("I-"):
                kind = self.labels[path[first]][2:]
                yield Stretch(first, place - 1, kind, float(chances[first:place].min()))
                first = None
            if label.startswith("B-"):
                first = place


@functools.cache
def load(name: str) -> Labeller:
    """Return the labeller whose weights are in `kg/extraction/weights/NAME.npz`, read once.

    Raises:
        ResourceError: if the file is missing or malformed.

    """
    place = f"{name}.npz"
    try:
        with np.load(io.BytesIO(resources.weights(place).read_bytes()), allow_pickle=False) as stored:
            features = bytes(stored["features"]).decode().split("\n")
            return Labeller(
                labels=tuple(map(str, stored["labels"])),
                features={feature: number for number, feature in enumerate(features)},
                weights=_with_blank_row(stored["weights"].astype(np.float32)),
                moves=stored["moves"].astype(np.float32),
                starts=stored["starts"].astype(np.float32),
            )
    except (KeyError, ValueError, OSError) as error:
        raise ResourceError(f"kg/extraction/weights/{place}: {error}") from error


def _with_blank_row(weights: Floats) -> Floats:
    return np.concatenate([weights, np.zeros((1, weights.shape[1]), dtype=np.float32)])
