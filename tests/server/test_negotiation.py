"""Which format a client gets."""

from __future__ import annotations

import pytest

from kg.server.negotiation import Offer, preferred, wanted
from kg.server.refusals import RefusedError

OFFER = Offer({"text/turtle": ("application/x-turtle",), "application/n-triples": ("text/plain",), "text/html": ()})


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/*", "text/turtle"),
        ("text/html, */*", "text/html"),
        ("text/html;q=0.5, */*;q=0.6", "text/turtle"),
        ("text/turtle;q=0, */*", "application/n-triples"),
        ("TEXT/HTML", "text/html"),
        ("text/plain", "application/n-triples"),
        ("application/x-turtle;q=0.9, text/html;q=0.8", "text/turtle"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=nonsense", None),
        (";;;,,,=", None),
    ],
)
def test_what_is_wanted_most_is_given(accept: str | None, kind: str | None) -> None:
    assert preferred(accept, OFFER) == kind


def test_who_wants_nothing_on_offer_is_told_what_there_is() -> None:
    with pytest.raises(RefusedError, match="text/turtle, application/n-triples, text/html") as caught:
        wanted("image/png", OFFER)
    assert caught.value.status == 406
