"""Writes the page that says how the site was made, how sure it is, and what it refuses to say."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kg import resources
from kg.extraction import certainty
from kg.folder import CANDIDATES
from kg.readable import Readable
from kg.triples import package_version
from kg.views.site.shell import NAVIGATION, Shell
from kg.views.site.wording import say
from kg.vocabulary import BASE, KG, RDF, STATEMENT_KINDS, Kind, Status

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["write"]

_STATUS, _TYPE = NamedNode(f"{KG}status"), NamedNode(f"{RDF}type")
#: A line of `candidates.nq` that names a statement, the use of a concept or a link as kept apart.
_KEPT_APART = re.compile(
    rb"<"
    + re.escape(BASE).encode()
    + rb"(?:statement|link|evidence)/[^>]*> <"
    + re.escape(KG).encode()
    + rb'status> "candidate"'
)
_VENDORED = re.compile(r"^\| `(?P<file>[^`]+\.js)` \|.*\| (?P<version>[^|]+) \| `(?P<digest>\w+)` \|$", re.MULTILINE)
_CHECK = "checks/evidence_quote.rq"
_REFUSED = ("silence", "cities", "links", "comparators", "concepts", "abstracts")
_LICENCES = ("software", "scripts", "places", "abstracts")


@dataclass(frozen=True, slots=True)
class _Component:
    """Something that the site was made with."""

    name: Markup
    version: str = ""
    digest: str = ""


def write(graph: KnowledgeGraph, shell: Shell) -> None:
    """Write the page."""
    facts = graph.folder.facts if graph.folder else {}
    card = json.loads(resources.text(resources.weights("card.json")))
    shell.write(
        NAVIGATION["about"],
        "about.html",
        part="about",
        heading=say("about.title"),
        counts=_counts(graph.store),
        triples=facts.get("counts", {}).get("triples") or len(graph),
        digest=graph.folder.digest if graph.folder else "",
        least=certainty.LEAST,
        candidates=_candidates(graph.folder.files(CANDIDATES)) if graph.folder else None,
        card=card,
        measured=(*(kind.value for kind in Kind if kind.value in card["dev"]["overlap"]), "micro"),
        check=re.sub(r"\A(#\+[^\n]*\n)*\s*", "", resources.text(resources.ontology(_CHECK))),
        refused=_REFUSED,
        licences=_LICENCES,
        components=list(_components(card)),
    )


def _counts(store: Readable) -> list[tuple[str, int, int]]:
    """How many studies, and statements of each kind, are reviewed and extracted."""
    kinds = {"study": f"{KG}Study"} | {kind.value: f"{KG}{kind.capitalize()}" for kind in STATEMENT_KINDS}
    read = {
        quad.subject: status for status in Status for quad in store.quads(predicate=_STATUS, object=Literal(status))
    }
    rows = []
    for kind, cls in kinds.items():
        counted = Counter(read.get(quad.subject) for quad in store.quads(predicate=_TYPE, object=NamedNode(cls)))
        rows.append((kind, counted[Status.REVIEWED], counted[Status.EXTRACTED]))
    return rows


def _candidates(paths: Sequence[Path]) -> int | None:
    """How much is kept apart in these files, or `None` where one is missing."""
    if not all(path.is_file() for path in paths):
        return None
    return sum(map(_kept_apart, paths))


def _kept_apart(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(_KEPT_APART.match(line) is not None for line in lines)


def _components(card: dict[str, Any]) -> Iterator[_Component]:
    yield _Component(say("about.model.program"), package_version())
    yield _Component(say("about.model.base", called=card["base"]["name"]), digest=card["base"]["sha256"])
    for name, digest in card["data"]["sha256"].items():
        yield _Component(say("about.model.data", called=name), digest=digest)
    for found in _VENDORED.finditer(resources.text(resources.static("vendor/README.md"))):
        yield _Component(say("about.model.script", called=found["file"]), found["version"], found["digest"])
