"""The only module that knows where packaged files lie."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.errors import ResourceError

__all__ = ["digest", "header", "ontology", "queries", "static", "templates", "text", "weights"]


def ontology(name: str = "") -> Traversable:
    """Return a file of `ontology/` by its name there (`themes.ttl`, `queries/case_problems.rq`), or the folder itself.

    A wheel carries the folder inside the package; a checkout has it beside the package.
    """
    return _part("ontology", name)


def templates() -> Path:
    """Return the folder of the HTML templates."""
    return Path(str(files("kg") / "views" / "templates"))


def static(name: str) -> Traversable:
    """Return a file that the views embed, by its name under `views/static/`."""
    return _existing(files("kg") / "views" / "static" / name, name)


def weights(name: str) -> Traversable:
    """Return a file of the extraction's learned weights, by its name (`settings.json`)."""
    return _existing(files("kg") / "extraction" / "weights" / name, name)


def text(part: Traversable) -> str:
    """Return a packaged file's text (UTF-8)."""
    return part.read_text(encoding="utf-8")


@functools.cache
def queries(folder: str) -> Mapping[str, str]:
    """Return the SPARQL files of a folder of `ontology/` (`checks`, `rules`), by name and in the order of the names."""
    found = {part.name.removesuffix(".rq"): part for part in ontology(folder).iterdir() if part.name.endswith(".rq")}
    return MappingProxyType({name: text(found[name]) for name in sorted(found)})


@functools.cache
def digest(code: tuple[str, ...], curated: tuple[str, ...]) -> str:
    """Return the SHA-256 of modules and packages of `kg`, with all that lies in them, and of files of `ontology/`."""
    found = hashlib.sha256()
    roots = [(name, files("kg") / name) for name in code] + [(name, ontology(name)) for name in curated]
    for name, content in (file for root in roots for file in _contents(*root)):
        found.update(f"{name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def header(sparql: str) -> dict[str, Any]:
    """Return what the lines that begin with `#+` say at the head of a SPARQL file: together they are TOML.

    Raises:
        ResourceError: if they are not.

    """
    lines = takewhile(lambda line: line.startswith("#+"), sparql.splitlines())
    try:
        return tomllib.loads("\n".join(line[2:].strip() for line in lines))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"the header of a query is not TOML: {error}") from error


def _part(folder: str, name: str) -> Traversable:
    packaged = files("kg") / folder
    root: Traversable = packaged if packaged.is_dir() else Path(str(files("kg"))).parent / folder
    return _existing(root / name if name else root, f"{folder}/{name}")


def _contents(name: str, part: Traversable) -> Iterator[tuple[str, bytes]]:
    """Every file of a part with its name, in the order of the names; what Python compiles is left out."""
    if part.is_file():
        yield name, part.read_bytes()
    elif part.name != "__pycache__":
        for child in sorted(part.iterdir(), key=lambda child: child.name):
            yield from _contents(f"{name}/{child.name}", child)


def _existing(part: Traversable, name: str) -> Traversable:
    if not (part.is_file() or part.is_dir()):
        raise ResourceError(f"{name} is missing from the installed package; install it again")
    return part
