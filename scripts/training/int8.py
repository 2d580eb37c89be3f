"""Numbers in eight bits: matrices as whole numbers from -127 to 127 and the scales that turn them back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["by_columns", "by_rows"]

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]

#: What keeps a row or column of zeros from being divided by zero.
_LEAST = 1e-9


def by_rows(matrix: Floats) -> tuple[Bytes, npt.NDArray[np.float16]]:
    """Return a matrix [R, C] in eight bits and the scale of each row [R, 1]: row = bytes * scale."""
    scales = np.abs(matrix).max(axis=1, keepdims=True) / 127 + _LEAST
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float16)


def by_columns(matrix: Floats) -> tuple[Bytes, Floats]:
    """Return a matrix [R, C] in eight bits and the scale of each column [C]."""
    scales = (np.abs(matrix).max(axis=0) / 127 + _LEAST).astype(np.float32)
    return np.round(matrix / scales).astype(np.int8), scales
