"""Paths, folders and globs -> the files that are meant."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

from kg.errors import InputError

__all__ = ["find"]


def find(given: Iterable[Path], suffixes: Collection[str], *, recursive: bool) -> Sequence[Path]:
    """Return the files that paths, folders and globs mean, in the order given; within each by name.

    Of a folder, every file that is not hidden is returned, whatever its suffix.

    Raises:
        InputError: if a path does not exist, or a folder or glob holds no file with one of `suffixes`.

    """
    return _Files([name for each in given for name in _find(each, suffixes, recursive=recursive)])


class _Files(Sequence[Path]):
    """Many paths, kept by their names, which take a fifth of the memory."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, place: int) -> Path: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Path]: ...
    def __getitem__(self, place: int | slice) -> Path | Sequence[Path]:
        return _Files(self._names[place]) if isinstance(place, slice) else Path(self._names[place])


def _find(path: Path, suffixes: Collection[str], *, recursive: bool) -> list[str]:
    try:
        if path.is_dir():
            return _checked(_files(path, recursive=recursive), path, suffixes)
        if path.exists():
            return [str(path)]
        if glob.has_magic(str(path)):
            matches = dict.fromkeys(map(Path, _matches(path.parts)))
            return _checked((str(match) for match in matches if not match.is_dir()), path, suffixes)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error
    raise InputError("there is no such file or folder", path=path)


def _files(folder: Path, *, recursive: bool) -> Iterator[str]:
    for place, subfolders, names in os.walk(folder, onerror=_refuse):
        subfolders[:] = [name for name in subfolders if recursive and not name.startswith(".")]
        yield from (os.path.join(place, name) for name in names if not name.startswith("."))  # noqa: PTH118 - many


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


def _checked(names: Iterable[str], path: Path, suffixes: Collection[str]) -> list[str]:
    # By folder and name: what separates them comes before every character that a name can have.
    found = sorted(names, key=lambda name: name.replace(os.sep, "\0"))
    if any(Path(name).suffix.lower() in suffixes for name in found):
        return found
    raise InputError(
        "there is no abstract in it" if found or path.is_dir() else "no file is called like that",
        path=path,
        advice=f"files that are read end in {', '.join(sorted(suffixes))}; subfolders are read only if asked",
    )
