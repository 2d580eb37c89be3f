"""Paths, folders and globs -> the files that are meant."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError

__all__ = ["find"]


def find(given: Iterable[Path], suffixes: Collection[str], *, recursive: bool) -> list[Path]:
    """Return the files that paths, folders and globs mean, in the order given; within each by name.

    Of a folder, every file that is not hidden is returned, whatever its suffix.

    Raises:
        InputError: if a path does not exist, or a folder or glob holds no file with one of `suffixes`.

    """
    return [path for each in given for path in _find(each, suffixes, recursive=recursive)]


def _find(path: Path, suffixes: Collection[str], *, recursive: bool) -> Sequence[Path]:
    try:
        if path.is_dir():
            return _checked(_files(path, recursive=recursive), path, suffixes)
        if path.exists():
            return [path]
        if glob.has_magic(str(path)):
            matches = dict.fromkeys(map(Path, _matches(path.parts)))
            return _checked((match for match in matches if not match.is_dir()), path, suffixes)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error
    raise InputError("there is no such file or folder", path=path)


def _files(folder: Path, *, recursive: bool) -> Iterator[Path]:
    for place, subfolders, names in os.walk(folder, onerror=_refuse):
        subfolders[:] = [name for name in subfolders if recursive and not name.startswith(".")]
        yield from (Path(place, name) for name in names if not name.startswith("."))


def _matches(parts: Sequence[str]) -> Iterator[str]:
    """Give what a glob matches; `**` follows no link, since links may lead in circles without end."""
    if "**" not in parts:
        yield from glob.iglob(str(Path(*parts)))  # noqa: PTH207 - Path.glob wants a relative one
        return
    place = parts.index("**")
    after = [part for part in parts[place + 1 :] if part != "**"] or ["*"]
    for root in glob.iglob(str(Path(*parts[:place]))):  # noqa: PTH207
        for folder, subfolders, _ in os.walk(root):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            yield from _matches([glob.escape(folder), *after])


def _refuse(error: OSError) -> None:
    raise InputError(f"it cannot be read: {error.strerror or error}", path=error.filename) from error


def _checked(files: Iterable[Path], path: Path, suffixes: Collection[str]) -> list[Path]:
    found = sorted(files, key=lambda file: file.parts)
    if any(file.suffix.lower() in suffixes for file in found):
        return found
    raise InputError(
        "there is no abstract in it" if found or path.is_dir() else "no file is called like that",
        path=path,
        advice=f"files that are read end in {', '.join(sorted(suffixes))}; subfolders are read only if asked",
    )
