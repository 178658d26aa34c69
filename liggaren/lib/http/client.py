"""The guarded client: one call, one whole answer or one clear error."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from liggaren.lib.http import addresses
from liggaren.lib.http.errors import ForbiddenAddress, Interrupted, TooLarge
from liggaren.lib.http.transport import GuardedTransport, Resolver, Trip, arrive, resolve, travel

MAX_REDIRECTS = 5
_KEPT_ABROAD = {"accept", "accept-language", "user-agent"}
_UNPACK_STEP = 65_536


@dataclass(frozen=True)
class Answer:
    """A whole answer: any status; header names in lower case; the body unpacked; the address it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = ""


class GuardedClient:
    """Outgoing HTTP for connectors and captures (design 2, `lib`).

    `loopback_origins` are exact origins (`http://127.0.0.1:8410`) of demonstration and tests.
    """

    def __init__(
        self,
        loopback_origins: Sequence[str] = (),
        user_agent: str = "Liggaren/0.1",
        *,
        resolver: Resolver = resolve,
    ) -> None:
        origins = {addresses.origin_of(httpx.URL(origin)) for origin in loopback_origins}
        self._transport = GuardedTransport(origins, resolver)
        self._client = httpx.Client(transport=self._transport, trust_env=False, follow_redirects=False)
        self._client.headers = httpx.Headers({"user-agent": user_agent, "accept-encoding": "gzip, deflate"})

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        data: Any = None,
        limit: int = 10_000_000,
        timeout: float = 20.0,
    ) -> Answer:
        """One call with a body of at most `limit` bytes unpacked, done within `timeout` seconds in all.

        Redirects are followed for GET only, at most five, each checked anew; credentials stay with
        their origin. `data` is bytes or form fields. Raises ForbiddenAddress, NotSent, Interrupted, TooLarge.
        """
        token = travel(Trip(time.monotonic() + timeout))
        try:
            return self._follow(self._request(method, url, headers, params, json, data), limit)
        finally:
            arrive(token)

    def _request(
        self, method: str, url: str, headers: Any, params: Any, json: Any, data: Any
    ) -> httpx.Request:
        body = {"content": data} if isinstance(data, bytes) else {"data": data}
        try:
            return self._client.build_request(method, url, headers=headers, params=params, json=json, **body)
        except (httpx.InvalidURL, UnicodeError, TypeError) as error:
            raise ForbiddenAddress("the address cannot be read") from error

    def _follow(self, request: httpx.Request, limit: int) -> Answer:
        for _hop in range(MAX_REDIRECTS + 1):
            answer, onward = self._send(request, limit)
            if onward is None:
                return answer
            request = onward
        raise Interrupted(f"more than {MAX_REDIRECTS} redirects")

    def _send(self, request: httpx.Request, limit: int) -> tuple[Answer, httpx.Request | None]:
        # Not by the client: it would keep cookies from one account's call to another's.
        response = self._transport.handle_request(request)
        try:
            if request.method == "GET" and response.is_redirect and "location" in response.headers:
                return Answer(response.status_code, {}, b"", str(request.url)), self._onward(
                    request, response
                )
            body = _whole(response, limit)
        finally:
            response.close()
        return Answer(response.status_code, dict(response.headers), body, str(request.url)), None

    def _onward(self, request: httpx.Request, response: httpx.Response) -> httpx.Request:
        try:
            url = request.url.join(response.headers["location"])
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ForbiddenAddress("the redirect cannot be read") from error
        same = addresses.origin_of(url) == addresses.origin_of(request.url)
        kept = {
            name: value
            for name, value in request.headers.items()
            if name != "host" and (same or name in _KEPT_ABROAD)
        }
        return self._client.build_request("GET", url, headers=kept)

    def close(self) -> None:
        """Close the connections kept alive."""
        self._client.close()

    def __enter__(self) -> GuardedClient:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _whole(response: httpx.Response, limit: int) -> bytes:
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(f"the answer is larger than {limit} bytes")
    body = bytearray()
    for piece in _unpacked(response):
        body += piece
        if len(body) > limit:
            raise TooLarge(f"the answer is larger than {limit} bytes")
    return bytes(body)


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        yield from response.iter_raw()
    elif coding in {"gzip", "x-gzip", "deflate"}:
        yield from _inflated(response.iter_raw(), 47 if "gzip" in coding else 15)
    else:
        raise Interrupted(f"the answer is packed in a way that was not asked for: {coding[:20]}")


def _inflated(pieces: Iterator[bytes], window: int) -> Iterator[bytes]:
    # Unpacked in small steps, so that a bomb is met by the limit and never by the memory.
    unpacker = zlib.decompressobj(window)
    packed = b""
    try:
        for piece in pieces:
            packed = piece
            while packed:
                yield unpacker.decompress(packed, _UNPACK_STEP)
                packed = unpacker.unconsumed_tail
    except zlib.error as error:
        raise Interrupted("the answer's packing is broken") from error
    yield unpacker.flush()
    if not unpacker.eof:
        raise Interrupted("the packed answer broke off")
