"""Decides by many small trees, read from a file, each of which asks a few questions about one row of numbers."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kg import resources
from kg.errors import ResourceError
from kg.extraction.tagging.graphs import Floats, Integers

__all__ = ["Forest", "load"]

_FILE = "relations.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Boosted trees, their nodes one tree after another; `roots` says where each begins.

    A row goes from a node to its `right` where column `feature` of the row is above `threshold`, else to its `left`;
    both are numbers of nodes. A leaf is its own `left` and `right`, and says `value`.
    """

    roots: Integers
    left: Integers
    right: Integers
    feature: Integers
    threshold: Floats
    value: npt.NDArray[np.float64]
    base: float
    rate: float
    depth: int

    def chances(self, rows: Floats) -> npt.NDArray[np.float64]:
        """Return the probability (0 to 1) that each row of `rows` [rows, columns] is one of those looked for."""
        nodes = np.tile(self.roots, (len(rows), 1))
        which = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            above = rows[which, self.feature[nodes]] > self.threshold[nodes]
            nodes = np.where(above, self.right[nodes], self.left[nodes])
        score = self.base + self.rate * self.value[nodes].sum(axis=1)
        chances: npt.NDArray[np.float64] = 1 / (1 + np.exp(-score))
        return chances


@functools.cache
def load(columns: tuple[str, ...]) -> Forest:
    """Return the forest in `kg/extraction/weights/relations.npz`, which must have been grown on these columns.

    Raises:
        ResourceError: if the file is missing or malformed, or was made for other columns.

    """
    try:
        with np.load(io.BytesIO(resources.weights(_FILE).read_bytes()), allow_pickle=False) as stored:
            content = dict(stored)
        if tuple(map(str, content["names"])) != columns:
            raise ValueError("it was learned from other features; train again")
        return _forest(content)
    except (KeyError, ValueError, OSError) as error:
        raise ResourceError(f"kg/extraction/weights/{_FILE}: {error}") from error


def _forest(stored: Mapping[str, npt.NDArray[Any]]) -> Forest:
    """Number the nodes through all trees; in the file each tree counts its own, and a leaf has -1 for its branches.

    Raises:
        ValueError: if a tree leads to a node or a column that there is not, or has no end.

    """
    sizes = stored["sizes"].astype(np.int64)
    roots = np.cumsum(sizes) - sizes
    first, own = np.repeat(roots, sizes), np.arange(int(sizes.sum()))
    is_leaf = stored["left"] < 0
    left = np.where(is_leaf, own, stored["left"] + first)
    right = np.where(is_leaf, own, stored["right"] + first)
    feature = np.where(is_leaf, 0, stored["feature"])
    if max(left.max(), right.max()) >= len(own) or feature.max() >= len(stored["names"]):
        raise ValueError("a tree leads outside")
    return Forest(
        roots=roots,
        left=left,
        right=right,
        feature=feature,
        threshold=stored["threshold"].astype(np.float32),
        value=stored["value"].astype(np.float64),
        base=float(stored["base"]),
        rate=float(stored["rate"]),
        depth=_depth(roots, left, right),
    )


def _depth(roots: Integers, left: Integers, right: Integers) -> int:
    """Return how many questions the longest way from a root to a leaf asks.

    Raises:
        ValueError: if some way never ends.

    """
    level, depth = roots, 0
    while (inner := level[left[level] != level]).size:
        level, depth = np.unique(np.concatenate([left[inner], right[inner]])), depth + 1
        if depth > len(left):
            raise ValueError("a tree has no end")
    return depth
