"""Compares what studies report: case by case and theme by theme, and problems with what is proposed about them."""

from __future__ import annotations

from kg.comparison.comparing import Matrix, matrix
from kg.comparison.forms import write
from kg.comparison.gaps import GapMap, gap_map

__all__ = ["GapMap", "Matrix", "gap_map", "matrix", "write"]
