"""What a brief says of causes: those that a text ties to a problem, apart from those that merely stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.reports.content import Condition, Item, Paragraph, Quote, Run, Section, Text
from kg.reports.inquiry import PLACE, Inquiry, Row, distinct, picked, rows
from kg.reports.problems import Recurring
from kg.reports.wording import Wording

__all__ = ["why"]

_THEMES, _TIES, _ROOM = 2, 3, 420
_BESIDE = "same study"


def why(inquiry: Inquiry, wording: Wording, found: Recurring) -> Section:
    """Say which causes are stated for which problems, and beside the problems that recur, what else is listed."""
    title = wording.text("why.title")
    causes = inquiry.count("chain_causes", "causes")
    if not causes.value:
        return Section("why", title, (Paragraph(wording.say("why.none", causes=causes)),))
    linked = inquiry.count("chain_causes", "causes_linked")
    studies = inquiry.number("chain_causes", distinct("study"))
    form = "untied" if not linked.value else "all_tied" if linked.value == causes.value else "tied"
    said = wording.say(f"why.{form}", causes=causes, linked=linked, studies=studies)
    beside = (_beside(inquiry, wording, theme) for theme in found.themes[:_THEMES])
    return Section("why", title, (Paragraph(said), *_stated(inquiry, wording), *(item for item in beside if item)))


def _stated(inquiry: Inquiry, wording: Wording) -> tuple[Item, ...]:
    ties = list(inquiry.ask("chain_causes"))
    if not ties:
        return ()
    widest = list(_widest(ties))
    shown = picked(widest, column="quote", most=_TIES, room=_ROOM, few=3)
    said = wording.listed([inquiry.quote(row, "quote", str(row["case"] or "")) for row in shown], "quotes")
    if len(shown) < len(widest):
        said += wording.say("why.ties_cut", ties=inquiry.number("chain_causes", rows()))
    return (Item((Text(wording.text("why.stated")),), said),)


def _widest(ties: Iterable[Row]) -> Iterable[Row]:
    """Leave out each quote that another of the same study holds whole."""
    kept: list[Row] = []
    for row in sorted(ties, key=lambda row: (str(row["study"]), int(str(row["start"])), -int(str(row["end"])))):
        last = kept[-1] if kept else None
        if last is None or last["study"] != row["study"] or int(str(row["end"])) > int(str(last["end"])):
            kept.append(row)
    return kept


def _beside(inquiry: Inquiry, wording: Wording, theme: str) -> Item | None:
    """Say what is given as a cause in the theme of a problem or in the studies that report it, without a tie to it."""
    listed = list(inquiry.ask("theme_causes", theme=theme))
    tied = inquiry.number("theme_causes", rows(Condition("tie", _BESIDE, holds=False)), theme=theme)
    said = wording.say("why.theme_tied" if tied.value else "why.theme_untied", tied=tied)
    of_theme, quoted = _same_theme(inquiry, wording, theme, listed)
    of_study = _same_study(inquiry, wording, theme, [row for row in listed if _place(row) not in quoted])
    if not (tied.value or of_theme or of_study):
        return None
    return Item(wording.say("why.beside", theme=theme), said + of_theme + of_study)


def _same_theme(
    inquiry: Inquiry, wording: Wording, theme: str, listed: Sequence[Row]
) -> tuple[tuple[Run, ...], set[tuple[object, ...]]]:
    tied = {_place(row) for row in listed if row["tie"] != _BESIDE}
    found = [row for row in inquiry.ask("theme_statements", theme=theme, role="cause") if _place(row) not in tied]
    if not found:
        return (), set()
    shown = picked(found, column="quote", most=2, room=160)
    quotes = wording.listed(_quotes(inquiry, shown, "quote"), "quotes")
    every = inquiry.number("theme_statements", distinct(*PLACE), theme=theme, role="cause")
    form = "same_theme" if every.value == len(shown) else "same_theme_cut"
    return wording.say(f"why.{form}", quotes=quotes, all=every), {_place(row) for row in shown}


def _same_study(inquiry: Inquiry, wording: Wording, theme: str, listed: Sequence[Row]) -> tuple[Run, ...]:
    found = [row for row in listed if row["tie"] == _BESIDE]
    if not found:
        return ()
    only = Condition("tie", _BESIDE)
    causes = inquiry.number("theme_causes", distinct(*PLACE, where=[only]), theme=theme)
    studies = inquiry.number("theme_causes", distinct("study", where=[only]), theme=theme)
    shown = picked(found, column="cause", most=2, room=120)
    quotes = wording.listed(_quotes(inquiry, shown, "cause"), "quotes")
    form = "same_study" if causes.value == len(shown) else "same_study_cut"
    return wording.say(f"why.{form}", causes=causes, studies=studies, quotes=quotes)


def _quotes(inquiry: Inquiry, shown: Iterable[Row], column: str) -> list[Quote]:
    return [inquiry.quote(row, column, str(row["case"] or "")) for row in shown]


def _place(row: Row) -> tuple[object, ...]:
    return tuple(row[column] for column in PLACE)
