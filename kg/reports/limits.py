"""What a brief says of its own limits: what the abstracts do not report, and how sure the reading of them is."""

from __future__ import annotations

from kg.reports.content import Condition, Number, Paragraph, Run, Section
from kg.reports.inquiry import Inquiry, distinct, least, rows
from kg.reports.wording import Wording

__all__ = ["silence", "sure"]


def silence(inquiry: Inquiry, wording: Wording) -> Section:
    """Say which kinds of things how many abstracts do not report."""
    listed = inquiry.ask("coverage_silence")
    kinds = list(dict.fromkeys(str(row["kind"]) for row in listed))
    if not kinds:
        said = wording.say("silence.none", missing=inquiry.number("coverage_silence", rows()))
    else:
        counted = [(kind, _unreported(inquiry, kind)) for kind in kinds]
        counted.sort(key=lambda each: -each[1].value)
        parts = [
            wording.say("silence.kind", kind=wording.text(f"silence.of.{kind}"), studies=number)
            for kind, number in counted
        ]
        studies = inquiry.count("coverage_silence", "studies")
        form = "kinds_cases" if _has_studies_of_several(inquiry) else "kinds"
        said = wording.say(f"silence.{form}", studies=studies, kinds=wording.listed(parts))
        said += wording.say("silence.absence")
    return Section("silence", wording.text("silence.title"), (Paragraph(said + _years(inquiry, wording)),))


def sure(inquiry: Inquiry, wording: Wording) -> Section:
    """Say who read the abstracts, how sure the least sure statement is, and what was left out as too uncertain."""
    said = _readers(inquiry, wording)
    statements = inquiry.count("status_statements", "statements")
    if statements.value:
        said += wording.say("sure.statements", statements=statements)
        is_unsure = any(row["lowest"] is not None for row in inquiry.ask("status_statements"))
        if is_unsure:
            said += wording.say("sure.lowest", lowest=inquiry.number("status_statements", least("lowest")))
        else:
            said += wording.say("sure.certain")
    if inquiry.candidates is not None:
        apart = inquiry.number_of_candidates("statement_candidates", distinct("study", "kind", "start", "end"))
        said += wording.say("sure.candidates" if apart.value else "sure.no_candidates", candidates=apart)
    return Section("sure", wording.text("sure.title"), (Paragraph(said + wording.say("sure.themes")),))


def _readers(inquiry: Inquiry, wording: Wording) -> tuple[Run, ...]:
    reviewed = inquiry.count("status_statements", "studies_reviewed")
    extracted = inquiry.count("status_statements", "studies_extracted")
    form = "all_extracted" if not reviewed.value else "all_reviewed" if not extracted.value else "read"
    studies = inquiry.count("coverage_silence", "studies")
    return wording.say(f"sure.{form}", reviewed=reviewed, extracted=extracted, studies=studies)


def _unreported(inquiry: Inquiry, kind: str) -> Number:
    return inquiry.number("coverage_silence", distinct("study", where=[Condition("kind", kind)]))


def _has_studies_of_several(inquiry: Inquiry) -> bool:
    """Tell whether some study examines more cases than one: each case belongs to one study."""
    named, studies, nameless = (
        inquiry.count("coverage_silence", name).value for name in ("cases_examined", "studies", "studies_without_case")
    )
    return named > studies - nameless


def _years(inquiry: Inquiry, wording: Wording) -> tuple[Run, ...]:
    unknown = inquiry.count("year_themes", "studies_without_year")
    return wording.say("silence.year", unknown=unknown) if unknown.value else ()
