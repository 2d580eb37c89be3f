"""Writes a brief as one HTML page that fetches nothing, reads on any screen, and prints on two sheets of A4."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from kg.reports import printing, wording
from kg.reports.content import Brief, Item, Measure, Number, Quote, Recount, Run
from kg.views import embedding
from kg.views.templating import environment

__all__ = ["write"]


def write(brief: Brief) -> bytes:
    """Return the brief as HTML in UTF-8; each number carries its question, and each quote its study and offsets."""
    said = wording.load(brief.language)
    styles = [embedding.style("base.css"), embedding.style("brief.css")]
    environ = environment()
    environ.tests |= {"number": _is_number, "quote": _is_quote, "item": _is_item}
    environ.filters["printable"] = printing.printable
    page = environ.get_template("brief.html").render(
        policy=embedding.content_policy([], styles),
        styles=styles,
        brief=brief,
        say=said.text,
        keys=brief.keys(),
        numbers=brief.recounts(),
        notes=printing.grouped(brief, said),
        preamble=printing.preamble(brief, said),
        described=[(reference, printing.described(reference, said)) for reference in brief.references],
        recount=_recount,
    )
    return page.encode()


def _recount(recount: Recount) -> Markup | str:
    """What recomputes a number, as JSON for an attribute."""
    return json.dumps(_plain(recount), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(recount: Recount) -> dict[str, Any]:
    measure: Measure = recount.measure
    return {
        "question": recount.question,
        "terms": dict(recount.terms),
        "with_candidates": recount.with_candidates,
        "measure": {
            "how": measure.how.value,
            "columns": measure.columns,
            "where": [asdict(condition) for condition in measure.where],
        },
    }


def _is_number(run: Run) -> bool:
    return isinstance(run, Number)


def _is_quote(run: Run) -> bool:
    return isinstance(run, Quote)


def _is_item(block: object) -> bool:
    return isinstance(block, Item)
