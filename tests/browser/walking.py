"""Walks through a site in a real browser, from a folder or a server: nothing may come from outside it, or complain."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Locator, Page

__all__ = ["HERE", "TYPES", "Walk", "Walks", "axe", "expect", "found", "speak", "text", "walks"]

HERE = Path(__file__).parent
#: One page of each type, by the name under which its screenshots are kept.
TYPES = {
    "overview": "index.html",
    "themes": "themes/index.html",
    "theme": "themes/data-sharing.html",
    "cases": "cases/index.html",
    "case": "cases/003_81017fc05be48154-k1.html",
    "studies": "studies/index.html",
    "study": "studies/003_81017fc05be48154.html",
    "concepts": "concepts/index.html",
    "method": "methods/questionnaire-survey.html",
    "statements": "statements/problem.html",
    "questions": "questions/index.html",
    "question": "questions/problem_recurrence.html",
    "triples": "questions/case_graph.html",
    "matrix": "matrix.html",
    "gaps": "gaps.html",
    "network": "network.html",
    "search": "search.html#q=sharing",
    "about": "about.html",
}


@dataclass
class Walk:
    """A page of a site, with every request that leaves the folder, and every complaint."""

    page: Page
    root: str
    strays: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Write down what the page asks for outside the folder, what fails, and every message and dialog."""
        self.page.on("request", lambda request: self._ask(request.url))
        self.page.on("requestfailed", lambda request: self.strays.append(f"failed: {request.url}"))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def to(self, address: str) -> Page:
        """Go to an address from the root of the site."""
        self.page.goto(f"{self.root}/{address}")
        return self.page

    def _ask(self, url: str) -> None:
        if not url.startswith((f"{self.root}/", "data:,")):
            self.strays.append(url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


class Walks(Protocol):
    """Opens a site as a visitor with this window and these settings would."""

    def __call__(
        self,
        root: Path | str,
        address: str = "index.html",
        *,
        size: tuple[int, int] = (1440, 900),
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Walk:
        """Open a page of the site in the folder, or at the address, `root`."""
        ...


@pytest.fixture
def walks(browser: Browser) -> Iterator[Walks]:
    """Walk through sites; nothing may have been fetched from outside, or complained of, when the test ends."""
    begun: list[Walk] = []

    def walk(
        root: Path | str,
        address: str = "index.html",
        *,
        size: tuple[int, int] = (1440, 900),
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Walk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        new = Walk(context.new_page(), root if isinstance(root, str) else root.as_uri())
        begun.append(new)
        new.listen()
        new.to(address)
        return new

    yield walk
    for one in begun:
        assert one.strays == []
        assert one.complaints == []
        one.page.context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which is installed beside `package.json` on its first use."""
    script = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        assert npm, "npm is missing: bash scripts/packages installs it"
        subprocess.run([npm, "ci", "--no-audit", "--no-fund", "--prefix", str(HERE)], check=True, capture_output=True)
    return script.read_text(encoding="utf-8")


def expect(locator: Locator) -> Any:  # noqa: ANN401 - Playwright does not export its type
    """Wait for what is asserted; it is imported here, since only where a browser is tested Playwright is installed."""
    from playwright.sync_api import expect as expectation

    return expectation(locator)


def speak(page: Page, language: str) -> None:
    """Choose the language of the interface, as a visitor does."""
    page.locator(f"#language-{language}").check(force=True)
    page.wait_for_function("(language) => document.documentElement.lang === language", arg=language)


def text(locator: Locator) -> str:
    """Return the text that a visitor reads there, on one line."""
    return " ".join(locator.inner_text().split())


def found(page: Page) -> Locator:
    """Return what the search has found, once it has read the whole corpus."""
    page.wait_for_selector("html[data-searching=ready]")
    return page.locator("#found > li")
