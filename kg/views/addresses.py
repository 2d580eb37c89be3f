"""Says which addresses a page may link to: those of pages beside it, and nothing that could run."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["checked", "near"]


def checked(links: Mapping[str, str]) -> dict[str, str]:
    """Return the links, every address of them checked by `near`."""
    return {name: near(address) for name, address in links.items()}


def near(address: str) -> str:
    """Return an address that is relative to the page it stands on.

    Raises:
        ValueError: if it names a scheme or a host, or begins at a root.

    """
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address or address[0] in "/\\" or not address.isprintable():
        raise ValueError(f"not the address of a page beside this one: {address!r}")
    return address
