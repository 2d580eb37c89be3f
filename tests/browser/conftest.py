"""A real browser, and pages opened in it from a folder; everything they ask for or complain of is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import networkx as nx
import pytest
from views.corpora import generated, hostile
from views.site.conftest import hostile_site, seed_site  # noqa: F401 - fixtures

from browser.walking import axe, walks  # noqa: F401 - fixtures
from kg.graph import KnowledgeGraph
from kg.store import Store
from kg.views import network
from kg.views.texts import drawable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

Scheme = Literal["light", "dark"]
ARTEFACTS = Path(__file__).parent.parent.parent / ".artefacts"
_FLAGS = (
    "--no-sandbox --disable-gpu --enable-unsafe-swiftshader --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run --disable-quic "
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
)


@dataclass
class Visit:
    """An open page, with what it asked for beside itself, and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, here: str) -> None:
        """Write down what the page at the address `here` asks for beside itself, and every message and dialog."""
        self.page.on("request", lambda request: self._ask(request.url, here))
        self.page.on("console", lambda message: self._note(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _note(self, message: str) -> None:
        if "GL Driver Message" not in message:  # WebGL in software tells how long it takes
            self.complaints.append(message)

    def _ask(self, url: str, here: str) -> None:
        made_here = url.startswith("blob:")
        if not made_here and url.split("#", maxsplit=1)[0] not in {here, "data:,"}:
            self.requests.append(url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


class Opens(Protocol):
    """Opens a page, as a visitor with this window and these settings would."""

    def __call__(
        self,
        path: Path,
        address: str = "",
        *,
        size: tuple[int, int] = (1440, 900),
        scheme: Scheme = "light",
        motion: Literal["reduce", "no-preference"] = "reduce",
        scripts: bool = True,
    ) -> Visit:
        """Open `path` at an address within it and return when it is loaded."""
        ...


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium; the tests fail, and are not left out, where it is missing."""
    from playwright.sync_api import sync_playwright

    head, rule = _FLAGS.split(" --host", 1)
    home = tmp_path_factory.mktemp("browser")
    with sync_playwright() as player:
        chromium = player.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[*head.split(), f"--host{rule}"],
            env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        )
        yield chromium
        chromium.close()


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """Open pages; what they asked for and complained of must be nothing when the test ends."""
    visits: list[Visit] = []

    def open_page(
        path: Path,
        address: str = "",
        *,
        size: tuple[int, int] = (1440, 900),
        scheme: Scheme = "light",
        motion: Literal["reduce", "no-preference"] = "reduce",
        scripts: bool = True,
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion=motion,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(10_000)
        visit = Visit(context.new_page())
        visits.append(visit)
        visit.listen(path.as_uri())
        visit.page.goto(path.as_uri() + address)
        return visit

    yield open_page
    for visit in visits:
        assert visit.requests == []
        assert visit.complaints == []
        visit.page.context.close()


def _written(folder: Path, name: str, graph: nx.MultiDiGraph[str], title: str) -> Path:
    network.write(graph, folder / name, title=title)
    return folder / name


@pytest.fixture(scope="session")
def seed_page(seed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the seeds."""
    graph = drawable(KnowledgeGraph(seed_store))
    return _written(tmp_path_factory.mktemp("seeds"), "view.html", graph, "Smart policing in five studies")


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a network whose every text tries to break out."""
    return _written(tmp_path_factory.mktemp("hostile"), "view.html", hostile(), "</title><script>alert(1)</script>")


@pytest.fixture(scope="session")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of about a thousand nodes."""
    return _written(tmp_path_factory.mktemp("large"), "view.html", generated(44), "A thousand nodes")


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """The ignored folder for screenshots."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS
