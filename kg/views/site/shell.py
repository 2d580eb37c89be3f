"""The frame of every page: its head, its navigation, its foot, and where its file goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

from kg.triples import package_version
from kg.views import look
from kg.views.site import paths, wording
from kg.views.templating import environment

__all__ = ["NAVIGATION", "Facts", "Shell", "Step"]

#: What the header leads to: the name of each part, and its page from the root of the site.
NAVIGATION: Mapping[str, str] = {
    "overview": paths.INDEX,
    "themes": f"themes/{paths.INDEX}",
    "cases": f"cases/{paths.INDEX}",
    "studies": f"studies/{paths.INDEX}",
    "concepts": f"concepts/{paths.INDEX}",
    "matrix": "matrix.html",
    "gaps": "gaps.html",
    "network": "network.html",
    "questions": f"questions/{paths.INDEX}",
    "about": "about.html",
}


#: The pages that the frame itself leads to, and marks when one is there.
_LED_TO = frozenset({*NAVIGATION.values(), "search.html"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the foot of every page says of the corpus."""

    studies: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way from the overview to a page: its page from the root of the site, and its name."""

    page: str
    label: Markup


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands above and below a page."""

    top: Markup
    foot: Markup


class Shell:
    """Makes pages of templates, in the frame that all share, and writes them into `folder`.

    `title` is the site's, `language` the one in which it opens, and `parts` are the names of the navigation whose pages
    there are; `navigation` maps them to these pages.
    """

    def __init__(self, folder: Path, *, title: str, language: str, facts: Facts, parts: Sequence[str]) -> None:
        self.folder, self.title, self.language, self.facts = folder, title, language, facts
        self.navigation = {name: NAVIGATION[name] for name in parts}
        self._environment = _environment()
        self._environment.globals.update(
            site_title=title,
            language=language,
            facts=facts,
            version=package_version(),
            navigation=self.navigation,
        )
        self._folders: set[Path] = set()
        self._frames: dict[tuple[str, str, str], _Frame] = {}

    def write(
        self,
        page: str,
        template: str,
        *,
        part: str,
        heading: Markup | str,
        trail: Sequence[Step] = (),
        **values: Any,  # noqa: ANN401 - whatever the template needs
    ) -> int:
        """Write a page, named by its path from the root of the site, and return its size in bytes.

        `part` is what the navigation marks as current, `trail` leads from the overview to the page, without both ends.
        The template extends `site/layout.html`; it gets `values`, `heading` and `root`, the way back to the root.
        """
        root = "../" * page.count("/")
        text = self.template(template).render(
            page=page, root=root, heading=heading, trail=trail, frame=self._frame(root, part, page), **values
        )
        return self.put(page, text)

    def _frame(self, root: str, part: str, page: str) -> _Frame:
        """What stands above and below a page, which is the same for all pages of a part."""
        key = root, part, page if page in _LED_TO else ""
        if key not in self._frames:
            macros: Any = self.template("frame.html").module
            self._frames[key] = _Frame(macros.top(*key), macros.foot())
        return self._frames[key]

    def put(self, page: str, text: str) -> int:
        """Write a file of the site as it is, and return its size in bytes."""
        return self.put_all(page, (text,))

    def put_all(self, page: str, texts: Iterable[str]) -> int:
        """Write a file of the site piece by piece, and return its size in bytes."""
        path = self.folder / page
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        with path.open("wb") as stream:
            return sum(stream.write(text.encode("utf-8", "replace")) for text in texts)

    def template(self, name: str) -> Template:
        """Return a template of `site/`, compiled once."""
        return self._environment.get_template(f"site/{name}")


def _environment() -> Environment:
    found = environment()
    found.auto_reload = False  # a template does not change while a site is written
    found.globals.update(
        say=wording.say,
        say_in=wording.say_in,
        labelled=wording.labelled,
        both=wording.both,
        glyph=wording.glyph,
        certainty=wording.certainty,
        sign=wording.sign,
        kinds=look.kinds(),
    )
    return found
