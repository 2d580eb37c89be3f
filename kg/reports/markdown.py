"""Writes a brief as Markdown, its notes as footnotes; whatever comes from the graph stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.reports import printing, wording
from kg.reports.content import Brief, Item, Name, Number, Paragraph, Quote, Run
from kg.reports.wording import Wording

__all__ = ["escaped", "write"]

_SPECIAL = re.compile(r"[\\`*_\[\]|~#@$!{}]")
#: What some renderers would make a link of.
_LINKS = re.compile(r"(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]|(?<= ) |^ | $")


def write(brief: Brief) -> bytes:
    """Return the brief as Markdown in UTF-8."""
    said = wording.load(brief.language)
    figures = " · ".join(f"**{_number(f.number, brief)} {f.label}**" for f in brief.figures)
    parts = [f"*{said.text('eyebrow')}*", f"# {escaped(brief.title)}", figures, _runs(brief.summary.runs, brief)]
    for section in brief.sections:
        parts.append(f"## {section.title}")
        parts += [_block(block, brief) for block in section.blocks]
    parts += _sources(brief, said)
    parts += [f"## {said.text('notes.title')}", escaped(printing.preamble(brief, said)), _notes(brief, said)]
    return ("\n\n".join(filter(None, _tight(parts))) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text in which nothing is Markdown or HTML; what a paragraph would lose of its white space is named."""
    return _BREAKS.sub(lambda found: f"&#{ord(found.group())};", _inert(text))


def _inert(text: str) -> str:
    text = printing.printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINKS.sub(lambda found: f"\\{found.group()}", _SPECIAL.sub(r"\\\g<0>", text))


def _tight(parts: Iterable[str]) -> list[str]:
    """Join the items that follow each other into one list."""
    joined: list[str] = []
    for part in parts:
        if joined and part.startswith("- ") and joined[-1].startswith("- "):
            joined[-1] += f"\n{part}"
        else:
            joined.append(part)
    return joined


def _block(block: Paragraph | Item, brief: Brief) -> str:
    if isinstance(block, Paragraph):
        return _runs(block.runs, brief)
    last = wording.load(brief.language).text("head.last")
    return f"- **{_runs(block.head, brief)}**{last}{_runs(block.runs, brief)}"


def _runs(runs: Iterable[Run], brief: Brief) -> str:
    return "".join(_run(run, brief) for run in runs).strip()


def _run(run: Run, brief: Brief) -> str:
    if isinstance(run, Number):
        return _number(run, brief)
    if isinstance(run, Quote):
        said = wording.load(brief.language)
        place = " · ".join(filter(None, (escaped(run.who), printing.citation(brief, run))))
        return f"{said.text('quote.open')}{escaped(run.words)}{said.text('quote.close')} ({place})"
    return escaped(run.words) if isinstance(run, Name) else run.words


def _number(number: Number, brief: Brief) -> str:
    return f"{number}[^{brief.recounts()[number.recount]}]"


def _sources(brief: Brief, said: Wording) -> list[str]:
    if not brief.references:
        return []
    lines = [
        f"- **{one.key}** {escaped(one.study)}: {escaped(printing.described(one, said))}" for one in brief.references
    ]
    return [f"## {said.text('sources.title')}", said.text("sources.offsets"), *lines]


def _notes(brief: Brief, said: Wording) -> str:
    lines = []
    for recount, number in brief.recounts().items():
        words = (_code(part.words) if part.is_code else _inert(part.words) for part in printing.note(recount, said))
        lines.append(f"[^{number}]: {''.join(words)}")
    return "\n".join(lines)


def _code(text: str) -> str:
    """A code span: fenced by more backticks than it holds in a row."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{' '.join(printing.printable(text).split())}{pad}{fence}"
