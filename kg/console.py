"""What a person sees in the terminal: results as rich renderables. Text of users is never read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from kg.answers import Answers
from kg.evaluation import Figures, Review, Scores, total
from kg.model import Query, Report, Value
from kg.pipeline import Summary
from kg.vocabulary import PREFIXES

__all__ = ["answers", "questions", "report", "reviews", "scores", "section", "shown", "summary", "told"]

#: The least room that a column gets, in characters, where it holds sentences and where it holds names.
_SENTENCES, _NAMES = 26, 12
_TRIPLE = ("subject", "predicate", "object")
#: How much of a long text a row of a triple shows; the other forms show it whole.
_GLIMPSE = 120


#: What a terminal obeys or does not show: control, bidirectional, zero-width and tag characters, lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def shown(text: str) -> str:
    """Return a text as it is safe to print: what a terminal obeys, or would hide, is written as its escape."""
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def told(text: str, style: str = "", justify: JustifyMethod | None = None) -> Text:
    """Return a text as rich prints it: nothing in it is markup, and nothing in it moves the terminal."""
    return Text(shown(text), style=style, justify=justify)


def summary(built: Summary) -> RenderableType:
    """Show what a build read and wrote, what was not reported, and what to try next."""
    rows = [
        ("records", f"{built.records} = {_parts(built)}"),
        ("studies", f"{built.studies}, {built.reviewed} of them reviewed by a person"),
        ("cases", f"{built.cases} examined, {built.comparators} only compared with{_without_case(built)}"),
        ("statements", _counts(built.statements)),
        ("used", _counts(built.uses)),
        ("themes", f"{built.themes} occur"),
        ("links", f"{built.links} between statements, each tied by the text"),
        ("candidates", f"{built.candidates} below a confidence of {built.min_confidence:g}, kept apart"),
        ("evidence", f"{_counted(built.evidence, 'quote')} checked against the texts, 0 wrong"),
        ("not reported", _silences(built.not_reported)),
    ]
    grid = Table.grid(padding=(0, 2))
    for name, value in rows:
        grid.add_row(told(name, style="bold"), told(value))
    read_as = [told(f"{path} was read as {encoding}") for path, encoding in built.encodings.items()]
    steps = [f"kg verify {built.out}", f"kg ask {built.out} problem_recurrence", f"kg view {built.out}"]
    tips = [told(f"  {step}", style="cyan") for step in steps]
    title = told(f"The graph is in {built.out}", style="bold green")
    return Group(title, grid, *read_as, told("Try next:"), *tips)


def answers(found: Answers, *, silent: str = "not reported") -> RenderableType:
    """Show answers as a table, with the denominators they rest on; `silent` stands where an abstract says nothing."""
    below = [told(line, style="dim") for line in notes(found)]
    if not found.rows:
        return Group(*below) if below else told("No answer.", style="dim")
    table = Table(header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    shown = [tuple(map(_short, row)) for row in found.rows] if found.columns == _TRIPLE else found.rows
    rows = [_cells(row, silent if found.denominators else "") for row in shown]
    for place, column in enumerate(found.columns):
        numeric = all(isinstance(row[place], int | float) for row in found.rows)
        longest = max(len(row[place]) for row in rows)
        width = _SENTENCES if longest > 2 * _SENTENCES else min(longest, _NAMES)
        table.add_column(told(column), justify="right" if numeric else "left", overflow="fold", min_width=width)
    for row in rows:
        table.add_row(*map(told, row))
    return Group(table, *below)


def section(title: str, command: str, found: Answers) -> RenderableType:
    """Show answers among others: under their title, with what asks for them alone."""
    return Group(told(title, style="bold"), told(command, style="dim"), answers(found), Text())


def notes(found: Answers) -> list[str]:
    """Give what stands below an answer: why it is empty, and its denominators."""
    of = "; ".join(f"{name}: {count}" for name, count in found.denominators)
    return [line for line in (found.note, of) if line]


def questions(listed: Iterable[Query], language: str) -> RenderableType:
    """Show the named questions with their summaries and parameters."""
    table = Table(header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("question", "what it tells", "parameters"):
        table.add_column(column, overflow="fold")
    for query in listed:
        terms = ", ".join(p.name if p.default is None else f"{p.name}={p.default}" for p in query.parameters)
        table.add_row(told(query.name, style="bold"), told(query.summary[language]), told(terms))
    return table


def report(checked: Report) -> RenderableType:
    """Show what a check looked at, and what it found wrong."""
    grid = Table.grid(padding=(0, 2))
    for name, count in checked.checked.items():
        grid.add_row(told(f"{count:,}", justify="right"), told(name.replace("_", " ")))
    wrong = [told(f"wrong: {v.focus}: {v.message}{f' ({v.hint})' if v.hint else ''}") for v in checked.violations]
    style = "bold green" if checked.conforms else "bold red"
    verdict = told(f"{len(checked.violations)} bad, 0 skipped", style=style)
    return Group(told("Checked:", style="bold"), grid, *wrong, verdict)


def reviews(compared: Sequence[Review]) -> RenderableType:
    """Show what was changed in each reviewed file, and the total."""
    lines = [line for one in compared for line in _review(one)]
    counted = total(compared)
    grid = Table.grid(padding=(0, 2))
    parts = f"{counted.changed} changed + {counted.unchanged} unchanged + {counted.orphaned} orphaned"
    grid.add_row(told("files", style="bold"), told(f"{counted.files} = {parts}"))
    for verb, counts in counted.changes.items():
        grid.add_row(told(verb, style="bold"), told(", ".join(f"{what} {count}" for what, count in counts.items())))
    return Group(*lines, told("Total:", style="bold"), grid)


def scores(found: Scores) -> RenderableType:
    """Show the figures of an evaluation, a row a kind."""
    table = Table(header_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for column in ("exact P", "R", "F1", "overlap P", "R", "F1", "gold", "found"):
        table.add_column(column, justify="right")
    for label, exact in found.exact.items():
        overlap = found.overlap[label]
        table.add_row(label, *_figures(exact), *_figures(overlap), str(overlap.gold), str(overlap.found))
    rates = {
        "themes": found.theme_accuracy,
        "facets": found.facet_accuracy,
        "case roles": found.case_role_accuracy,
        "links F1": found.links.f1,
    }
    shown = ", ".join(f"{name} {'n/a' if rate is None else f'{rate:.3f}'}" for name, rate in rates.items())
    return Group(table, told(f"{shown}; {found.abstracts} abstracts"))


def _review(one: Review) -> list[Text]:
    if one.orphaned:
        return [told(f"{one.path}: ORPHANED, {one.orphaned}", style="bold red")]
    said = _counted(len(one.changes), "change") if one.changes else "unchanged"
    asked = "; no raw record has this id" if one.is_without_raw else ""
    kept = "" if one.is_kept else "; no pre-annotation is kept beside it"
    title = told(f"{one.path}: {said} against {one.baseline}{kept}{asked}", style="bold")
    return [title, *(told(f"  {change}") for change in one.changes)]


def _figures(figures: Figures) -> list[str]:
    return [f"{value:.3f}" for value in (figures.precision, figures.recall, figures.f1)]


def _parts(built: Summary) -> str:
    refused = len(built.rejected) - built.duplicates
    return f"{_counted(built.studies, 'study')} + {_counted(built.duplicates, 'duplicate')} + {refused} refused"


def _without_case(built: Summary) -> str:
    names = "names" if built.without_case == 1 else "name"
    return f"; {_counted(built.without_case, 'study')} {names} none" if built.without_case else ""


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(_counted(number, name) for name, number in counts.items()) or "none"


def _silences(counts: Mapping[str, int]) -> str:
    said = [f"{_plural(kind)} by {_counted(number, 'study')}" for kind, number in counts.items() if number]
    return ", ".join(said) or "nothing: every study reports each kind"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _short(value: Value) -> Value:
    """A term of a triple as people read it: an IRI by its prefix, a text by its beginning."""
    if not isinstance(value, str):
        return value
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace):
            return f"{prefix}:{value.removeprefix(namespace)}"
    return value if len(value) <= _GLIMPSE else f"{value[:_GLIMPSE]}…"


def _cells(row: tuple[Value, ...], silent: str) -> list[str]:
    """The cells of a row; the first that nothing stands in says so, since in a named question that is a silence."""
    first = next((place for place, value in enumerate(row) if value is None), None)
    return [silent if place == first else "" if value is None else str(value) for place, value in enumerate(row)]
