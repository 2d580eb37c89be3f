"""Takes a built folder as it stands at one moment: its graph, and the explorer's pages if they are of that graph."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path

from kg.errors import GraphError
from kg.folder import DATA, POINTER, Folder

__all__ = ["Stamp", "belong", "digest", "stamp", "take_graph", "take_pages"]

#: How often a copy is begun again because a build came between.
_TRIES = 5
_SITE = "site"
#: The page that names the graph which the pages are of.
_ABOUT = "about.html"

#: What tells the pages in a folder from others that come in their place.
Stamp = tuple[int, int]


def digest(folder: Path) -> str:
    """Return the digest of what names the graph's files."""
    return hashlib.sha256((folder / POINTER).read_bytes()).hexdigest()


def take_graph(folder: Path, place: Path) -> str:
    """Take the graph's files as they stand together; returns the digest of what names them.

    Raises:
        GraphError: if the folder holds no graph, one that another version wrote, or a new one at every look.

    """
    for _ in range(_TRIES):
        found = Folder.read(folder)
        with contextlib.suppress(OSError):
            named = digest(folder)
            _take(found, place)
            if named == digest(folder) == digest(place):
                return named
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    raise GraphError(f"{folder} cannot be copied to {place}, or is built again and again")


def stamp(folder: Path) -> Stamp | None:
    """Return what tells the pages of a folder from others, or `None` where there are none."""
    try:
        found = (folder / _SITE / _ABOUT).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def belong(folder: Path, graph: Path) -> bool:
    """Whether the pages of a folder are of the graph in a folder, which may be another.

    Raises:
        GraphError: if there is no graph, or one that another version wrote.

    """
    named = Folder.read(graph).digest
    try:
        return named.encode() in (folder / _SITE / _ABOUT).read_bytes()
    except OSError:
        return False


def take_pages(folder: Path, place: Path, known: Stamp) -> bool:
    """Take the pages that have a stamp; whether it was they that stood there, from first to last."""
    try:
        shutil.copytree(folder / _SITE, place, copy_function=_link)
    except OSError:  # they are being replaced
        is_whole = False
    else:
        is_whole = stamp(folder) == known
    if not is_whole:
        shutil.rmtree(place, ignore_errors=True)
    return is_whole


def _take(folder: Folder, place: Path) -> None:
    store = Path(folder.facts["store"]).name
    if (folder.path / store).is_dir():
        shutil.copytree(folder.path / store, place / store, copy_function=_link)
    else:
        for path in folder.files(DATA):
            _link(path, place / path.name)
    shutil.copyfile(folder.path / POINTER, place / POINTER)


def _link(source: str | Path, target: str | Path) -> None:
    """Give a file a second name, since a build never writes into one; where that cannot be, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
