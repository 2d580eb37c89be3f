"""The pages of the explorer, where a folder has them, and which of them shows a resource."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kg.views.site import paths

__all__ = ["Pages", "page", "site"]

#: Each page has a stricter policy of its own, and both hold.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


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
    path = paths.of(kind, local) if kind in paths.FOLDERS else ""
    return f"/{path}" if path and (site(folder) / path).is_file() else None
