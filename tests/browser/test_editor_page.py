"""The query editor in a real browser: it answers a named question, asks nobody else, and keeps to its policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from server.conftest import Running, server  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_the_editor_answers_a_named_question_and_asks_nobody_else(browser: Browser, server: Running) -> None:  # noqa: F811
    asked: list[str] = []
    complaints: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{server.url}/sparql")
        page.select_option("#questions", label="Which problems recur across cities?")
        page.click(".yasqe_queryButton >> visible=true")
        page.wait_for_selector("text=data sharing")
    assert complaints == []
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []
    assert asked.count(f"{server.url}/sparql") == 2
