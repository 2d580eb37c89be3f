"""What a query's end means in HTTP."""

from __future__ import annotations

import pytest

from kg.errors import GraphError, KgError, QueryError, QueryStoppedError, TooLargeError, UnknownQuestionError
from kg.server import refusals


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryError, 400), (UnknownQuestionError, 404), (TooLargeError, 422), (QueryStoppedError, 503),
        (GraphError, 503),
    ],
)  # fmt: skip
def test_who_asked_wrongly_is_told_so_and_who_did_not_is_told_to_come_again(error: type[KgError], status: int) -> None:
    assert refusals.status(error("a reason")) == status
    told = refusals.refusal(status, "a reason")
    assert ("retry-after" in told.headers) is (status == 503)
    assert told.body == b"a reason\n"
