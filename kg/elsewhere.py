"""What lies elsewhere, by its URL: which addresses are taken, how they are reached, and what is said when they are not.

Nothing is reached that was not named: no redirection is followed, and no address leads to files of this machine, to an
archive or through another address.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from kg.errors import InputError

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from fsspec import AbstractFileSystem

__all__ = ["called", "failures", "filesystem", "is_http", "is_url", "may_pass", "reason"]

#: Each has one way of reading and listing; others would lead back here (`file`), or elsewhere (`reference`, `github`).
_SCHEMES = ("abfs", "abfss", "az", "gcs", "gs", "hdfs", "http", "https", "memory", "s3", "s3a", "webhdfs")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:://|::)")
#: What fails where, beside `OSError`; only what was imported can be raised.
_FAILURES = (
    ("aiohttp", "ClientError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("gcsfs.retry", "HttpError"),
    ("azure.core.exceptions", "AzureError"),
)
#: Seconds: to connect, and to wait for the next bytes.
_CONNECTING, _SILENCE = 10, 60
#: What HTTP says that another try may cure.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_REASON = 300


class _ElsewhereError(OSError):
    """A server says that what it was asked for is somewhere else."""


def is_url(place: str) -> bool:
    """Tell whether a place is named by a URL, and not by a path."""
    return _URL.match(place) is not None


def is_http(url: str) -> bool:
    """Tell whether a URL is one of HTTP, where folders are known by a slash at the end only."""
    return url.lower().startswith(("http://", "https://"))


def called(url: str) -> str:
    """Return what a place is called in results and messages: of HTTP without a query, which may be a key."""
    return unquote(url.partition("#")[0].partition("?")[0]) if is_http(url) else url


def filesystem(url: str) -> AbstractFileSystem:
    """Return how that address is reached.

    Raises:
        InputError: if it is none that is taken, or the package that reaches it is missing.

    """
    scheme = _checked(url).scheme
    try:
        import fsspec  # noqa: PLC0415 - of the extra [remote]

        options = _http_options() if is_http(url) else {}
        return fsspec.filesystem(scheme, use_listings_cache=False, **options)
    except ImportError as error:
        raise InputError(
            f"what is needed to reach it is not installed ({error})",
            path=called(url),
            advice="pip install 'smart-policing-kg[remote]'; for other clouds the package that fsspec names",
        ) from error
    except failures() as error:
        raise InputError(reason(error), path=called(url)) from error


def failures() -> tuple[type[Exception], ...]:
    """Return what reaching a place may raise, as far as it is imported now."""
    loaded = (getattr(sys.modules[name], kind, None) for name, kind in _FAILURES if name in sys.modules)
    return (OSError, *(kind for kind in loaded if kind is not None))


def may_pass(error: Exception) -> bool:
    """Tell whether another try may help."""
    if isinstance(error, FileNotFoundError | PermissionError | _ElsewhereError):
        return False
    status = getattr(error, "status", None)
    return status in _PASSING if isinstance(status, int) else True


def reason(error: Exception) -> str:
    """Return what failed in words, without what may be secret."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, PermissionError):
        return "it may not be reached with the credentials that are set"
    status = getattr(error, "status", None)
    if isinstance(status, int) and status:
        return " ".join(f"the server answers {status} {getattr(error, 'message', '')}".split())[:_LONGEST_REASON]
    said = " ".join(str(error).split()) or type(error).__name__
    return f"it cannot be reached: {re.sub(r'[?][^ ]*', '', said)[:_LONGEST_REASON]}"


def _checked(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        has_user = address.username is not None or address.password is not None
    except ValueError as error:
        raise InputError(f"this is no address: {error}") from error
    if "::" in url.partition("://")[0] or address.scheme not in _SCHEMES:
        advice = f"name a path, or an address that begins with one of {', '.join(_SCHEMES)}"
        raise InputError("nothing is reached by such an address", path=called(url), advice=advice)
    if has_user:
        raise InputError("an address must not hold a user or a password", advice="set them as its service wants them")
    if not url.isprintable() or not (address.netloc or address.scheme == "memory"):
        raise InputError("this is no address", path=called(url))
    return address


def _http_options() -> dict[str, object]:
    import aiohttp  # noqa: PLC0415 - as above

    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECTING, sock_read=_SILENCE)
    return {
        "allow_redirects": False,
        "client_kwargs": {"raise_for_status": _refuse_redirection, "timeout": timeout},
        "encoded": True,
        "simple_links": False,
    }


async def _refuse_redirection(response: ClientResponse) -> None:
    """Refuse what is said to be elsewhere: only the address that was named is read."""
    if 300 <= response.status < 400:
        place = called(response.headers.get("Location", ""))
        response.close()
        raise _ElsewhereError(f"it is said to be elsewhere; name that address if you trust it: {place}")
