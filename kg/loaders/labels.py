"""What sources call the parts of a record, as `ontology/chrome.toml` lists it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg import resources
from kg.errors import ResourceError

__all__ = ["Labels", "folded", "load"]

_GAP = r"[^\S\r\n]*"
#: A label at the beginning of a line, in brackets, before a colon, or alone.
_LABEL = (
    rf"(?:[【\[〔]{_GAP}(?P<bracketed>{{names}}){_GAP}[】\]〕]{_GAP}[:：]?"
    rf"|(?P<plain>{{names}}){_GAP}(?:[:：]|\Z)){_GAP}"
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels, signs and names of `chrome.toml`, folded for comparison.

    `label` matches a label and what ends it at the beginning of a line, `inner` one behind another value, `keywords`
    that of keywords behind a text; `before` and `behind` match the site's own words at the ends of a line. `fields`,
    `columns` and `metas` map folded names to fields.
    """

    fields: Mapping[str, str]
    label: re.Pattern[str]
    inner: re.Pattern[str]
    sure: frozenset[str]
    lines: frozenset[str]
    end: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    keywords: re.Pattern[str]
    bars: str
    separators: tuple[re.Pattern[str], ...]
    abstracts: tuple[str, ...]
    aside: frozenset[str]
    unseen: frozenset[str]
    blocks: frozenset[str]
    metas: Mapping[str, str]
    columns: Mapping[str, str]


@functools.cache
def load() -> Labels:
    """Return the labels.

    Raises:
        ResourceError: if `chrome.toml` is missing or malformed.

    """
    try:
        return _labels(tomllib.loads(resources.text(resources.ontology("chrome.toml"))))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ResourceError(f"ontology/chrome.toml is malformed: {error}") from error


def folded(name: str) -> str:
    """Return a label, line or column name as it is compared: no capitals, white space, hyphens or underscores."""
    return re.sub(r"[\s_-]+", "", name).replace("：", ":").casefold()


def _labels(said: Mapping[str, Any]) -> Labels:
    labels, signs, pages = said["labels"], said["signs"], said["pages"]
    names = _any(name for names in labels.values() for name in names)
    return Labels(
        fields=_by_name(labels),
        label=re.compile(_LABEL.format(names=names), re.IGNORECASE),
        inner=re.compile(f"(?P<label>{names}){_GAP}[:：]{_GAP}"),
        sure=frozenset(signs["sure"]),
        lines=frozenset(map(folded, signs["lines"])),
        end=frozenset(map(folded, signs["end"])),
        before=re.compile(rf"(?:(?:{_any(signs['lines'])})(?:\s+|\Z))+", re.IGNORECASE),
        behind=re.compile(rf"(?:\s*(?:{_any([*signs['lines'], *signs['end']])}))+\Z", re.IGNORECASE),
        keywords=re.compile(rf"(?<![^\W_])(?P<label>{_any(labels['keywords'])}){_GAP}[:：]{_GAP}", re.IGNORECASE),
        bars=signs["bars"],
        separators=tuple(re.compile(f"[{re.escape(either)}]") for either in signs["separators"]),
        abstracts=tuple(pages["abstracts"]),
        aside=frozenset(map(folded, pages["aside"])),
        unseen=frozenset(pages["unseen"]),
        blocks=frozenset(pages["blocks"]),
        metas=_by_name(pages["meta"]),
        columns={**_by_name(labels, without=("extra", "none")), **_by_name(said["columns"])},
    )


def _any(names: Iterable[str]) -> str:
    """Return a pattern for any of `names`, of which the longest is tried first."""
    return "|".join(map(_spaced, sorted(set(names), key=lambda name: (-len(name), name))))


def _by_name(table: Mapping[str, Iterable[str]], without: Container[str] = ()) -> dict[str, str]:
    return {folded(name): field for field, names in table.items() if field not in without for name in names}


def _spaced(label: str) -> str:
    """Return a pattern for a label that allows white space between its words and its Chinese characters."""
    return _GAP.join(map(re.escape, re.findall("[\u3400-\u9fff]|[^\\s\u3400-\u9fff]+", label)))
