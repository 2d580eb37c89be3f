"""Sites to look at: that of any graph, and one whose every text is hostile; and what leads where in a built one."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import html

from kg import extraction, graph, lexicon
from kg.graph import KnowledgeGraph
from kg.model import Abstract, Mention, Reading, Span
from kg.store import Store
from kg.views.site import write
from kg.vocabulary import Kind, Role
from views.corpora import HOSTILE

__all__ = ["anchors", "dead_ends", "document", "hostile_store", "pages", "records", "write_site"]

_KINDS = (Kind.PROBLEM, Kind.CAUSE, Kind.COUNTERMEASURE, Kind.ACHIEVEMENT)
_CALL = re.compile(r"searching\.(\w+)\((.*)\);\s*", re.DOTALL)


def write_site(store: Store, folder: Path, title: str) -> Path:
    """Write the site of a graph into `folder` and return it."""
    write(KnowledgeGraph(store), folder, title=title)
    return folder


def hostile_store() -> Store:
    """Return a graph in which every id, title, city, statement and theory tries to break out of its page."""
    return graph.collect(extraction.assemble(reading, lexicon.load()) for reading in map(_hostile, range(len(HOSTILE))))


def _hostile(number: int) -> Reading:
    words = HOSTILE[number]
    text = f"It begins {words}. Here one finds {words}, and {words} besides, since {words}."
    starts = [found.start() for found in re.finditer(re.escape(words), text)]
    kinds = (Kind.CASE, _KINDS[number % 4], _KINDS[(number + 1) % 4], Kind.THEORY)
    mentions = tuple(
        Mention(
            Span(start, start + len(words)),
            kind,
            themes=("data-sharing",) if kind in _KINDS else (),
            role=Role.SUBJECT if kind is Kind.CASE else None,
        )
        for start, kind in zip(starts, kinds, strict=True)
    )
    return Reading(Abstract(words, text, title=words), mentions)


def document(page: Path) -> Any:  # noqa: ANN401 - lxml leaves open what an XPath gives
    """Return a page as lxml reads it."""
    return html.document_fromstring(page.read_text(encoding="utf-8"))


#: Pages that are whole in themselves, as the commands that write one alone leave them.
WHOLE = frozenset({"matrix", "gaps", "network"})


def pages(folder: Path) -> list[Path]:
    """Return the pages of a site."""
    return sorted(folder.rglob("*.html"))


def framed(folder: Path) -> list[Path]:
    """Return the pages that stand in the frame of the site: all but those that hold their own scripts and styles."""
    return [page for page in pages(folder) if page.name.partition(".")[0] not in WHOLE]


def dead_ends(folder: Path) -> Iterator[str]:
    """Give every address in a page that leads to no file of the site, to no place in a page, or out of the site."""
    known = {page: anchors(page) for page in pages(folder)}
    for page in known:
        for address in _addresses(page):
            if not _leads_somewhere(page, address, known, folder):
                yield f"{page.relative_to(folder)}: {address}"


def anchors(page: Path) -> frozenset[str]:
    """Return the ids in a page.

    Raises:
        AssertionError: if two elements have the same.

    """
    found = [str(name) for name in document(page).xpath("//@id")]
    assert len(found) == len(set(found)), f"{page}: {sorted(name for name in found if found.count(name) > 1)}"
    return frozenset(found)


def records(folder: Path) -> Iterator[tuple[str, str]]:
    """Give what the search of a site can find: the text, and the address that it leads to."""
    kinds = [str(value) for value in document(folder / "search.html").xpath("//*[@id='kinds']//input/@value")]
    for part in sorted((folder / "search").glob("part-*.js")):
        content = _called(part)
        for _, page, labels, *_ in content["named"]:
            yield from ((label, page) for _, label in labels)
        for stem, name, title, _, entries in content["studies"]:
            yield title or name, f"studies/{stem}.html"
            for kind, code, text, *_ in entries:
                yield text, f"cases/{code}.html" if kinds[kind] == "case" else f"studies/{stem}.html#{code}"


def _called(script: Path) -> Any:  # noqa: ANN401 - what JSON holds
    found = _CALL.fullmatch(script.read_text(encoding="utf-8"))
    assert found
    return json.loads(found[2].partition(",")[2])


def _addresses(page: Path) -> Iterator[str]:
    tree = document(page)
    for attribute in ("href", "src"):
        yield from (str(value) for value in tree.xpath(f"//@{attribute}"))
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget"):
        yield from (f"#{name}" for value in tree.xpath(f"//@{attribute}") for name in str(value).split())


def _leads_somewhere(page: Path, address: str, known: dict[Path, frozenset[str]], folder: Path) -> bool:
    if address == "data:," or address.startswith("data:text/csv;"):
        return True
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file() or not target.is_relative_to(folder.resolve()):
        return False
    if "=" in parts.fragment:
        return target.parent.name != "questions" or set(parse_qs(parts.fragment)) <= _parameters(target)
    fragment = unquote(parts.fragment)
    if target.name == "network.html" and "/" in fragment:  # the script chooses the node of that name
        return any(json.dumps(name) in _text(target) for name in (parts.fragment, fragment))
    return not fragment or fragment in known.get(target, frozenset())


@functools.cache
def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@functools.cache
def _parameters(page: Path) -> frozenset[str]:
    """The parameters whose values the address of a question's page may give."""
    return frozenset(str(name) for name in document(page).xpath("//*[@class='term']/@name"))
