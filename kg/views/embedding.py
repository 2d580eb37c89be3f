"""Puts scripts, styles and data into a page so that nothing of them can be taken for markup, and nothing else runs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from kg import resources
from kg.errors import ResourceError

__all__ = ["content_policy", "data", "script", "style"]

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_CLOSES = re.compile(r"</(script|style)|<!--|<script", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def data(content: Mapping[str, Any]) -> Markup:
    """Return JSON that may stand in a script element: it holds no `<`, `>` or `&`, whatever the strings hold."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - escaped just here


def script(*names: str) -> Markup:
    """Return the scripts of these names (under `static/`) as the content of one script element."""
    return _embeddable("\n".join(_SOURCE_MAP.sub("", _packaged(name)) for name in names))


def style(name: str) -> Markup:
    """Return the style sheet of this name (under `static/`) as the content of a style element."""
    return _embeddable(_packaged(name))


def content_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return a Content-Security-Policy by which these scripts and styles run and nothing is fetched from anywhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_allowed(scripts)}",
            f"style-src {_allowed(styles)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _allowed(texts: Iterable[str]) -> str:
    return " ".join(map(_hashed, texts)) or "'none'"


def _packaged(name: str) -> str:
    return resources.text(resources.static(name)).replace("\r\n", "\n").strip("\n")


def _embeddable(text: str) -> Markup:
    found = _CLOSES.search(text)
    if found:
        raise ResourceError(f"a packaged script or style holds {found.group()!r} and cannot be embedded")
    return Markup(text)  # noqa: S704 - packaged with the program, and checked just here


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
