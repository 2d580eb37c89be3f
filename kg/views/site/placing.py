"""Puts a folder of files in its place whole: the old one stays until the new one is complete."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from kg import files
from kg.errors import OutputError

__all__ = ["MARKER", "replacing_folder"]

#: The file by which a folder is known as a site that may be replaced.
MARKER = "static/site.css"


@contextlib.contextmanager
def replacing_folder(out: Path) -> Iterator[Path]:
    """Give an empty folder beside `out`, which takes its place when the block ends well.

    When the block raises, `out` stays as it was and nothing is left behind.

    Raises:
        OutputError: if `out` holds files but no site, or the place cannot be written.

    """
    _refuse_foreign(out)
    target = out.resolve()
    beside = files.folder(target.parent) / f".{target.name[:40]}.{secrets.token_hex(4)}.part"
    old = beside.with_suffix(".old")
    try:
        beside.mkdir()
        yield beside
        if target.exists():
            target.rename(old)
        try:
            beside.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file; name a folder for the site")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise OutputError(f"{out} holds files that are not a site's; name an empty or a new folder")
