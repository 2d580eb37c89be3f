"""Annotated XML -> its text, and its marks as they stand in it; nothing is fetched and no entity is expanded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from lxml import etree

from kg.errors import InputError
from kg.loaders.annotated.head import ROOT

__all__ = ["Document", "Mark", "read"]

#: So many tags have a sound annotated abstract of any length; each costs a hundred times what it is long.
_MAX_TAGS = 20_000
#: So many attributes has no element of ours; reading them takes time by the square of their number.
_MAX_ATTRIBUTES = 100


@dataclass(slots=True)
class Mark:
    """An element inside the root: its name, its place in the text (code points) and in the file, and its attributes."""

    name: str
    attributes: dict[str, str]
    line: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An annotated file: the root's attributes and line, the text without tags, and the marks as they open."""

    attributes: dict[str, str]
    line: int | None
    encoding: str
    text: str
    marks: tuple[Mark, ...]


def read(content: bytes, path: str) -> Document:
    """Return what an annotated file holds.

    Raises:
        InputError: with the line, if the content is no well-formed XML, declares a document type, has another root or
            more tags than an abstract can need.

    """
    if content.count(b"<") > _MAX_TAGS:
        raise InputError(f"it has more than {_MAX_TAGS:,} tags", path=path, advice="one abstract stands in each file")
    root = _root(content, path)
    text, marks = _flatten(root, path)
    encoding = str(root.getroottree().docinfo.encoding or "utf-8").lower()
    return Document(_attributes(root, path), _line(root), encoding, text, marks)


def _root(content: bytes, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"not well-formed XML: {error.msg}",
            path=path,
            line=error.lineno,
            advice="marks may nest but not cross; & is written &amp; and < is written &lt;",
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError("it declares a document type", path=path, advice="remove the line <!DOCTYPE ...>")
    if root.tag != ROOT:
        raise InputError(f"the root is <{root.tag}>, not <{ROOT}>", path=path, line=_line(root))
    return root


def _flatten(root: etree._Element, path: str) -> tuple[str, tuple[Mark, ...]]:
    pieces: list[str] = []
    marks: dict[etree._Element, Mark] = {}
    at = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            marks[node] = Mark(str(node.tag), _attributes(node, path), _line(node), at, at)
            piece = node.text
        else:
            marks[node].end = at
            piece = None if node is root else node.tail
        pieces.append(piece or "")
        at += len(pieces[-1])
    del marks[root]
    return "".join(pieces), tuple(marks.values())


def _attributes(node: etree._Element, path: str) -> dict[str, str]:
    if len(node.attrib) > _MAX_ATTRIBUTES:
        raise InputError(f"<{node.tag}> has more than {_MAX_ATTRIBUTES} attributes", path=path, line=_line(node))
    return {str(name): str(value) for name, value in node.attrib.items()}


def _line(node: etree._Element) -> int | None:
    return cast("int | None", node.sourceline)
