"""Judges readings against reviewed ones, tells what reviewers changed, and carries readings as JSON Lines."""

from __future__ import annotations

from kg.evaluation.changes import Change, changes
from kg.evaluation.findings import Comparison, compare
from kg.evaluation.records import read_records, record
from kg.evaluation.reviews import Review, Total, total
from kg.evaluation.scoring import Figures, Mistake, Scores, evaluate

__all__ = [
    "Change",
    "Comparison",
    "Figures",
    "Mistake",
    "Review",
    "Scores",
    "Total",
    "changes",
    "compare",
    "evaluate",
    "read_records",
    "record",
    "total",
]
