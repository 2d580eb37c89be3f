"""Makes corpora of any size to measure with: annotated abstracts put together anew, each with its exact marks.

What is generated has the counts, the themes and the sentences of the annotated abstracts that it is learned from. No
finding may rest on it: what it says of places is invented.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from training.augmentation import form_of

from benchmarks.parts import Part, joined, parts
from kg import extraction, lexicon
from kg.loaders import annotated
from kg.model import Abstract, Mention, Reading, Source, Study
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Kind, Role, Status

__all__ = ["FOLDERS", "Generator", "learn"]

#: The folders of annotated abstracts that are learned from.
FOLDERS = ("train", "more")
#: The share of studies that were read by the extraction, the others by a reviewer.
_EXTRACTED = 0.9
#: An abstract takes one of these shares of its statements and names from others.
_SHARES = (0.3, 0.6, 0.9)
#: How often a statement makes place for one of its own theme, so that themes that go together still do.
_SAME_THEME = 0.5
#: Leaves nearly nine confidences of ten above 0.9, as the extraction does, and none below a half.
_DOUBT = 12
#: A shorter name may be part of any other word.
_LEAST_NAME = 3
_PLACEHOLDER = re.compile(r"\b[A-Z]\b")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class _Model:
    """An annotated abstract in parts: its opening, and all that is the study's own."""

    reading: Reading
    opening: tuple[Part, ...]
    own: tuple[Part, ...]


def learn(folder: Path) -> Generator:
    """Return a generator that has learned from the annotated abstracts in `FOLDERS` of `folder`.

    Raises:
        InputError: if one of them is not sound.

    """
    themes = lexicon.load().themes
    paths = [path for name in FOLDERS for path in sorted((folder / name).glob("*.xml"))]
    return Generator([annotated.parse_file(path, themes) for path in paths])


class Generator:
    """Makes studies out of the readings it has learned from; memory does not grow with how many it makes.

    The same seed gives the same studies, and a larger corpus begins with the smaller one.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._models = [_Model(reading, *parts(reading)) for reading in readings]
        self._openings = [model.opening for model in self._models if model.opening]
        self._years = [model.reading.abstract.year for model in self._models]
        self._statements: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        self._names: dict[Kind | Role, list[str]] = defaultdict(list)
        for part in (part for model in self._models for part in model.own):
            if part.only is not None:
                self._remember(part.text, part.only)

    def studies(self, number: int, seed: int) -> Iterator[Study]:
        """Give so many studies."""
        known = lexicon.load()
        return (extraction.assemble(reading, known) for reading in self.readings(number, seed))

    def abstracts(self, number: int, seed: int) -> Iterator[Abstract]:
        """Give the abstracts of the same studies, for the extraction to read."""
        return (reading.abstract for reading in self.readings(number, seed))

    def readings(self, number: int, seed: int) -> Iterator[Reading]:
        """Give the marked abstracts of the same studies."""
        for place in range(number):
            yield self._reading(f"g{seed}_{place:07}", Random(f"{seed}/{place}"))  # noqa: S311 - nothing is secret

    def _remember(self, text: str, mention: Mention) -> None:
        if mention.kind in STATEMENT_KINDS:
            for key in _stand_ins(text, mention):
                self._statements[key].append((text, mention.themes))
        elif mention.kind is Kind.CASE and mention.same is None:
            self._names[mention.role or Role.SUBJECT].append(text)
        elif mention.kind in CONCEPT_KINDS:
            self._names[mention.kind].append(text)

    def _reading(self, name: str, random: Random) -> Reading:
        model = random.choice(self._models)
        opening = random.choice(self._openings) if model.opening else ()
        names, share = self._new_names(model.reading, random), random.choice(_SHARES)
        own = [self._changed(part, names, share, random) for part in model.own]
        text, mentions, ties = joined(opening, own, model.reading)
        status = Status.EXTRACTED if random.random() < _EXTRACTED else Status.REVIEWED
        if status is Status.EXTRACTED:
            mentions = [replace(mention, confidence=_confidence(random)) for mention in mentions]
            ties = [replace(tie, confidence=_confidence(random)) for tie in ties]
        title = model.reading.abstract.title
        abstract = Abstract(
            id=name,
            text=text,
            title=_renamed(title, names) if title else None,
            year=random.choice(self._years),
            source=Source(f"{name}.txt", "text"),
        )
        return Reading(abstract, tuple(mentions), tuple(ties), status)

    def _new_names(self, reading: Reading, random: Random) -> dict[str, str]:
        """Call each case otherwise, no two alike; whatever names a case later keeps to its name."""
        new: dict[str, str] = {}
        for mention in (mention for mention in reading.mentions if mention.kind is Kind.CASE):
            old = mention.span.of(reading.abstract.text)
            if mention.same is not None:
                head = reading.mentions[mention.same].span.of(reading.abstract.text)
                new.setdefault(old, new.get(head, old))
            elif old not in new:
                found = self._name(mention.role or Role.SUBJECT, random)
                new[old] = old if found in new.values() or len(old) < _LEAST_NAME else found
        return new

    def _name(self, role: Role, random: Random) -> str:
        """The name of another case; where it is anonymised, with other letters."""
        return _PLACEHOLDER.sub(lambda _: random.choice(_LETTERS), random.choice(self._names[role]))

    def _changed(self, part: Part, names: dict[str, str], share: float, random: Random) -> Part:
        mention = part.only
        if mention is None:
            return part if part.marks else Part(_renamed(part.text, names))
        if mention.kind is Kind.CASE:
            return part.saying(names.get(part.text, part.text))
        if mention.kind is Kind.CONTEXT or random.random() >= share:
            return part
        if mention.kind in CONCEPT_KINDS:
            return part.saying(random.choice(self._names[mention.kind]))
        any_theme, same_theme = _stand_ins(part.text, mention)
        return part.saying(*random.choice(self._statements[same_theme if random.random() < _SAME_THEME else any_theme]))


def _stand_ins(text: str, mention: Mention) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What can stand in for a statement: any of its kind and grammatical form, or only those of its theme."""
    alike = (mention.kind, form_of(text))
    return alike, (*alike, *mention.themes[:1])


def _renamed(text: str, names: dict[str, str]) -> str:
    """Put all new names in at once, since the new name of one case may be the old one of another."""
    old = sorted((re.escape(name) for name in names if len(name) >= _LEAST_NAME), key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(old)})\b", lambda found: names[found[0]], text) if old else text


def _confidence(random: Random) -> float:
    return round(1 - random.random() ** _DOUBT / 2, 4)
