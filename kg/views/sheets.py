"""What the pages of the matrix and of the gap map share: their texts, their words, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.comparison.corpus import Said
from kg.comparison.wording import say
from kg.views import embedding, look
from kg.views.templating import environment
from kg.vocabulary import STATEMENT_KINDS, Kind

__all__ = ["ALONE", "Box", "Place", "Sheet", "Way", "render"]

#: The numbers of cases from which a reader may choose: so many, or more.
_STEPS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Way:
    """What the head of a page leads to: an address relative to the page, its words, their language if it differs."""

    address: str
    words: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: what its head leads to, and the addresses of statements by their IRIs."""

    ways: tuple[Way, ...] = ()
    sentence: Callable[[str], str] = lambda _: ""


#: Of a page that stands for itself.
ALONE = Place()


@dataclass(frozen=True, slots=True)
class Box:
    """The words of one cell, under its title; `more` counts those that the page leaves out."""

    id: str
    title: str
    small: str
    topic: str
    subject: str
    said: tuple[Said, ...]
    unmet: frozenset[Said] = frozenset()
    more: int = 0


@dataclass(frozen=True)
class Sheet:
    """What every page of the two tells of itself; `facets` are pairs of notation and label, in their order."""

    language: str
    title: str
    source: str
    examined: int
    denominators: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]
    most_cases: int
    place: Place

    @property
    def glyphs(self) -> Mapping[Kind, str]:
        """The shape of each role."""
        return {role: look.kind(role).glyph for role in STATEMENT_KINDS}

    @property
    def steps(self) -> list[int]:
        """The least numbers of cases that leave something to see."""
        return [step for step in _STEPS if step <= self.most_cases]

    @property
    def shown_pattern(self) -> str:
        """How the page says what is shown; the script fills in the numbers."""
        return self.say("page.shown", rows="{rows}", columns="{columns}")

    def say(self, name: str, **values: int | str) -> str:
        """Return a text in the language of the page."""
        return say(self.language, name, **values)


def render(template: str, page: Sheet) -> str:
    """Return a page: one file that fetches nothing, and runs only the script that it was made with."""
    scripts, styles = [embedding.script("matrix.js")], [embedding.style("base.css"), embedding.style("matrix.css")]
    policy = embedding.content_policy(scripts, styles)
    return environment().get_template(template).render(page=page, policy=policy, scripts=scripts, styles=styles)
