"""What a request is refused with: a status, and a sentence for a person."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import PlainTextResponse

from kg.errors import GraphError, KgError, QueryStoppedError, TooLargeError, UnknownQuestionError

__all__ = ["RefusedError", "refusal", "status"]

#: When who was told that it took too long may ask again, in seconds.
_RETRY = 5
#: What a query's end means in HTTP, the most particular first; what is not here is wrong with the request.
_STATUSES = (
    (TooLargeError, 422),
    (QueryStoppedError, 503),
    (GraphError, 503),
    (UnknownQuestionError, 404),
    (KgError, 400),
)


class RefusedError(Exception):
    """A request that is not answered; the message is meant for a person."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.headers = status, {name.replace("_", "-"): value for name, value in headers.items()}


def refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> PlainTextResponse:
    """Return the response that says why a request is refused; who is to come later is told when."""
    later = {"Retry-After": str(_RETRY)} if status == 503 else {}
    return PlainTextResponse(f"{message}\n", status, headers={"Cache-Control": "no-store", **later, **(headers or {})})


def status(error: KgError) -> int:
    """Return the status that tells what became of a query."""
    return next(code for kind, code in _STATUSES if isinstance(error, kind))
