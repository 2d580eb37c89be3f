"""What a brief says of proposals: against what recurs, what is proposed most, by whom, and what is learnt elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.reports.content import Condition, Item, Name, Paragraph, Quote, Run, Section, Text
from kg.reports.inquiry import PLACE, Inquiry, Row, distinct, picked
from kg.reports.problems import Recurring
from kg.reports.wording import Wording

__all__ = ["proposed"]

_RECURRING, _THEMES, _QUOTES, _ROOM = 2, 4, 3, 150
_LESSONS = 6


def proposed(inquiry: Inquiry, wording: Wording, found: Recurring) -> Section:
    """Say how many propose how much, what is proposed under which theme and by whom, and the lessons from elsewhere."""
    title = wording.text("proposed.title")
    measures = inquiry.count("countermeasure_themes", "countermeasures")
    if not measures.value:
        said = wording.say("proposed.none", countermeasures=measures)
        return Section("proposed", title, (Paragraph(said),))
    against = found.themes[:_RECURRING]
    others = [theme for theme in _by_support(inquiry, found) if theme not in against]
    items = [_against(inquiry, wording, theme) for theme in against]
    items += [_theme(inquiry, wording, theme, (Name(theme),)) for theme in others[:_THEMES]]
    items += _lessons(inquiry, wording)
    opening = _opening(inquiry, wording, found, is_cut=len(others) > _THEMES)
    return Section("proposed", title, (opening, *items))


def _by_support(inquiry: Inquiry, found: Recurring) -> list[str]:
    """The themes under which something is proposed, in the order of the answer: by how many studies."""
    listed = found.subjects(inquiry.ask("countermeasure_themes"))
    return list(dict.fromkeys(str(row["theme"]) for row in listed))


def _opening(inquiry: Inquiry, wording: Wording, found: Recurring, *, is_cut: bool) -> Paragraph:
    measures = inquiry.count("countermeasure_themes", "countermeasures")
    said = wording.say(
        "proposed.some",
        proposing=inquiry.count("countermeasure_themes", "studies_with_countermeasures"),
        studies=inquiry.count("coverage_silence", "studies"),
        countermeasures=measures,
    )
    linked = inquiry.count("chain_countermeasures", "countermeasures_linked")
    if inquiry.count("gap_countermeasures", "problems").value:
        said += wording.say("proposed.tied" if linked.value else "proposed.untied", linked=linked)
    if is_cut:
        measure = found.themes_in(inquiry.ask("countermeasure_themes"))
        themes = inquiry.number("countermeasure_themes", measure)
        said += wording.say("proposed.cut", themes=themes)
    return Paragraph(said)


def _against(inquiry: Inquiry, wording: Wording, theme: str) -> Item:
    head = wording.say("proposed.recurring", theme=theme)
    if inquiry.ask("countermeasure_themes", theme=theme).rows:
        return _theme(inquiry, wording, theme, head)
    studies = inquiry.number("countermeasure_themes", distinct("study"), theme=theme)
    return Item(head, wording.say("proposed.against_none", studies=studies))


def _theme(inquiry: Inquiry, wording: Wording, theme: str, head: tuple[Run, ...]) -> Item:
    own = list(inquiry.ask("countermeasure_themes", theme=theme))
    shown = picked(own, column="countermeasure", most=_QUOTES, room=_ROOM)
    quotes = wording.listed([_proposal(inquiry, wording, row) for row in shown], "quotes")
    studies = inquiry.number("countermeasure_themes", distinct("study"), theme=theme)
    said = wording.say("proposed.theme", studies=studies, quotes=quotes)
    every = inquiry.number("countermeasure_themes", distinct(*PLACE), theme=theme)
    if every.value > len(shown):
        said += wording.say("recurs.of_all", all=every)
    return Item(head, said)


def _proposal(inquiry: Inquiry, wording: Wording, row: Row) -> Quote:
    author, case = str(row["author"] or ""), str(row["case"] or "")
    if author and case:
        said = wording.text("by.author_case").format(author=author, case=case)
        return inquiry.quote(row, "countermeasure", said)
    return inquiry.quote(row, "countermeasure", author or case)


def _lessons(inquiry: Inquiry, wording: Wording) -> Iterable[Item]:
    listed = list(inquiry.ask("comparator_lessons"))
    if not listed:
        return
    drawn = [row for row in listed if row["lesson"] is not None]
    said = wording.say(
        "proposed.compares",
        studies=inquiry.count("comparator_lessons", "studies_comparing"),
        cases=inquiry.count("comparator_lessons", "cases_compared"),
    )
    if drawn:
        said += _learnt(inquiry, wording, drawn)
    yield Item((Text(wording.text("proposed.lessons")),), said)


def _learnt(inquiry: Inquiry, wording: Wording, drawn: Sequence[Row]) -> tuple[Run, ...]:
    """The lessons of the first study that draws some, and how many there are in all."""
    own = [row for row in drawn if row["study"] == drawn[0]["study"] and row["case"] == drawn[0]["case"]]
    comparators = [Name(name) for name in dict.fromkeys(str(row["comparator"]) for row in own)]
    shown = picked(own, column="lesson", most=_LESSONS, room=260, few=4)
    quotes = wording.listed([inquiry.quote(row, "lesson") for row in shown], "quotes")
    case = drawn[0]["case"]
    parts: dict[str, Sequence[Run]] = {"comparators": wording.listed(comparators), "quotes": quotes}
    if case is not None:
        parts["case"] = (Name(str(case)),)
    said = wording.say("proposed.learns" if case is not None else "proposed.learns_caseless", **parts)
    drawn_any = Condition("lesson", None, holds=False)
    every = inquiry.number("comparator_lessons", distinct(*PLACE, where=[drawn_any]))
    if every.value > len(shown):
        said += wording.say("proposed.lessons_cut", all=every)
    if len(comparators) > 1:
        said += wording.say("proposed.unshared")
    return (*said, Text(wording.text("stop")))
