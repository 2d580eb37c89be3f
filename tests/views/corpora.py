"""What to show: networks and studies whose every text is hostile, networks of any size, and how to make others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
from hostile import PIECES, abstract

from kg.extraction import extract
from kg.lexicon import load
from kg.model import Abstract, Mention, Reading, Span
from kg.vocabulary import BASE, Kind, Role

HOSTILE: list[str] = json.loads(
    (Path(__file__).parent.parent / "data" / "views" / "hostile.json").read_text(encoding="utf-8")
)
_KINDS = ("problem", "cause", "countermeasure", "achievement")

_USES = {"theory": "appliesTheory", "method": "usesMethod", "technology": "mentionsTechnology"}

Network = nx.MultiDiGraph


def add_study(network: Network[str], name: str, text: str, **attributes: str) -> str:
    """Add a study with its abstract and return its IRI."""
    iri = f"{BASE}study/{name}"
    network.add_node(iri, **{"kind": "study", "label": name, "identifier": name, "text": text, **attributes})
    return iri


def add_case(network: Network[str], study: str, name: str, label: str, *, relation: str = "examines") -> str:
    """Add a case that a study examines, or compares with, and return its IRI."""
    iri = f"{BASE}case/{name}"
    network.add_node(iri, kind="case", label=label)
    network.add_edge(study, iri, kind=relation)
    return iri


def add_statement(
    network: Network[str], study: str, code: str, words: str, *, kind: str = "problem", case: str = "", theme: str = ""
) -> str:
    """Add a statement that rests on the first place of `words` in its study's abstract, and return its IRI."""
    iri = f"{BASE}statement/{study.rsplit('/', 1)[1]}-{code}"
    start = str(network.nodes[study]["text"]).index(words)
    network.add_node(iri, kind=kind, label=words, quote=words, start=start, end=start + len(words), status="reviewed")
    network.add_edge(iri, study, kind="madeBy")
    if case:
        network.add_edge(iri, case, kind="aboutCase")
    if theme:
        key = f"{BASE}theme/{theme}"
        network.add_node(key, kind="theme", label=theme.replace("-", " "))
        network.add_edge(iri, key, kind="hasTheme")
    return iri


def hostile() -> Network[str]:
    """Return a network in which every label, title, identifier and abstract tries to break out of its page."""
    network: Network[str] = nx.MultiDiGraph()
    for number, words in enumerate(HOSTILE):
        text = f"It begins {words}. Here one finds {words}, and {words} besides."
        study = add_study(network, f"h{number}", text, title=words, subject=words)
        network.nodes[study]["label"] = words
        case = add_case(network, study, f"h{number}-k1", words)
        add_statement(network, study, "p1", words, kind=_KINDS[number % 4], case=case, theme="hostile")
        theory = f"{BASE}theory/h{number}"
        network.add_node(theory, kind="theory", label=words, label_zh=words)
        network.add_edge(study, theory, kind="appliesTheory", quote=words, start=10, end=10 + len(words))
    network.add_node(f"{BASE}other/odd", kind="constructor", label="a kind that nobody knows")
    network.add_edge(f"{BASE}other/odd", f"{BASE}theme/hostile", kind="__proto__")
    return network


def generated(studies: int) -> Network[str]:
    """Return a network of about 25 nodes a study, its themes shared."""
    network: Network[str] = nx.MultiDiGraph()
    for number in range(studies):
        phrases = [f"finding {code} of study {number} is not yet smooth" for code in range(20)]
        study = add_study(network, f"g{number:05}", f"We find that {'. Also, '.join(phrases)}.")
        case = add_case(network, study, f"g{number:05}-k1", f"City {number}")
        for code, phrase in enumerate(phrases):
            theme = f"theme-{(number * 7 + code * code) % 30}"
            add_statement(network, study, f"s{code}", phrase, kind=_KINDS[code % 4], case=case, theme=theme)
        for kind, relation in (
            ("theory", "appliesTheory"),
            ("method", "usesMethod"),
            ("technology", "mentionsTechnology"),
        ):
            concept = f"{BASE}{kind}/{number % 40}"
            network.add_node(concept, kind=kind, label=f"{kind} {number % 40}")
            network.add_edge(study, concept, kind=relation)
    return network


def attacks(extracted: int) -> Iterator[Reading]:
    """Give readings that attack whoever shows them: some that a person marked, and so many that a machine read."""
    for words in dict.fromkeys((*HOSTILE, *PIECES)):
        if words.strip() == words:
            yield _attack(words)
    for number in range(extracted):
        piece = PIECES[number % len(PIECES)]
        yield extract(Abstract(f"{piece} {number}", abstract(number), title=piece), load())


def _attack(words: str) -> Reading:
    """A reading whose id, title, case, statements and theory are these words."""
    text = f"It begins: {words} . Here one finds {words} , and {words} besides, since {words} ."
    spans = [Span(found.start(), found.end()) for found in re.finditer(re.escape(words), text)]
    kinds = (Kind.CASE, Kind.PROBLEM, Kind.COUNTERMEASURE, Kind.THEORY)
    mentions = [
        Mention(
            span,
            kind,
            themes=("data-sharing",) if kind in {Kind.PROBLEM, Kind.COUNTERMEASURE} else (),
            role=Role.SUBJECT if kind is Kind.CASE else None,
        )
        for span, kind in zip(spans, kinds, strict=False)
    ]
    return Reading(Abstract(words, text, title=words), tuple(mentions))
