"""The pages of the explorer, where a folder has them, and which of them shows a resource."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

__all__ = ["Pages", "page", "site"]

#: Each page has a stricter policy of its own, and both hold.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: The folder of the pages of each kind of resource.
_FOLDERS = {
    "case": "cases",
    "method": "methods",
    "study": "studies",
    "technology": "technologies",
    "theme": "themes",
    "theory": "theories",
}


class Pages(StaticFiles):
    """The files of the explorer as they lie in the folder, which may come later."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=site(folder), html=True, check_dir=False)

    async def check_config(self) -> None:
        """Do nothing: a folder without an explorer is served, too."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file, under the policy of the explorer."""
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Cache-Control"] = "no-cache"
        return response


def site(folder: Path) -> Path:
    """Return where the explorer of a folder lies."""
    return folder / "site"


def page(folder: Path, name: str) -> str | None:
    """Return the address of the page that shows `kind/name`, if the explorer has one."""
    kind, _, local = name.partition("/")
    path = f"{_FOLDERS.get(kind, '')}/{local}.html"
    is_there = kind in _FOLDERS and "/" not in local and (site(folder) / path).is_file()
    return f"/{path}" if is_there else None
