"""URLs of files and folders -> files on this disk, a few at a time: what reads them knows paths only.

A folder's files are named in sorted order. What is fetched lies in a temporary folder and is gone when the next few
are fetched; what cannot be fetched ends the reading, since a graph without it would look as if it had been withdrawn.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from kg import elsewhere
from kg.errors import InputError
from kg.loaders import encoding

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

__all__ = ["BOUNDS", "Bounds", "Fetched", "fetched", "find"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is fetched: bytes of a document and of a table, files at a time, and how often one is tried.

    Documents are fetched so many together, a table alone; folders of HTTP are gone into so deep.
    """

    document: int = encoding.MAX_BYTES
    table: int = 4 << 30
    together: int = 64
    connections: int = 8
    tries: int = 3
    depth: int = 16


BOUNDS = Bounds()
#: The longest name of a file that file systems take, in bytes.
_LONGEST_NAME = 255
_MAGIC = re.compile(r"[*?[]")
_NAME = re.compile(r"[^/?#]+")
#: What stands in an address as it is; letters of other scripts are written out.
_AS_IT_IS = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched: where it lies now, what it is called, and why it is not to be read, if so."""

    path: Path
    name: str
    fault: InputError | None = None


def find(url: str, suffixes: Collection[str], *, recursive: bool) -> list[str]:
    """Return the URLs of the files that a URL means: itself, what a folder holds, or what a glob matches, sorted.

    Of a folder every file is returned that is not hidden; subfolders are read only if `recursive`. Over HTTP a folder
    is what ends in a slash, and is read by the links of its page that lead further down.

    Raises:
        InputError: if there is nothing there, a folder or glob holds no file with one of `suffixes`, or it cannot be
            reached.

    """
    if elsewhere.is_http(url):
        url = quote(url, safe=_AS_IT_IS)
    system = elsewhere.filesystem(url)
    found = _tried(url, lambda: _find(system, url, recursive=recursive))
    if found is None:
        return [url]
    if not any(_suffix(one) in suffixes for one in found):
        raise InputError(
            "there is no abstract in it",
            path=elsewhere.called(url),
            advice=f"files that are read end in {', '.join(sorted(suffixes))}; subfolders are read only if asked",
        )
    return sorted(found, key=lambda one: PurePosixPath(elsewhere.called(one)).parts)


def fetched(urls: Iterable[str], documents: Collection[str], tables: Collection[str]) -> Iterator[Fetched]:
    """Give the files of URLs, in their order; those with suffixes of neither kind are named and not fetched.

    Each is there until the next is asked for.

    Raises:
        InputError: if one cannot be reached.

    """
    for batch in _batches(urls, tables):
        most = BOUNDS.table if _suffix(batch[0]) in tables else BOUNDS.document
        with tempfile.TemporaryDirectory(prefix="kg-") as folder, ThreadPoolExecutor(BOUNDS.connections) as pool:
            places = [Path(folder, str(number)) for number in range(len(batch))]
            yield from pool.map(partial(_fetched, suffixes={*documents, *tables}, most=most), batch, places)


def _find(system: AbstractFileSystem, url: str, *, recursive: bool) -> list[str] | None:
    """The files of a folder or a glob; of a file, nothing."""
    if elsewhere.is_http(url):
        root = url.partition("?")[0].partition("#")[0]
        return _linked(system, root, recursive=recursive) if root.endswith("/") else None
    path = system._strip_protocol(url)
    if system.isdir(path):
        one_level = (one["name"] for one in system.ls(path, detail=True) if one["type"] == "file")
        listed = system.find(path) if recursive else one_level
        return [system.unstrip_protocol(name) for name in _shown(listed, path)]
    if system.exists(path):
        return None
    if sign := _MAGIC.search(path):
        root = path[: sign.start()].rpartition("/")[0]
        return [system.unstrip_protocol(name) for name in _shown(system.glob(path), root)]
    raise FileNotFoundError


def _shown(names: Iterable[str], folder: str) -> Iterator[str]:
    """Leave out what is hidden, and the empty object that some stores keep for a folder."""
    for name in names:
        parts = PurePosixPath(name[len(folder) :]).parts
        if name.rstrip("/") != folder.rstrip("/") and not any(part.startswith(".") for part in parts):
            yield name


def _linked(system: AbstractFileSystem, folder: str, *, recursive: bool) -> list[str]:
    """The files that the page of a folder, and those of its subfolders, lead to: never what lies beside or above it."""
    found, folders = set(), [folder]
    for _ in range(BOUNDS.depth if recursive else 1):
        below = {link for each in folders for link in system.ls(each, detail=False) if _is_below(link, each)}
        found |= {link for link in below if not link.endswith("/")}
        folders = sorted(link for link in below if link.endswith("/"))
    return sorted(found)


def _is_below(link: str, folder: str) -> bool:
    name = link.removeprefix(folder).removesuffix("/")
    return link.startswith(folder) and _NAME.fullmatch(name) is not None and not unquote(name).startswith(".")


def _batches(urls: Iterable[str], tables: Collection[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for url in urls:
        is_table = _suffix(url) in tables
        if batch and (is_table or len(batch) == BOUNDS.together):
            yield batch
            batch = []
        if is_table:
            yield [url]
        else:
            batch.append(url)
    if batch:
        yield batch


def _fetched(url: str, folder: Path, suffixes: Collection[str], most: int) -> Fetched:
    name, called = _name(url), elsewhere.called(url)
    if _suffix(url) not in suffixes:
        return Fetched(folder / name, called)
    if "/" in name or "\0" in name or len(os.fsencode(name)) > _LONGEST_NAME:
        return Fetched(folder, called, InputError("no file can be called like that", path=called))
    folder.mkdir()
    try:
        _tried(url, lambda: _get(url, folder / name, most))
    except _TooLargeError:
        advice = "put many abstracts into JSON Lines or CSV, in files that are not larger than that"
        fault = InputError(f"more than {most:,} bytes are not fetched", path=called, advice=advice)
        return Fetched(folder, called, fault)
    return Fetched(folder / name, called)


def _get(url: str, path: Path, most: int) -> None:
    system = elsewhere.filesystem(url)
    system.get_file(system._strip_protocol(url), str(path), callback=_bounded(most))


def _name(url: str) -> str:
    """What a file is called where nothing stands around it."""
    if not elsewhere.is_http(url):
        return url.rpartition("/")[2]
    return unquote(url.partition("#")[0].partition("?")[0].rpartition("/")[2])


def _suffix(url: str) -> str:
    return PurePosixPath(elsewhere.called(url)).suffix.lower()


class _TooLargeError(Exception):
    """More comes than is fetched."""


def _bounded(most: int) -> Any:  # noqa: ANN401 - a class of fsspec, which need not be installed
    from fsspec.callbacks import Callback  # noqa: PLC0415 - of the extra [remote]

    def count(size: int | None, value: int, **_: object) -> None:
        if max(size or 0, value) > most:
            raise _TooLargeError

    return Callback(hooks={"bound": count})


def _tried(url: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the work gives
    count = 1
    while True:
        try:
            return work()
        except elsewhere.failures() as error:
            if count == BOUNDS.tries or not elsewhere.may_pass(error):
                raise InputError(elsewhere.reason(error), path=elsewhere.called(url)) from error
        time.sleep(0.5 * 2 ** (count - 1))
        count += 1
