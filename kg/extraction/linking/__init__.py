"""Links mentions: later names of a case to its first one, and statements to their themes."""

from __future__ import annotations

from kg.extraction.linking.cases import join_cases
from kg.extraction.linking.themes import give_themes

__all__ = ["give_themes", "join_cases"]
