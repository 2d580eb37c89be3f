"""Where a case lies: the areas that its name spells out, each anonymised, real and known, or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.extraction import cues
from kg.model import Locality, Place

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["Sites", "areas", "is_anonymised"]

_JOINTS = re.compile(r"\s?[,，、]\s?|\s(?:of|in)\s")  # in a name whose white space is single
_DEEPEST = 6  # areas around one another ("D branch of W District, S City, P Province")
_LONGEST = 5  # words in the name of an area ("Xinjiang Uygur Autonomous Region")


class Sites:
    """The localities of one study, each once, as its cases name them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._codes: dict[tuple[str, ...], str] = {}
        self._localities: dict[str, Locality] = {}

    @property
    def localities(self) -> tuple[Locality, ...]:
        """The localities met so far, in the order of their codes (`n1`, `n2`, ...)."""
        return tuple(self._localities[code] for code in self._codes.values())

    def locate(self, name: str) -> tuple[str | None, str | None]:
        """Return the notation of the place or the code of the locality where the case called `name` lies.

        The smallest area that is anonymised or known counts; one that is named but not known is passed over. At most
        one of the two is given.
        """
        names = areas(name)[-_DEEPEST:]
        largest = names[-1] if len(names) > 1 else None
        known = [met for met in (self._known(area, largest) for area in names) if met is not None]
        if not known:
            return None, None
        smallest = known[0]
        if isinstance(smallest, Place):
            return smallest.notation, None
        return None, self._settle(known)

    def _known(self, area: str, largest: str | None) -> Place | str | None:
        if is_anonymised(area):
            return area
        within = largest if largest and self._lexicon.find_province(largest) else None
        return self._lexicon.find_province(area) or self._lexicon.find_place(area, within)

    def _settle(self, known: Sequence[Place | str]) -> str:
        """Return the code of the first of `known`, an anonymised area; the others enclose it."""
        enclosing = known[1] if len(known) > 1 else None
        within_place = enclosing.notation if isinstance(enclosing, Place) else None
        key = tuple(area.notation if isinstance(area, Place) else area.casefold() for area in known)
        for met, code in self._codes.items():
            if met[: len(key)] == key:
                return code
        code = self._codes[key] = f"n{len(self._codes) + 1}"
        within = self._settle(known[1:]) if isinstance(enclosing, str) else None
        self._localities[code] = Locality(code, str(known[0]), within, within_place)
        return code


def areas(name: str) -> tuple[str, ...]:
    """Return the areas that a case's name holds, the smallest first.

    "W District,S City" gives both; "D branch of Z City Public Security Bureau" gives "D branch" and "Z City". A part
    without a word for an area ("Hangzhou") is kept whole.
    """
    parts = [part for part in _JOINTS.split(" ".join(name.split())) if part]
    if _is_chinese(name):
        return tuple(reversed([area for part in parts for area in _chinese_areas(part)]))
    return tuple(_area(part) for part in parts)


def is_anonymised(area: str) -> bool:
    """Tell whether an area's own name is a placeholder ("Z City", "City A", "XX County", "A市") and not a name."""
    units = cues.load().areas
    words = [word for word in area.split() if word.lower() not in units.words]
    own = " ".join(words).rstrip(units.characters)
    return units.placeholder.fullmatch(own) is not None


def _is_chinese(name: str) -> bool:
    return any("一" <= character <= "鿿" for character in name)


def _chinese_areas(part: str) -> Iterator[str]:
    yield from cues.load().areas.chinese.findall(part) or [part]


def _area(part: str) -> str:
    """Return the part up to its word for an area, which follows the name or comes first ("City A")."""
    words = part.split()
    for place, word in enumerate(words[:_LONGEST]):
        if word.lower() in cues.load().areas.words and len(words) > 1:
            return " ".join(words[: max(place + 1, 2)])
    return part
