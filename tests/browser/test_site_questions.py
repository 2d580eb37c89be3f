"""What a visitor does on the page of a question: its values go into the query and the command, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from views.corpora import HOSTILE

from browser.walking import Walks, expect
from kg import queries
from kg.views.site import sparql

pytestmark = pytest.mark.browser


def test_an_address_puts_its_values_into_the_query_and_the_command(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "questions/case_report.html#case=W%20%22District%22%20%27x%27%5C").page
    expect(page.locator("#query")).to_contain_text('LCASE("W \\"District\\" \'x\'\\\\")')
    expect(page.locator("#command")).to_have_text("""kg ask DIR case_report 'case=W "District" '"'"'x'"'"'\\'""")
    expect(page.locator("#others")).to_be_visible()
    page.fill("input[name=case]", "J City")
    expect(page.locator("#command")).to_have_text("kg ask DIR case_report 'case=J City'")
    page.wait_for_function("() => location.hash === '#case=J+City'")


def test_the_script_writes_a_value_as_python_does(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "questions/case_report.html").page
    question = queries.load("case_report")
    for words in (one for one in HOSTILE if "\u2028" not in one):  # a field of one line takes no line separator
        page.fill("input[name=case]", words)
        assert page.locator("#query [data-parameter=case]").first.text_content() == sparql.literal(
            question.parameters[0], words
        )
        terms = {"case": words, "language": "en"}
        assert page.locator("#command").text_content() == "".join(one.text for one in sparql.command(question, terms))


def test_a_value_of_the_wrong_type_is_refused(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "questions/problem_recurrence.html#min_cases=3").page
    expect(page.locator("#query")).to_contain_text("?cases >= 3")
    page.fill("input[name=min_cases]", "3) } #")
    expect(page.locator("input[name=min_cases]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#query")).to_contain_text("?cases >= 3)")
    assert "} #" not in (page.locator("#query").text_content() or "")


def test_the_query_is_copied(walks: Walks, seed_site: Path) -> None:
    page = walks(seed_site, "questions/problem_recurrence.html").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".copy[data-copies=query]").click()
    expect(page.locator(".copy[data-copies=query] .after")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#query").text_content()
