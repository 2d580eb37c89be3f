"""Long lists, page by page: no page holds more than a browser shows at once, and each says which part it is."""

from __future__ import annotations

import base64
import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kg.views.site import paths
from kg.views.site.pile import Entries, Pile
from kg.views.site.shell import Shell

__all__ = ["MOST", "Group", "Leaves", "Sheet", "Source", "entry", "line", "table", "write_list"]

#: A page of a list ends with whichever comes first: so many entries, or so many bytes of them.
MOST = 500
_LARGEST = 1_400_000
#: A larger table is a file of its own beside the page.
_EMBEDDED = 16_000
_FEW = 120
_NO_WORDS = Markup()
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """Gives back what is written to it, so that a row needs no file."""

    def write(self, text: str) -> str:
        return text


_WRITER: Any = csv.writer(_Echo(), lineterminator="\r\n")
#: Between the row of a table and the entry of a list that say the same.
_SEAM = "\0"


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; `silence` is what stands there where there are none."""

    kind: str
    title: Markup
    entries: Entries
    silence: Markup = _NO_WORDS
    style: str = "claims"


@dataclass(frozen=True, slots=True)
class Leaves:
    """Which page of a list one is: entries `first` to `last` of `total`, page `number` of `count`."""

    page: str
    number: int
    count: int
    first: int
    last: int
    total: int

    @property
    def near(self) -> list[int]:
        """The pages that the foot leads to: the first, the last and those around this one."""
        around = range(max(1, self.number - 2), min(self.count, self.number + 2) + 1)
        return sorted({1, self.count, *around})

    def address(self, number: int) -> str:
        """Return the path of another page of the list."""
        return paths.paged(self.page, number)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to download: where it is, what its file is called, and how many rows it has."""

    address: str
    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Source:
    """The named question that gives what a page shows, with its parameters as `case=IRI`."""

    question: str
    terms: str = ""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A group as one page shows it."""

    kind: str
    title: Markup
    total: int
    silence: Markup
    style: str
    entries: list[Markup]


def entry(row: str, shown: str) -> str:
    """Return what is put on the pile: the row of the table, and the entry of the list."""
    return f"{row}{_SEAM}{shown}"


def line(cells: Sequence[object]) -> str:
    """Return a row of a table as CSV, in which no cell is taken for a formula."""
    return str(_WRITER.writerow(map(_cell, cells))).replace(_SEAM, "")


def _small(shell: Shell, page: str, header: Sequence[str], rows: Sequence[str]) -> Sheet:
    """Return a table as something to download from `page`: within the page if it is small, else as a file beside it."""
    path = page.removesuffix(".html") + ".csv"
    content = line(header) + "".join(rows)
    name = path.replace("/", "-")
    if len(content) > _EMBEDDED:
        shell.put(path, "\ufeff" + content)
        return Sheet(path.rpartition("/")[2], name, len(rows))
    coded = base64.b64encode(("\ufeff" + content).encode("utf-8", "replace")).decode()
    return Sheet(f"data:text/csv;charset=utf-8;base64,{coded}", name, len(rows))


def write_list(
    shell: Shell,
    pile: Pile,
    page: str,
    groups: Sequence[Group],
    *,
    header: Sequence[str],
    template: str = "list.html",
    **values: Any,  # noqa: ANN401 - whatever the template needs
) -> None:
    """Write a list as one page or several, and its table; `header` names the table's columns.

    The entries follow one another group by group; a group that goes on is named again on the next page.
    """
    entries = Entries()
    for group in groups:
        entries.extend(group.entries)
    leaves = list(entries.pages(MOST, _LARGEST))
    sheet_of_all = table(shell, pile, page, entries, header)
    for number, which in enumerate(leaves, 1):
        shell.write(
            paths.paged(page, number),
            template,
            groups=list(_shown(pile, groups, which)),
            leaves=Leaves(page, number, len(leaves), which.start + 1, which.stop, len(entries)),
            sheet=sheet_of_all,
            **values,
        )


def _shown(pile: Pile, groups: Sequence[Group], which: range) -> Iterator[_Shown]:
    """The groups of which a page shows entries; one without any is shown where the list comes to it."""
    begin = 0
    for group in groups:
        end = begin + len(group.entries)
        inside = range(max(which.start, begin) - begin, min(which.stop, end) - begin)
        if inside or (begin == end and which.start <= begin < max(which.stop, 1)) or _is_last(begin, end, which):
            texts = [Markup(text.partition(_SEAM)[2]) for text in pile.take(group.entries, inside)]  # noqa: S704 - rendered
            yield _Shown(group.kind, group.title, len(group.entries), group.silence, group.style, texts)
        begin = end


def _is_last(begin: int, end: int, which: range) -> bool:
    """Whether an empty group stands behind the last entry of the list."""
    return begin == end == which.stop


def table(shell: Shell, pile: Pile, page: str, entries: Entries, header: Sequence[str]) -> Sheet | None:
    """Return a list's table as something to download from `page`; a large one is written beside it, row by row."""
    if not len(entries):
        return None
    everything = range(len(entries))
    rows = (text.partition(_SEAM)[0] for text in pile.take(entries, everything))
    if len(entries) <= _FEW:
        return _small(shell, page, header, list(rows))
    path = page.removesuffix(".html") + ".csv"
    shell.put_all(path, itertools.chain(("\ufeff" + line(header),), rows))
    return Sheet(path.rpartition("/")[2], path.replace("/", "-"), len(entries))


def _cell(value: object) -> str:
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value
