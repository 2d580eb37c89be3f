"""A Reading <-> the line of JSON that says what was read in one abstract.

    {"id", "text",
     "mentions": [{"start", "end", "label", "themes", "role", "confidence"}],
     "links": [{"type", "from", "to"}]}

`start` and `end` count code points of `text`; `from` and `to` are places in `mentions`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Abstract, Mention, Reading, Source, Span, Tie
from kg.vocabulary import Kind, Relation, Role

__all__ = ["read_records", "record"]

#: The shape of a record, for whoever wrote one of another shape.
_SHAPE = "kg extract writes such records"


def record(reading: Reading) -> dict[str, Any]:
    """Return what is written of a reading: values that JSON knows, in a fixed order."""
    return {
        "id": reading.abstract.id,
        "text": reading.abstract.text,
        "mentions": [
            {
                "start": mention.span.start,
                "end": mention.span.end,
                "label": mention.kind.value,
                "themes": list(mention.themes),
                "role": None if mention.role is None else mention.role.value,
                "confidence": mention.confidence,
            }
            for mention in reading.mentions
        ],
        "links": [{"type": tie.relation.value, "from": tie.origin, "to": tie.target} for tie in reading.ties],
    }


def read_records(path: Path) -> list[Reading]:
    """Return the readings that a JSON Lines file holds, in its order; empty lines are skipped.

    Raises:
        InputError: with the line, if the file cannot be read or a line holds no reading.

    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return [
                _reading(line, Source(str(path), "jsonl", line=n)) for n, line in enumerate(lines, 1) if line.strip()
            ]
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", path=path, advice=_SHAPE) from error


def _reading(line: str, source: Source) -> Reading:
    try:
        said = json.loads(line)
        abstract = Abstract(id=str(said["id"]), text=str(said.get("text", "")), source=source)
        mentions = tuple(_mention(one) for one in said["mentions"])
        return Reading(abstract, mentions, tuple(_tie(one, mentions) for one in said.get("links", ())))
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON: {error.msg}", path=source.path, line=source.line, advice=_SHAPE) from error
    except KeyError as error:
        raise InputError(f"there is no {error}", path=source.path, line=source.line, advice=_SHAPE) from error
    except (AttributeError, IndexError, RecursionError, TypeError, ValueError) as error:
        raise InputError(f"no reading: {error}", path=source.path, line=source.line, advice=_SHAPE) from error


def _mention(said: dict[str, Any]) -> Mention:
    role, span = said.get("role"), Span(int(said["start"]), int(said["end"]))
    if not len(span):
        raise ValueError(f"a mention at {span.start} covers no words")
    return Mention(
        span,
        Kind(said["label"]),
        confidence=float(said.get("confidence", 1.0)),
        themes=tuple(map(str, said.get("themes") or ())),
        role=None if role is None else Role(role),
    )


def _tie(said: dict[str, Any], mentions: Sequence[Mention]) -> Tie:
    origin, target = int(said["from"]), int(said["to"])
    if min(origin, target) < 0:
        raise IndexError(f"a link names mention {min(origin, target)}")
    ends = mentions[origin].span, mentions[target].span
    cover = Span(min(span.start for span in ends), max(span.end for span in ends))
    return Tie(Relation(said["type"]), origin, target, cover)
