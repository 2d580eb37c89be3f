"""Plain text, one abstract a file, with or without what a thesis site writes around it."""

from __future__ import annotations

from pathlib import Path

from kg.loaders import encoding, html, labels, record
from kg.loaders.chrome import peel
from kg.model import Abstract, Source

__all__ = ["parse"]


def parse(path: Path) -> Abstract:
    """Return the abstract in a text file, named like the file.

    Raises:
        InputError: if the file cannot be read as text, or holds no abstract.

    """
    text, found = encoding.decode(encoding.read_bytes(path), path)
    if html.is_page(text):
        return html.parse_page(text, Source(str(path), "html", found))
    record.refuse_long(text, Source(str(path), "text", found))  # before it is looked through
    known = labels.load()
    peeled = peel(text, known)
    return record.abstract(peeled.text, peeled.said, Source(str(path), "text", found), known, name=path.stem)
