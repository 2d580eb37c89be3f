"""What the measures say beside their figures, and what these are counted of, in the language of the answer."""

from __future__ import annotations

import functools
import tomllib

import numpy as np

from kg import phrases, resources
from kg.analysis.profiles import Profiles
from kg.errors import QueryError

__all__ = ["counted", "role", "say"]

#: What an answer is counted of: names and numbers.
Denominators = tuple[tuple[str, int], ...]


def say(name: str, language: str, **terms: str | int | float) -> str:
    """Return a text of `ontology/measures.toml` by its dotted name (`similarity.few`), with its places filled in.

    Raises:
        QueryError: if there are no answers in that language.

    """
    texts = _texts()
    if language not in texts:
        raise QueryError(f"there are no answers in {language!r}; the languages are {' and '.join(texts)}")
    return texts[language][name].format(**terms)


def role(profiles: Profiles, language: str) -> str:
    """Return the name of the role of the profiles, in the plural."""
    return say(f"role.{profiles.role}", language)


def counted(profiles: Profiles, language: str, **more: int) -> Denominators:
    """Return how many cases (or studies) there are, how many report the role, and the counts `more`, by their names."""
    only_other = int(np.count_nonzero((profiles.sizes > 0) & ~profiles.matrix.any(axis=1)))
    found = {"all": len(profiles.cases), "reporting": profiles.reporting, "only_other": only_other, **more}
    term = role(profiles, language)
    return tuple((say(f"{profiles.unit}.{name}", language, role=term), count) for name, count in found.items())


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    tables = tomllib.loads(resources.text(resources.ontology("measures.toml")))
    return {language: phrases.flat(table) for language, table in tables.items()}
