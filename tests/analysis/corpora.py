"""Small corpora made of nothing but who reports what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg import graph
from kg.model import Abstract, Case, Evidence, Span, Statement, Study
from kg.store import Store
from kg.vocabulary import Kind, Role, Status

#: Themes of the scheme, sorted.
THEMES = ("awareness", "data-sharing", "funding", "manpower", "platform", "talent", "training")


def study(code: str, themes: Sequence[str], *, kind: Kind = Kind.PROBLEM, place: str | None = None) -> Study:
    """Return a study of one case that reports a statement for each theme."""
    words = "A City " + " ".join(f"w{n}" for n in range(len(themes)))
    evidence = Evidence(code, Span(0, 6))
    said = []
    for n, theme in enumerate(themes):
        start = words.index(f"w{n}")
        span = Span(start, start + len(f"w{n}"))
        said.append(Statement(f"{kind[0]}{n}", kind, f"w{n}", (theme,), Evidence(code, span), "k1"))
    case = Case("k1", "A City", Role.SUBJECT, (evidence,), place=place)
    return Study(Abstract(code, words), Status.REVIEWED, (case,), (), tuple(said))


def store(reported: Mapping[str, Sequence[str]], **more: str) -> Store:
    """Return the graph of studies by their codes and the themes of their problems; `more` are the places of some."""
    return graph.collect(study(code, themes, place=more.get(code)) for code, themes in reported.items())
