"""Names the files of the site: safe on every file system, no two alike, and the same every time."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import unquote

from kg.vocabulary import PREFIXES

__all__ = ["FOLDERS", "INDEX", "file_stem", "local_name", "of", "paged"]

INDEX: Final = "index.html"

#: The folder of the pages of each kind of thing.
FOLDERS: Final = {
    "study": "studies",
    "case": "cases",
    "theme": "themes",
    "theory": "theories",
    "method": "methods",
    "technology": "technologies",
}
_LONGEST = 80
#: One case of letters, since some file systems do not tell them apart, and no dot before a digit, as in a later page.
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z_-]))*")
#: Windows keeps these for its devices, with whatever stands after a dot.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?:\..*)?|index")


def file_stem(name: str) -> str:
    """Return the local name of an IRI as a file's name without its ending.

    A name of small letters, digits, `-`, `_` and dots stays as it is. Any other one is told by what can be read of it
    and by a hash of the whole, after a `~`, which no other name has: equal names give equal files, different names
    different ones.
    """
    if len(name) <= _LONGEST and _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    readable = re.sub(r"[^a-z0-9_]+", "-", unquote(name).lower())[: _LONGEST // 2].strip("-")
    return f"{readable or 'x'}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def local_name(iri: str) -> tuple[str, str]:
    """Return the kind that an IRI's namespace stands for (`study`, `theme`; empty if unknown) and its local name."""
    namespace, _, name = iri.rpartition("/")
    kind = namespace.rpartition("/")[2]
    return (kind, name) if PREFIXES.get(kind) == f"{namespace}/" else ("", name)


def of(kind: str, name: str) -> str:
    """Return the page of a thing, from the root of the site: `themes/data-sharing.html`."""
    return f"{FOLDERS[kind]}/{file_stem(name)}.html"


def paged(path: str, number: int) -> str:
    """Return the path of a page of a list, counted from 1: `themes/data-sharing.2.html` is the second."""
    return path if number == 1 else f"{path.removesuffix('.html')}.{number}.html"
