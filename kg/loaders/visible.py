"""What a reader sees of an HTML element: its words, a line for each block, and where the headings stand."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from lxml import etree

from kg.loaders.labels import Labels, folded

__all__ = ["Visible", "see"]

_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Visible:
    """The words of an element as they are shown: blocks are lines, cells are parted by tabs."""

    text: str = ""
    headings: set[int] = field(default_factory=set)


def see(root: etree._Element, labels: Labels) -> Visible:
    """Return what is seen of an element, without what stands beside every page of a site."""
    page = _Page(labels.blocks)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        name = str(node.tag).rpartition("}")[2]
        if event == "end":
            page.cross(name, begins=False)
            page.say("" if node is root else node.tail)
        elif node is not root and _is_unseen(node, name, labels):
            walk.skip_subtree()
        else:
            page.cross(name, begins=True)
            page.say(node.text)
    return Visible("".join(page.pieces), page.headings)


def _is_unseen(node: etree._Element, name: str, labels: Labels) -> bool:
    # Asked for one by one: to list them takes time by the square of their number.
    if name in labels.unseen or node.get("hidden") is not None or _HIDDEN.search(str(node.get("style") or "")):
        return True
    names = " ".join(str(node.get(key) or "") for key in ("id", "class", "role")).split()
    return name != "body" and any(folded(each) in labels.aside for each in names)


@dataclass(slots=True)
class _Page:
    """A page on its way to text; `gap` is the white space that stands before the next word."""

    blocks: Container[str]
    pieces: list[str] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)
    length: int = 0
    gap: str = ""
    at_heading: bool = False

    def cross(self, name: str, *, begins: bool) -> None:
        """Note that an element begins or ends here."""
        if name in self.blocks:
            self._widen("\n")
        elif name in _CELLS:
            self._widen("\t")
        if name in self.blocks:
            self.at_heading = begins and name in _HEADINGS

    def say(self, text: str | None) -> None:
        """Add a stretch of text, its white space as a browser shows it."""
        first, *rest = _SPACE.split(text or "")
        self._put(first)
        for word in rest:
            self._widen(" ")
            self._put(word)

    def _widen(self, gap: str) -> None:
        self.gap = max(self.gap, gap, key=["", " ", "\t", "\n"].index)

    def _put(self, word: str) -> None:
        if not word:
            return
        piece = (self.gap if self.pieces else "") + word
        if self.at_heading:
            self.headings.add(self.length + len(piece) - len(word))
            self.at_heading = False
        self.pieces.append(piece)
        self.length += len(piece)
        self.gap = ""
