"""The transport under the guarded client: checks, resolves once, connects to the checked address."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from liggaren.lib.http import addresses
from liggaren.lib.http.errors import ForbiddenAddress, Interrupted, NotSent

Resolver = Callable[[str, int], list[str]]


@dataclass
class Trip:
    """One request on its way: until when, to where, and whether anything may have left."""

    deadline: float
    target: addresses.Target | None = None
    left: bool = False

    def remaining(self) -> float:
        """Seconds left; raises the read time-out of the layer below when there are none."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the time for the whole request is over")
        return seconds


_trip: ContextVar[Trip] = ContextVar("trip")


def travel(trip: Trip) -> Any:
    """Make `trip` the current one; give the token back to `arrive`."""
    return _trip.set(trip)


def arrive(token: Any) -> None:
    _trip.reset(token)


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, from the system. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def resolve_within(resolver: Resolver, host: str, port: int, seconds: float) -> list[str]:
    """The resolver has no time limit of its own; a thread that outlives ours is left behind."""
    answer: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            answer.append(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answer.append(OSError(str(error)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answer or isinstance(answer[0], OSError):
        raise NotSent(f"the name {host} has no address")
    return answer[0]


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends with the whole request's time."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _trip.get().remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        trip = _trip.get()
        trip.left = True
        self._inner.write(buffer, trip.remaining())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, _trip.get().remaining()))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _PinningBackend(httpcore.NetworkBackend):
    """Connects to an address it has resolved and checked itself: no second look-up can answer otherwise."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        trip = _trip.get()
        chosen = self._checked(trip, host, port)
        stream = self._plain.connect_tcp(chosen, port, trip.remaining(), None, socket_options)
        return _TimedStream(stream)

    def _checked(self, trip: Trip, host: str, port: int) -> str:
        target = trip.target
        found = resolve_within(self._resolver, host, port, trip.remaining())
        allowed = addresses.is_loopback if target and target.may_be_loopback else addresses.is_public
        closed = [address for address in found if not allowed(address)]
        if closed or not found:
            raise ForbiddenAddress(f"{host} leads to an address that is not public")
        return found[0]


class _Body(httpx.SyncByteStream):
    """The raw body; faults of the layer below come out as ours."""

    def __init__(self, inner: Iterable[bytes], close: Callable[[], None]) -> None:
        self._inner, self._close = inner, close

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._inner
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise Interrupted(f"the answer broke off: {type(error).__name__}") from error

    def close(self) -> None:
        self._close()


class GuardedTransport(httpx.BaseTransport):
    """An httpx transport that reaches public addresses, and loopback origins named exactly; no proxy."""

    def __init__(self, loopback_origins: Collection[str], resolver: Resolver = resolve) -> None:
        self._loopback_origins = frozenset(loopback_origins)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=20,
            keepalive_expiry=5.0,
            network_backend=_PinningBackend(resolver),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises ForbiddenAddress, NotSent or Interrupted."""
        trip = _trip.get()
        trip.target = addresses.check(request.url, self._loopback_origins)
        trip.left = False
        try:
            answer = self._pool.handle_request(self._plain(request))
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            fault = Interrupted if trip.left else NotSent
            raise fault(f"{trip.target.host}: {type(error).__name__}") from error
        stream = answer.stream
        if not isinstance(stream, Iterable):
            raise TypeError("a plain client gives plain streams")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(stream, answer.close))

    @staticmethod
    def _plain(request: httpx.Request) -> httpcore.Request:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        return httpcore.Request(request.method, url, headers=request.headers.raw, content=request.stream)

    def close(self) -> None:
        self._pool.close()
