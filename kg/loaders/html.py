"""Saved pages: of a thesis site, of a journal, or of nothing but an abstract."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from kg.errors import InputError
from kg.loaders import encoding, labels, record
from kg.loaders.chrome import Peeled, peel, peel_page
from kg.loaders.labels import Labels
from kg.loaders.lines import Said
from kg.loaders.visible import Visible, see
from kg.model import Abstract, Source

__all__ = ["is_page", "parse", "parse_page"]

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_BEGINNING = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
#: A line of an abstract is at least so long, or ends a sentence.
_SENTENCE = 100
_ENDS = tuple(".。!！?？…;；")


def parse(path: Path) -> Abstract:
    """Return the abstract on a saved page, named like the file.

    Raises:
        InputError: if the file cannot be read as text, or no abstract can be told from the rest of the page.

    """
    content = encoding.read_bytes(path)
    declared = _DECLARED.search(content, 0, 4096)
    text, found = encoding.decode(content, path, declared=declared[1].decode() if declared else None)
    return parse_page(text, Source(str(path), "html", found))


def is_page(text: str) -> bool:
    """Tell whether a text is the source of a page."""
    return bool(_BEGINNING.match(text[:10_000]))


def parse_page(text: str, source: Source) -> Abstract:
    """Return the abstract on a page, given its source text; `InputError` as `parse`."""
    known = labels.load()
    root = _root(text, source)
    metas = list(_metas(root, known))
    peeled = _abstract(root, metas, known, source)
    said = [*(one for one in metas if one.field != "text"), *peeled.said, *_titles(root, known)]
    return record.abstract(peeled.text, said, source, known, name=Path(source.path).stem)


def _root(text: str, source: Source) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        said = error.msg if error.lineno else "its parser gave up, for want of memory perhaps"
        raise InputError(f"no page: {said}", path=source.path, advice="save the abstract as plain text") from error
    except UnicodeEncodeError as error:
        raise InputError(f"no page: {error}", path=source.path) from error
    if any(fault.type_name == "ERR_RESOURCE_LIMIT" for fault in parser.error_log):
        raise InputError("the page is nested too deeply", path=source.path, advice="save the abstract as plain text")
    if root is None:
        raise InputError("the page is empty", path=source.path)
    return root


def _metas(root: etree._Element, known: Labels) -> Iterator[Said]:
    for node in root.iter("{*}meta"):
        name = str(node.get("name") or node.get("property") or "")
        field = known.metas.get(labels.folded(name))
        if field:
            yield Said(field, name, str(node.get("content") or ""))


def _titles(root: etree._Element, known: Labels) -> Iterator[Said]:
    """Give what the page is called, the nearest to the study's title first."""
    for node in (*_outermost(root.iter("{*}h1")), *itertools.islice(root.iter("{*}title"), 1)):
        yield Said("title", str(node.tag).rpartition("}")[2], see(node, known).text)


def _abstract(root: etree._Element, metas: list[Said], known: Labels, source: Source) -> Peeled:
    """Return the abstract, found by the first way that finds one, with all that the page says."""
    page = see(root, known)
    labelled = peel_page(page.text, known, page.headings)
    element = _in_element(root, known)
    if element and (len(element.text) >= _SENTENCE or not labelled.text):
        return Peeled(element.text, (*labelled.said, *element.said))
    if labelled.text:
        return labelled
    summary = next((one.value for one in metas if one.field == "text" and one.value.strip()), None)
    return Peeled(peel(summary, known).text, labelled.said) if summary else _whole(page, known, source)


def _in_element(root: etree._Element, known: Labels) -> Peeled | None:
    """Return what stands in the element that holds the abstract, by its id or class."""
    named: dict[str, list[etree._Element]] = {name: [] for name in known.abstracts}
    for node in root.iter("*"):
        for name in {str(node.get("id") or ""), *str(node.get("class") or "").split()} & named.keys():
            named[name].append(node)
    for nodes in named.values():
        found = [peel(see(node, known).text, known) for node in _outermost(nodes)]
        best = max(found, key=lambda peeled: len(peeled.text), default=None)
        if best and best.text:
            return best
    return None


def _outermost(nodes: Iterable[etree._Element]) -> Iterator[etree._Element]:
    """Give those that lie in no other of them, so that no word is read more than once."""
    given: set[etree._Element] = set()
    for node in nodes:
        if given.isdisjoint(node.iterancestors()):
            given.add(node)
            yield node


def _whole(page: Visible, known: Labels, source: Source) -> Peeled:
    """Return everything but the headings of a page that holds nothing but an abstract."""
    lines = re.finditer("[^\n]+", page.text)
    peeled = peel("\n".join(line[0] for line in lines if line.start() not in page.headings), known)
    paragraphs = peeled.text.split("\n")
    if len(paragraphs) > 1 and any(len(each) < _SENTENCE and not each.endswith(_ENDS) for each in paragraphs):
        raise InputError(
            "the abstract cannot be told from the rest of the page",
            path=source.path,
            advice="save the abstract as plain text, or teach ontology/chrome.toml what the page calls it",
        )
    return peeled
