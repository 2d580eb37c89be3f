"""Learns a linear chain (a conditional random field): the weights that make the given labels most probable."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import logsumexp

from kg.extraction.labelling import NONE, Labeller

__all__ = ["Example", "fit", "lean", "store", "tags", "vocabulary"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: The weight of a move that is not allowed: "I-cause" follows "B-cause" or "I-cause" only.
_FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class Example:
    """One sequence: the features of its things, and their labels."""

    described: list[list[str]]
    labels: list[str]


def vocabulary(examples: Sequence[Example], least: int) -> dict[str, int]:
    """Return the features that occur in at least `least` of the examples, each with its row."""
    count = Counter(name for one in examples for name in {name for names in one.described for name in names})
    return {name: row for row, name in enumerate(sorted(name for name, times in count.items() if times >= least))}


def fit(
    examples: Sequence[Example], features: dict[str, int], labels: Sequence[str], *, penalty: float, steps: int
) -> Labeller:
    """Return the labeller over these features that makes the labels of the examples most probable.

    `penalty` is that of L2 on the weights, and `steps` the most steps that L-BFGS takes. The same input gives the same
    weights on the same machine.
    """
    problem = _Problem([one for one in examples if one.labels], features, labels, penalty)
    found = minimize(
        problem, np.zeros(problem.size), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8}
    )
    weights, moves, starts = problem.parts(found.x)
    return Labeller(
        labels=tuple(labels),
        features=features,
        weights=np.vstack([weights, np.zeros((1, len(labels)))]).astype(np.float32),
        moves=(moves + problem.forbidden).astype(np.float32),
        starts=(starts + problem.forbidden[0]).astype(np.float32),
    )


def lean(labeller: Labeller, weight: float) -> Labeller:
    """Return the labeller with `weight` taken off the label of nothing, by the feature that everything has."""
    if not weight:
        return labeller
    weights = labeller.weights.copy()
    weights[labeller.features["any"], labeller.labels.index(NONE)] -= weight
    return dataclasses.replace(labeller, weights=weights)


def tags(kinds: Sequence[str]) -> list[str]:
    """Return the labels for stretches of these kinds."""
    return [NONE, *(f"{place}-{kind}" for kind in kinds for place in "BI")]


def store(labeller: Labeller, path: Path, *, least: float = 0.01) -> int:
    """Write a labeller without the features whose weights are all below `least`; return how many features it has."""
    kept = sorted(name for name, row in labeller.features.items() if np.abs(labeller.weights[row]).max() >= least)
    rows = [labeller.features[name] for name in kept]
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        labels=np.array(labeller.labels),
        features=np.frombuffer("\n".join(kept).encode(), dtype=np.uint8),
        weights=labeller.weights[rows].astype(np.float16),
        moves=labeller.moves,
        starts=labeller.starts,
    )
    return len(kept)


class _Problem:
    """The negative log-likelihood of all examples and its gradient; they run side by side, the longest first."""

    def __init__(
        self, examples: list[Example], features: dict[str, int], labels: Sequence[str], penalty: float
    ) -> None:
        examples = sorted(examples, key=lambda one: -len(one.labels))
        number = {label: place for place, label in enumerate(labels)}
        self.penalty, self.width = penalty, len(labels)
        self.forbidden = np.array([[_weight_of_move(a, b) for b in labels] for a in labels])
        lengths = np.array([len(one.labels) for one in examples])
        self.matrix = _matrix([names for one in examples for names in one.described], features)
        self.transposed = self.matrix.T.tocsr()
        self.truth: Integers = np.array([number[label] for one in examples for label in one.labels])
        self.starts_at: Integers = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        self.ends_at: Integers = self.starts_at + lengths - 1
        self.example_of = np.repeat(np.arange(len(examples)), lengths)
        self.steps = [self.starts_at[lengths > place] + place for place in range(int(lengths[0]))]
        self._count()

    def _count(self) -> None:
        """Count what the truth holds: features by label, moves, starts."""
        chosen = np.eye(self.width)[self.truth]
        self.features_seen = self.transposed @ chosen
        later = np.setdiff1d(np.arange(len(self.truth)), self.starts_at)
        self.moves_seen = np.zeros((self.width, self.width))
        np.add.at(self.moves_seen, (self.truth[later - 1], self.truth[later]), 1)
        self.starts_seen = chosen[self.starts_at].sum(axis=0)
        self.later = later

    @property
    def size(self) -> int:
        return (int(self.matrix.shape[1]) + self.width + 1) * self.width

    def parts(self, flat: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the weights, the moves and the starts that a flat array holds."""
        rows = flat.reshape(-1, self.width)
        return rows[: -self.width - 1], rows[-self.width - 1 : -1], rows[-1]

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        weights, free_moves, free_starts = self.parts(flat)
        moves, starts = free_moves + self.forbidden, free_starts + self.forbidden[0]
        scores = self.matrix @ weights
        forward, backward = self._forward(scores, moves, starts), self._backward(scores, moves)
        total = logsumexp(forward[self.ends_at], axis=1)
        chances = np.exp(forward + backward - total[self.example_of][:, None])
        truth = scores[np.arange(len(self.truth)), self.truth].sum()
        truth += (moves * self.moves_seen).sum() + (starts * self.starts_seen).sum()
        loss = float(total.sum() - truth + self.penalty / 2 * ((weights**2).sum() + (free_moves**2).sum() / 10))
        gradient = [
            self.transposed @ chances - self.features_seen + self.penalty * weights,
            self._moves(scores, moves, forward, backward, total) - self.moves_seen + self.penalty / 10 * free_moves,
            (chances[self.starts_at].sum(axis=0) - self.starts_seen)[None],
        ]
        return loss, np.concatenate(gradient).ravel()

    def _forward(self, scores: Floats, moves: Floats, starts: Floats) -> Floats:
        found = np.empty_like(scores)
        found[self.steps[0]] = scores[self.steps[0]] + starts
        chances = np.exp(moves)
        for here in self.steps[1:]:
            before = found[here - 1]
            most = before.max(axis=1, keepdims=True)
            found[here] = scores[here] + most + np.log(np.exp(before - most) @ chances + 1e-300)
        return found

    def _backward(self, scores: Floats, moves: Floats) -> Floats:
        found = np.zeros_like(scores)
        chances = np.exp(moves).T
        for here in reversed(self.steps[1:]):
            after = found[here] + scores[here]
            most = after.max(axis=1, keepdims=True)
            found[here - 1] = most + np.log(np.exp(after - most) @ chances + 1e-300)
        return found

    def _moves(self, scores: Floats, moves: Floats, forward: Floats, backward: Floats, total: Floats) -> Floats:
        """Return how often each move is expected."""
        found = np.zeros_like(moves)
        for part in np.array_split(self.later, 1 + len(self.later) // 20000):
            after = scores[part] + backward[part] - total[self.example_of[part]][:, None]
            found += np.exp(forward[part - 1][:, :, None] + moves + after[:, None, :]).sum(axis=0)
        return found


def _weight_of_move(before: str, after: str) -> float:
    goes_on = after.startswith("I-")
    return _FORBIDDEN if goes_on and before[2:] != after[2:] else 0.0


def _matrix(described: list[list[str]], features: dict[str, int]) -> sparse.csr_array:
    columns = [sorted({features[name] for name in names if name in features}) for names in described]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([column for row in columns for column in row], dtype=np.int64)
    return sparse.csr_array((np.ones(len(flat)), flat, ends), shape=(len(columns), len(features)))
