"""Judges readings against reviewed ones, and carries readings as the JSON Lines by which extraction is judged."""

from __future__ import annotations

from kg.evaluation.records import read_records, record
from kg.evaluation.scoring import Figures, Mistake, Scores, evaluate

__all__ = ["Figures", "Mistake", "Scores", "evaluate", "read_records", "record"]
