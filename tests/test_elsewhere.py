"""Which addresses are taken, and what is said of those that are not, without what may be secret."""

from __future__ import annotations

import sys

import pytest

from kg import elsewhere
from kg.errors import InputError


@pytest.mark.parametrize("place", ["s3://b/k", "https://h/x", "zip://a::s3://b", "simplecache::s3://b", "HTTP://h"])
def test_addresses_are_told_from_paths(place: str) -> None:
    assert elsewhere.is_url(place)


@pytest.mark.parametrize("place", ["a/b", "./s3:/b", "C:\\texts", "a:b", "/x://y", "://", "名://x"])
def test_paths_are_no_addresses(place: str) -> None:
    assert not elsewhere.is_url(place)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "local:///etc/passwd", "zip://x.txt::https://h/a.zip", "simplecache::s3://b/k",
        "https::file:///etc/passwd", "reference://x", "github://a:b@/x", "data:text/plain,x", "dask://x", "dir://x",
    ],
)  # fmt: skip
def test_what_leads_back_here_or_through_another_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="nothing is reached by such an address"):
        elsewhere.filesystem(url)


@pytest.mark.parametrize("url", ["https://me:secret@h/x", "s3://key:secret@bucket/x", "https://me@h/x"])
def test_an_address_with_a_password_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(InputError, match="must not hold") as caught:
        elsewhere.filesystem(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["https:///x", "https://h/\nx", "https://[h/x", "s3://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="no address"):
        elsewhere.filesystem(url)


def test_what_may_be_a_key_is_not_shown() -> None:
    assert elsewhere.called("https://h/%E6%95%B0.txt?sig=secret#x") == "https://h/数.txt"
    assert elsewhere.called("s3://b/what?#1.txt") == "s3://b/what?#1.txt"
    said = elsewhere.reason(OSError("failed at https://h/x?sig=secret today"))
    assert said == "it cannot be reached: failed at https://h/x today"


def test_what_another_try_may_cure() -> None:
    assert elsewhere.may_pass(OSError("reset"))
    assert elsewhere.may_pass(TimeoutError())
    assert not elsewhere.may_pass(FileNotFoundError())
    assert not elsewhere.may_pass(PermissionError())


def test_without_the_package_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(InputError, match=r"smart-policing-kg\[remote\]"):
        elsewhere.filesystem("s3://bucket/key")


def test_a_cloud_whose_package_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.setitem(sys.modules, "gcsfs", None)
    with pytest.raises(InputError, match="not installed"):
        elsewhere.filesystem("gs://bucket/key")
