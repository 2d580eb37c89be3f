"""What fuzzing starts from: the corpus that is kept, the seeds, hostile files, small bombs, and the named questions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import bombs
import hostile

from kg import resources

__all__ = ["keep", "kept", "own"]

_CORPUS = Path(__file__).parent / "corpus"
_SEEDS = Path(__file__).parent.parent.parent / "seeds"
_SUFFIXES = {"text": ".txt", "html": ".html", "jsonl": ".jsonl", "csv": ".csv", "tsv": ".tsv", "annotated": ".xml"}
#: The longest input that fuzzing begins with, and the longest that is kept, in bytes.
_LONGEST, _LONGEST_KEPT = 4_000, 400
#: So many seeds are enough to begin with.
_OF_SEEDS = 20
#: How long a bomb is here, in bytes.
_BOMB = 1_000


def kept(target: str) -> list[bytes]:
    """Return the corpus of a target: a line of its file is an input, as Python writes bytes."""
    path = _CORPUS / f"{target}.txt"
    return [ast.literal_eval(line) for line in path.read_text(encoding="ascii").splitlines()] if path.exists() else []


def keep(target: str, inputs: Iterable[bytes]) -> None:
    """Make `inputs` the corpus of a target, but for those that are there anyhow and those too long to be looked at."""
    kept = {content for content in inputs if len(content) <= _LONGEST_KEPT} - {*own(target)}
    lines = [f"{content!r}\n" for content in sorted(kept, key=lambda content: (len(content), content))]
    _CORPUS.mkdir(exist_ok=True)
    (_CORPUS / f"{target}.txt").write_text("".join(lines), encoding="ascii")


def own(target: str) -> Iterator[bytes]:
    """Give what else there is to begin with."""
    suffix = _SUFFIXES.get(target)
    if suffix:
        found = [content for name, content in hostile.HOSTILE_FILES.items() if name.endswith(suffix)]
        found += [make(_BOMB) for name, make in bombs.BOMBS.items() if name.endswith(suffix) and "archive" not in name]
        found += [path.read_bytes() for path in sorted(_SEEDS.rglob(f"*{suffix}"))[:_OF_SEEDS]]
        yield from (content[:_LONGEST] for content in found)
    elif target == "extraction":
        yield from (hostile.abstract(seed).encode() for seed in range(40))
    else:
        yield from (b"SELECT * { \xff" + times + piece + b"\xff" for piece in _NESTING for times in (b"\x01", b"\xfe"))
        yield from (query.encode()[:_LONGEST] for folder in _QUERIES for query in resources.queries(folder).values())


_NESTING = (b"{", b"?s ?p [", b"FILTER(!", b"BIND(STR(", b"<<", b"FILTER(1 + (", b"{SELECT * {", b"?s ^(", b"(")
_QUERIES = ("queries", "counts", "checks", "rules")
