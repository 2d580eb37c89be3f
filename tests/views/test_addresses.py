"""A page links only to what stands beside it."""

from __future__ import annotations

import pytest

from kg.views import addresses


@pytest.mark.parametrize("address", ["a.html", "../cases/x%20y.html#p1", "themes/data-sharing.html?x=1", "./a:b.html"])
def test_pages_beside_are_linked(address: str) -> None:
    assert addresses.near(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java\nscript:x",
        "data:text/html,x",
        "//host/x",
        "/x",
        "\\\\host",
        "https://x",
    ],
)
def test_all_else_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not the address of a page beside this one"):
        addresses.checked({"theme/x": address})
