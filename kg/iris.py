"""The only place that makes an IRI: percent-encoded, shortened by a hash where too long, and checked."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.errors import IriError
from kg.vocabulary import PREFIXES

__all__ = ["check", "is_plain", "local", "mint", "slug"]

#: Virtuoso refuses IRIs over 7,997 bytes; a longer name than this is shortened and carries a hash of the whole.
LONGEST_NAME = 160
_UNSAFE = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\xa0]|%(?![0-9A-Fa-f]{2})|#.*#|[\[\]]")
#: A name that is its own encoding.
_PLAIN = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?").fullmatch


def mint(prefix: str, name: str) -> str:
    """Return the IRI of the resource `name` in the namespace of `prefix` (a key of `PREFIXES`).

    The name is `local(name)`.

    Raises:
        IriError: if the name is empty or holds a lone surrogate.

    """
    return check(PREFIXES[prefix] + local(name))


def local(name: str) -> str:
    """Return what stands for `name` in an IRI, after any namespace of `PREFIXES`.

    Equal names give equal IRIs and different names different ones: the name is put in NFC and percent-encoded, so that
    only letters, digits, `-`, `_`, `.` and `%` remain; one that is longer than 160 characters keeps its beginning and
    gets the first 32 hexadecimal digits of its SHA-256.

    Raises:
        IriError: if the name is empty or holds a lone surrogate.

    """
    if is_plain(name):
        return name
    if not name:
        raise IriError("a name is needed to make an IRI")
    try:
        encoded = quote(unicodedata.normalize("NFC", name), safe="")
    except UnicodeEncodeError as error:
        raise IriError(f"{name!r} holds a lone surrogate and cannot be part of an IRI") from error
    encoded = encoded.replace("~", "%7E")
    if encoded.endswith("."):  # a local name in Turtle cannot end so
        encoded = f"{encoded[:-1]}%2E"
    if len(encoded) <= LONGEST_NAME:
        return encoded
    digest = hashlib.sha256(encoded.encode()).hexdigest()[:32]
    head = re.sub(r"%[0-9A-F]?$", "", encoded[: LONGEST_NAME - 33])
    return f"{head}~{digest}"


def is_plain(name: str) -> bool:
    """Tell whether a name stands for itself in an IRI: so does it with `-` and another behind it, if not too long."""
    return len(name) <= LONGEST_NAME and _PLAIN(name) is not None


def check(iri: str) -> str:
    """Return `iri` if every store accepts it.

    Raises:
        IriError: if it is relative, malformed or too long.

    """
    if _UNSAFE.search(iri) or len(iri.encode("utf-8", "replace")) > 2000:
        raise IriError(f"{iri[:200]!r} is not an IRI that every store accepts")
    try:
        NamedNode(iri)
    except ValueError as error:
        raise IriError(f"{iri!r} is not an IRI: {error}") from error
    return iri


def slug(label: str) -> str:
    """Return a label as a name that people can read in an IRI: lower case, words joined by `-`, quotes dropped.

    Letters of any script stay (and are percent-encoded by `mint`); a label of punctuation alone gives its hash.
    """
    folded = unicodedata.normalize("NFKC", label).casefold()
    words = re.findall(r"[^\W_]+", folded)
    return "-".join(words) or hashlib.sha256(label.encode("utf-8", "replace")).hexdigest()[:16]
