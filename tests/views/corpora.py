"""Networks to draw: one whose every text is hostile, one of any size, and the lines to make others."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx

from kg.vocabulary import BASE

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
