"""One HTTP connection to a store: credentials from the environment, patience, bounds, and errors in words."""

from __future__ import annotations

import os
import re
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Self

import httpx

from kg.errors import InputError, KgError, QueryStoppedError, StoreError

__all__ = ["Connection", "Credentials", "Reply"]

#: What another try may cure; a store that cannot do a thing (501) will not be able to do it later.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
#: Seconds: to connect, to wait before the second try, and at most before a later one.
_CONNECTING, _FIRST_WAIT, _LONGEST_WAIT = 10.0, 0.5, 30.0
_NAMES = ("KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN")
_UNSET = "set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN"
_REFUSED = "what KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN, hold is not accepted there"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to a store: a user and a password, or a token; they are shown nowhere."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read `KG_STORE_USER`, `KG_STORE_PASSWORD` and `KG_STORE_TOKEN`; with a token, the others count for nothing.

        Raises:
            InputError: if one holds what no header of HTTP can carry.

        """
        given = {name: environment.get(name, "") for name in _NAMES}
        for name, value in given.items():
            if not value.isprintable() or (name == _NAMES[-1] and not re.fullmatch(r"[!-~]*", value)):
                raise InputError(
                    f"{name} holds characters that cannot be sent", advice="is there a line feed at its end?"
                )
        return cls(*given.values())

    @property
    def are_set(self) -> bool:
        """Whether there are any."""
        return bool(self.user or self.token)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a store answered: the whole of it, never a part."""

    status: int
    headers: httpx.Headers
    content: bytes

    @property
    def said(self) -> str:
        """The beginning of what it says, on one line and without control characters."""
        text = self.content[:2000].decode("utf-8", "replace")
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


class Connection:
    """The way to one address; it must be closed."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 60,
        tries: int = 3,
        credentials: Credentials | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare to ask `url`; a request may take so many `seconds`, and is made up to `tries` times.

        Raises:
            InputError: if `url` is no address, or carries a user or a password.

        """
        self.url = _checked(url)
        self._seconds, self._tries, self._pause = seconds, tries, pause
        self._credentials = Credentials.of() if credentials is None else credentials
        self._client = httpx.Client(
            auth=_Proving(self._credentials), timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECTING))
        )

    def __str__(self) -> str:
        """The address, without what stands after a `?`: that may be a key."""
        return str(self.url).partition("?")[0]

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def send(
        self,
        method: str,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        most: int = 1 << 20,
    ) -> Reply:
        """Make a request, again where that may help, and return an answer of at most so many bytes.

        Every request that is made here may be made twice with the effect of once.

        Raises:
            StoreError: if the store cannot be reached, refuses us, or is not there.
            QueryStoppedError: if it did not answer in time, or with more than `most` bytes.

        """
        url = self.url
        for name, value in (parameters or {}).items():
            url = url.copy_add_param(name, value)
        request = self._client.build_request(method, url, headers=headers, content=content)
        count = 1
        while True:
            wanted, is_last = "", count == self._tries
            try:
                reply = self._once(request, most)
            except httpx.RequestError as error:
                if is_last or not _may_pass(error):
                    raise self._lost(error) from error
            else:
                if is_last or reply.status not in _PASSING:
                    return self._granted(reply)
                wanted = reply.headers.get("Retry-After", "")
            self._pause(_wait(count, wanted))
            count += 1

    def _once(self, request: httpx.Request, most: int) -> Reply:
        deadline = time.monotonic() + self._seconds
        response = self._client.send(request, stream=True)
        try:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > most:
                    raise QueryStoppedError(f"{self} answers with more than {most >> 20:,} MiB: add a LIMIT")
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("", request=request)
        finally:
            response.close()
        return Reply(response.status_code, response.headers, bytes(content))

    def _granted(self, reply: Reply) -> Reply:
        if reply.status in {401, 403}:
            advice = _REFUSED if self._credentials.are_set else _UNSET
            raise StoreError(f"{self} refuses us ({reply.status}): {advice}")
        if 300 <= reply.status < 400:
            place = reply.headers.get("Location", "").partition("?")[0]
            raise StoreError(f"{self} says that it is elsewhere: name the address {place or 'itself'}")
        return reply

    def _lost(self, error: httpx.RequestError) -> KgError:
        if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
            return QueryStoppedError(f"{self} did not answer within {self._seconds:g} s")
        if tls := _tls(error):
            why = getattr(tls, "reason", "") or tls
            return StoreError(
                f"{self} is not trusted: {why}; SSL_CERT_FILE can name a file of the authorities that are"
            )
        return StoreError(f"{self} cannot be reached: {str(error) or type(error).__name__}")


class _Proving(httpx.Auth):
    """Says who we are in the way that the store asks for, and from then on without being asked."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._way: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        given = self._credentials
        if given.token:
            request.headers["Authorization"] = f"Bearer {given.token}"
        if self._way is None:
            response = yield request
            asked = response.headers.get("WWW-Authenticate", "").lower()
            if response.status_code != 401 or given.token or not given.user or not asked:
                return
            is_digest = "digest" in asked
            self._way = (httpx.DigestAuth if is_digest else httpx.BasicAuth)(given.user, given.password)
        yield from self._way.auth_flow(request)


def _may_pass(error: httpx.RequestError) -> bool:
    """Whether another try may help; a store that is still at work is not given more of it."""
    if isinstance(error, httpx.TimeoutException):
        return isinstance(error, httpx.ConnectTimeout)
    return isinstance(error, httpx.TransportError) and _tls(error) is None


def _tls(error: BaseException | None) -> ssl.SSLError | None:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error


def _checked(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InputError(f"this is no address of a store: {error}") from error
    if address.userinfo:
        raise InputError("an address must not hold a user or a password", advice=_UNSET)
    if address.scheme not in {"http", "https"} or not address.host:
        raise InputError(f"{url.partition('?')[0]!r} is no address of a store", advice="it begins with https://")
    return address.copy_with(fragment=None)


def _wait(count: int, wanted: str = "") -> float:
    """Seconds before the next try: twice as many each time, or what the store wants, but never many."""
    return min(float(wanted) if wanted.isdecimal() else _FIRST_WAIT * 2 ** (count - 1), _LONGEST_WAIT)
