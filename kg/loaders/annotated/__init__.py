"""Reads and writes annotated abstracts: XML whose text, with every tag removed, is the abstract as printed.

`GUIDELINE.md` beside the annotated seeds says what is marked and how. `parse(write(reading))` is `reading` again for
every reviewed reading, character for character.
"""

from __future__ import annotations

from kg.loaders.annotated.head import file_stem
from kg.loaders.annotated.parsing import parse, parse_file
from kg.loaders.annotated.writing import write

__all__ = ["file_stem", "parse", "parse_file", "write"]
