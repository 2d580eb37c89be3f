"""Which of the formats on offer a client wants most, and how formats are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from kg.server.refusals import RefusedError

__all__ = ["HTML", "Offer", "preferred", "wanted"]

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Offer:
    """Formats by their media types, the one that is given to whom all are alike first; each with its other names."""

    names: Mapping[str, tuple[str, ...]]

    @property
    def said(self) -> str:
        """The media types, for a person."""
        return ", ".join(self.names)


def preferred(accept: str | None, offer: Offer) -> str | None:
    """Return the media type of an offer that an Accept header wants most, or `None` if it wants none of them.

    Who says nothing wants the first. Among equals the one that is named comes before one that `*` stands for, and then
    the order of the offer counts.
    """
    if accept is None or not accept.strip():
        return next(iter(offer.names))
    header = parse_accept_header(accept, MIMEAccept)
    graded = {kind: _grade(header, kind, names) for kind, names in offer.names.items()}
    best = max(graded, key=lambda kind: graded[kind])
    return best if graded[best] > (0, True) else None


def _grade(header: MIMEAccept, kind: str, names: tuple[str, ...]) -> tuple[float, bool]:
    """How much a format is wanted, and whether it is named. Another name of it counts only if it is written there."""
    written = {value.partition(";")[0].strip().lower() for value in header.values()}
    wishes = [header.quality(name) for name in names if name in written]
    return max([header.quality(kind), *wishes]), not written.isdisjoint({kind, *names})


def wanted(accept: str | None, offer: Offer) -> str:
    """Return what `preferred` returns, or refuse the request with what there is."""
    found = preferred(accept, offer)
    if found is None:
        raise RefusedError(406, f"there is none of the formats that the Accept header names; there is {offer.said}")
    return found
