"""The annotated corpus as examples to learn from: the pieces, words and phrases of its abstracts, with their labels."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from chain import Example

from kg.extraction import linking
from kg.extraction.labelling import NONE
from kg.extraction.tagging import features, names, statements
from kg.extraction.tagging.pieces import Piece, pieces
from kg.lexicon import Lexicon
from kg.loaders import annotated
from kg.model import Mention, Reading, Span
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind

__all__ = ["of_names", "of_phrases", "of_statements", "of_themes", "readings"]


def readings(*folders: Path) -> list[Reading]:
    """Return the readings of all annotated files in the folders, in the order of their names."""
    return [annotated.parse_file(path) for folder in folders for path in sorted(folder.glob("*.xml"))]


def of_statements(reading: Reading) -> Example:
    """Return the pieces of an abstract, labelled with the statements and the context that hold most of each."""
    text = reading.abstract.text
    cut = list(pieces(text))
    labels = [NONE] * len(cut)
    marks = [one for one in reading.mentions if one.kind in (*STATEMENT_KINDS, Kind.CONTEXT)]
    for mark in sorted(marks, key=lambda one: one.span):
        span = statements.trim(text, mark.span) or mark.span
        inside = [place for place, piece in enumerate(cut) if labels[place] == NONE and _mostly_in(text, piece, span)]
        _write(labels, inside, mark.kind)
    return Example(list(features.describe(text, cut)), _mended(labels))


def of_names(reading: Reading, lexicon: Lexicon) -> Example:
    """Return the words of an abstract, labelled with the names that they belong to; cases by their role."""
    text = reading.abstract.text
    told = names.words(text)
    labels = [NONE] * len(told)
    marks = [one for one in reading.mentions if one.kind in (Kind.CASE, *CONCEPT_KINDS)]
    for mark in sorted(marks, key=lambda one: -len(one.span)):
        inside = [place for place, word in enumerate(told) if mark.span.covers(word.span)]
        _write(labels, inside, mark.role or mark.kind)
    return Example(list(names.describe(text, told, lexicon)), _mended(labels))


def of_themes(sources: Sequence[Reading], lexicon: Lexicon) -> Iterator[Example]:
    """Give the statements of the readings, each with its first theme."""
    for reading in sources:
        for mark in reading.mentions:
            if mark.kind in STATEMENT_KINDS:
                yield _themed(reading.abstract.text, mark, mark.themes[0], lexicon)


def of_phrases(folder: Path, lexicon: Lexicon) -> Iterator[Example]:
    """Give the phrases of the tables in a folder, and the themes' own labels twice, each with its theme."""
    for table in sorted(folder.glob("*.tsv")):
        with table.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield _phrase(row["phrase"], Kind(row["role"]), row["theme"].split()[0], lexicon)
    for label, theme in sorted(lexicon.names["theme"].items()):
        if label.isascii():
            yield from [_phrase(label, Kind.PROBLEM, theme.notation, lexicon)] * 2


def _phrase(words: str, kind: Kind, theme: str, lexicon: Lexicon) -> Example:
    return _themed(words, Mention(Span(0, len(words)), kind), theme, lexicon)


def _themed(text: str, mark: Mention, theme: str, lexicon: Lexicon) -> Example:
    return Example([linking.describe(text, mark, lexicon)], [theme])


def _mostly_in(text: str, piece: Piece, span: Span) -> bool:
    shared = min(piece.span.end, span.end) - max(piece.span.start, span.start)
    return shared > 0 and shared >= len(piece.span.of(text).strip()) / 2


def _write(labels: list[str], places: Sequence[int], kind: str) -> None:
    for number, place in enumerate(places):
        labels[place] = f"{'I' if number else 'B'}-{kind}"


def _mended(labels: list[str]) -> list[str]:
    """Return the labels with a beginning wherever something goes on that did not begin."""
    found: list[str] = []
    for label in labels:
        goes_on = label.startswith("I-") and found and found[-1][2:] == label[2:]
        found.append(label if goes_on or not label.startswith("I-") else f"B-{label[2:]}")
    return found
