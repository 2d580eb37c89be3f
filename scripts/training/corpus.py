"""The annotated corpus: which folders are learned from, what is in them, and the digests that say so."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import lexicon
from kg.errors import InputError
from kg.loaders import annotated
from kg.model import Reading
from kg.vocabulary import STATEMENT_KINDS

__all__ = ["DEV", "LEARNED", "PHRASES", "SEEDS", "Corpus", "Phrase", "read"]

#: Folders of annotated abstracts that are always learned from, as far as they exist.
LEARNED = ("train", "more")
#: Learned from unless told otherwise.
SEEDS = "seeds"
#: Tables of single phrases.
PHRASES = "phrases"
#: Never learned from: calibration and figures rest on it.
DEV = "dev"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase on its own, what kind of statement it is, and its themes, the best first."""

    text: str
    kind: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is learned from (`train`, `phrases`, and the `seeds` if `with_seeds`) and what is measured on (`dev`).

    `digests` maps each folder learned from to the SHA-256 of its files.
    """

    train: tuple[Reading, ...]
    seeds: tuple[Reading, ...]
    phrases: tuple[Phrase, ...]
    dev: tuple[Reading, ...]
    with_seeds: bool
    digests: dict[str, str]

    def texts(self) -> Iterator[str]:
        """Give every text that is learned from."""
        yield from (reading.abstract.text for reading in self.learned(seed_copies=1))
        yield from (phrase.text for phrase in self.phrases)

    def learned(self, seed_copies: int) -> list[Reading]:
        """Return the readings to learn from, the seeds that many times."""
        return [*self.train, *(seed_copies * self.seeds if self.with_seeds else ())]


def read(folder: Path, *, with_seeds: bool, limit: int | None = None) -> Corpus:
    """Return the corpus in a folder; `limit` keeps that many of each part, for a trial.

    Raises:
        InputError: with the line, if a file is no sound annotated abstract or table of phrases, or names a theme that
            the scheme lacks.

    """
    parts = [name for name in LEARNED if (folder / name).is_dir()]
    learned = [*parts, *([SEEDS] if with_seeds else [])]
    return Corpus(
        train=tuple(reading for part in parts for reading in _readings(folder / part)[:limit]),
        seeds=tuple(_readings(folder / SEEDS)[:limit]),
        phrases=tuple(_phrases(folder / PHRASES))[:limit],
        dev=tuple(_readings(folder / DEV)[:limit]),
        with_seeds=with_seeds,
        digests={name: digest(folder / name) for name in (*learned, PHRASES)},
    )


def digest(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of the files in a folder, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        content = path.read_bytes()
        total.update(f"{path.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _readings(folder: Path) -> Sequence[Reading]:
    themes = lexicon.load().themes
    return [annotated.parse_file(path, themes) for path in sorted(folder.glob("*.xml"))]


def _phrases(folder: Path) -> Iterator[Phrase]:
    for table in sorted(folder.glob("*.tsv")):
        with table.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
                yield _phrase(row, table, number)


def _phrase(row: Mapping[str, str | None], table: Path, line: int) -> Phrase:
    text, kind, themes = (row.get(name) or "" for name in ("phrase", "role", "theme"))
    unknown = sorted(set(themes.split()) - lexicon.load().themes.keys())
    if not text.strip() or kind not in STATEMENT_KINDS or not themes.split() or unknown:
        raise InputError("no phrase with its kind of statement and its themes", path=table, line=line)
    return Phrase(text, kind, tuple(themes.split()))
