"""What a brief says of problems: which recur from case to case, and which nobody addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.reports.content import Condition, Item, Measure, Name, Paragraph, Run, Section
from kg.reports.inquiry import PLACE, Inquiry, Row, distinct, picked, value
from kg.reports.wording import Wording

__all__ = ["Recurring", "gaps", "most_widespread", "recurring", "recurs"]

_SHOWN, _QUOTES, _ROOM = 4, 3, 210
_GAPS, _NAMES = 4, 3
_RECURRENCE = "problem_recurrence"


@dataclass(frozen=True, slots=True)
class Recurring:
    """The themes that are a problem of two or more cases, the most widespread first, and the label of `other`."""

    themes: tuple[str, ...]
    other: str

    def themes_in(self, found: Iterable[Row]) -> Measure:
        """Measure how many subjects the rows are about: two things in `other` need not meet, so it is none."""
        is_met = any(row["theme"] == self.other for row in found)
        return distinct("theme", where=[Condition("theme", self.other, holds=False)] if is_met else ())

    def subjects(self, found: Iterable[Row]) -> list[Row]:
        """Return the rows that are about one subject."""
        return [row for row in found if row["theme"] != self.other]


def recurring(inquiry: Inquiry, other: str) -> Recurring:
    """Find the themes that recur; `other` is the label of the theme that is no one subject."""
    found = Recurring((), other).subjects(inquiry.ask(_RECURRENCE, min_cases=2))
    return Recurring(tuple(dict.fromkeys(str(row["theme"]) for row in found)), other)


def most_widespread(inquiry: Inquiry, wording: Wording, found: Recurring) -> tuple[Run, ...]:
    """Say which problem is reported of most cases, if one recurs."""
    if not found.themes:
        return ()
    theme = found.themes[0]
    cases = inquiry.number(_RECURRENCE, value("cases", Condition("theme", theme)), min_cases=2)
    examined = inquiry.count(_RECURRENCE, "cases_examined", min_cases=2)
    return wording.say("summary.most", theme=theme, cases=cases, examined=examined)


def recurs(inquiry: Inquiry, wording: Wording, found: Recurring) -> Section:
    """Say which problems recur, of how many cases, and in which words."""
    title = wording.text("recurs.title")
    problems = inquiry.count("gap_countermeasures", "problems")
    examined = inquiry.count(_RECURRENCE, "cases_examined", min_cases=2)
    if not problems.value:
        studies = inquiry.count("coverage_silence", "studies")
        said = wording.say("recurs.none_reported", problems=problems, studies=studies)
        return Section("recurs", title, (Paragraph(said),))
    if not examined.value:
        return Section(
            "recurs", title, (Paragraph(wording.say("recurs.no_case", examined=examined, problems=problems)),)
        )
    least = 2 if found.themes else 1
    listed = found.subjects(inquiry.ask(_RECURRENCE, min_cases=least))
    themes = tuple(dict.fromkeys(str(row["theme"]) for row in listed))[:_SHOWN]
    items = (_theme(inquiry, wording, theme, listed, least) for theme in themes)
    return Section("recurs", title, (_opening(inquiry, wording, found), *items, *_loose(inquiry, wording)))


def gaps(inquiry: Inquiry, wording: Wording, found: Recurring) -> Section | None:
    """Say which problems meet no proposal in any abstract, and how many meet none in their own."""
    problems = inquiry.count("gap_countermeasures", "problems")
    if not problems.value:
        return None
    open_everywhere = inquiry.number("gap_countermeasures", distinct("theme"), scope="corpus")
    themes = inquiry.count("gap_countermeasures", "problem_themes")
    listed = list(inquiry.ask("gap_countermeasures", scope="corpus"))
    shown = tuple(dict.fromkeys(str(row["theme"]) for row in listed))
    form = "none" if not shown else "some_cut" if len(shown) > _GAPS else "some"
    said = wording.say(f"gaps.{form}", gaps=open_everywhere, themes=themes)
    items = (_gap(inquiry, wording, theme, listed) for theme in shown[:_GAPS])
    return Section("gaps", wording.text("gaps.title"), (Paragraph(said), *items, *_own_gaps(inquiry, wording, found)))


def _opening(inquiry: Inquiry, wording: Wording, found: Recurring) -> Paragraph:
    examined = inquiry.count(_RECURRENCE, "cases_examined", min_cases=2)
    if examined.value == 1 and not found.themes:
        return Paragraph(wording.say("recurs.one_case", examined=examined))
    reported = inquiry.count(_RECURRENCE, "cases_with_problems", min_cases=2)
    said = wording.say("recurs.cases", **{"examined": examined, "with": reported}) + _silent(inquiry, wording)
    themes = inquiry.number(_RECURRENCE, found.themes_in(inquiry.ask(_RECURRENCE, min_cases=2)), min_cases=2)
    if found.themes:
        form = "themes_cut" if len(found.themes) > _SHOWN else "themes"
        return Paragraph(said + wording.say(f"recurs.{form}", themes=themes))
    every = inquiry.number(_RECURRENCE, found.themes_in(inquiry.ask(_RECURRENCE, min_cases=1)), min_cases=1)
    form = "none_cut" if every.value > _SHOWN else "none"
    return Paragraph(said + wording.say(f"recurs.{form}", themes=themes, all=every))


def _silent(inquiry: Inquiry, wording: Wording) -> tuple[Run, ...]:
    """Name the cases of which no problem is reported, where they are few."""
    without = inquiry.count(_RECURRENCE, "cases_without_problems", min_cases=2)
    if not without.value:
        return ()
    silent = [row for row in inquiry.ask("coverage_silence") if row["kind"] == "problem" and row["case"] is not None]
    if without.value != len(silent) or len(silent) > _NAMES:
        return wording.say("recurs.silent_many", without=without)
    names = wording.listed([Name(str(row["case"])) for row in silent])
    return wording.say("recurs.silent", without=without, names=names)


def _theme(inquiry: Inquiry, wording: Wording, theme: str, listed: Sequence[Row], least: int) -> Item:
    own = [row for row in listed if row["theme"] == theme]
    shown = picked(own, column="quote", most=_QUOTES, room=_ROOM)
    quotes = wording.listed([inquiry.quote(row, "quote", str(row["case"])) for row in shown], "quotes")
    only = Condition("theme", theme)
    cases = inquiry.number(_RECURRENCE, value("cases", only), min_cases=least)
    cities = inquiry.number(_RECURRENCE, value("cities", only), min_cases=least)
    examined = inquiry.count(_RECURRENCE, "cases_examined", min_cases=least)
    form = "single" if least == 1 else "theme_cities" if cities.value != cases.value else "theme"
    said = wording.say(f"recurs.{form}", cases=cases, cities=cities, examined=examined, quotes=quotes)
    every = inquiry.number(_RECURRENCE, distinct(*PLACE, where=[only]), min_cases=least)
    if every.value > len(shown):
        said += wording.say("recurs.of_all", all=every)
    return Item((Name(theme),), said)


def _loose(inquiry: Inquiry, wording: Wording) -> tuple[Paragraph, ...]:
    problems = inquiry.count(_RECURRENCE, "problems_without_case", min_cases=2)
    return (Paragraph(wording.say("recurs.loose", problems=problems)),) if problems.value else ()


def _gap(inquiry: Inquiry, wording: Wording, theme: str, listed: Sequence[Row]) -> Item:
    own = [row for row in listed if row["theme"] == theme]
    shown = picked(own, column="problem", most=2, room=120)
    said = wording.listed([inquiry.quote(row, "problem", str(row["case"] or "")) for row in shown], "quotes")
    every = inquiry.number("gap_countermeasures", distinct(*PLACE, where=[Condition("theme", theme)]), scope="corpus")
    if every.value > len(shown):
        said += wording.say("recurs.of_all", all=every)
    return Item((Name(theme),), said)


def _own_gaps(inquiry: Inquiry, wording: Wording, found: Recurring) -> tuple[Paragraph, ...]:
    problems = inquiry.count("gap_countermeasures", "problems")
    left = inquiry.number("gap_countermeasures", distinct(*PLACE))
    if not left.value or inquiry.count("coverage_silence", "studies").value == 1:
        return ()  # of one study, what no abstract addresses and what its own does not are the same
    said = wording.say("gaps.own", open=left, problems=problems)
    nothing = Condition("proposed", 0)
    silent = inquiry.number("gap_countermeasures", distinct(*PLACE, where=[nothing]))
    if silent.value:
        said += wording.say("gaps.own_silent_one" if silent.value == 1 else "gaps.own_silent", silent=silent)
    if inquiry.ask("theme_statements", theme=found.other).rows:
        said += wording.say("gaps.other", other=found.other)
    return (Paragraph(said),)
