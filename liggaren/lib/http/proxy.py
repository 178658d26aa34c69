"""A small proxy for a browser that must have no other way out (OWASP ASVS 5.0 V1.3.6; design 3.12).

It listens on loopback. Every address the browser asks for is checked as the guarded client's are: public
only, or a loopback origin named exactly; each name is resolved once and pinned for the proxy's life. Bytes
and time are limited for all traffic together. Nothing is kept and nothing is written to a log.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from types import TracebackType

import httpx

from liggaren.lib.http import addresses, proxy_wire
from liggaren.lib.http.errors import ForbiddenAddress, GuardError, NotSent
from liggaren.lib.http.transport import (
    GuardedTransport,
    Resolver,
    Trip,
    arrive,
    resolve,
    resolve_within,
    travel,
)

MOST_AT_ONCE = 40
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
    "trailer", "transfer-encoding", "upgrade",
}  # fmt: skip


class CheckingProxy:
    """Use as a context: `with CheckingProxy(...) as proxy: proxy.address`.

    `most_bytes` and `seconds` hold for everything the browser fetches. `refused` says which hosts were asked
    for and not reached; `is_full` that the limit of bytes cut something short.
    """

    def __init__(
        self,
        loopback_origins: Sequence[str] = (),
        *,
        most_bytes: int = 80_000_000,
        seconds: float = 60.0,
        resolver: Resolver = resolve,
    ) -> None:
        self._origins = frozenset(addresses.origin_of(httpx.URL(one)) for one in loopback_origins)
        self._left, self._until = most_bytes, time.monotonic() + seconds
        self._pins, self._resolver = dict[tuple[str, int], list[str]](), resolver
        self._lock, self._slots = threading.Lock(), threading.BoundedSemaphore(MOST_AT_ONCE)
        self._transport = GuardedTransport(self._origins, self._pinned)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: set[socket.socket] = set()
        self.refused: list[str] = []
        self.is_full = False

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`, for the browser."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> CheckingProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._until = 0.0
        proxy_wire.shut(self._listening)
        with self._lock:
            still_open = list(self._open)
        for one in still_open:
            proxy_wire.shut(one)
        self._transport.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return  # closed: the browser is done
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with self._slots, self._held(client):
            client.settimeout(max(0.1, self._until - time.monotonic()))
            try:
                self._answer(client, proxy_wire.read_request(client))
            except proxy_wire.Unreadable as fault:
                proxy_wire.say(client, 400, str(fault))
            except ForbiddenAddress as fault:
                proxy_wire.say(client, 403, str(fault))
            except GuardError as fault:
                proxy_wire.say(client, 502, str(fault))
            except OSError:
                return  # the browser went away, or the time is over: the connection closes

    def _held(self, one: socket.socket) -> proxy_wire.Held:
        return proxy_wire.Held(one, self._open, self._lock)

    def _answer(self, client: socket.socket, asked: proxy_wire.Request) -> None:
        try:
            if asked.method == "CONNECT":
                self._tunnel(client, asked)
            elif asked.method in METHODS:
                self._fetch(client, asked)
            else:
                raise proxy_wire.Unreadable("the method is not allowed")
        except ForbiddenAddress:
            self.refused.append(asked.host)
            raise

    def _fetch(self, client: socket.socket, asked: proxy_wire.Request) -> None:
        """Plain http: one request through the guarded transport, the answer handed on as it comes."""
        kept = [(name, value) for name, value in asked.headers if name.lower() not in HOP_BY_HOP | {"host"}]
        token = travel(Trip(self._until))
        try:
            try:
                request = httpx.Request(asked.method, asked.target, headers=kept, content=asked.body or None)
            except (httpx.InvalidURL, UnicodeError) as fault:
                raise ForbiddenAddress("the address cannot be read") from fault
            answer = self._transport.handle_request(request)
            try:
                self._hand_on(client, asked, answer)
            finally:
                answer.close()
        finally:
            arrive(token)

    def _hand_on(self, client: socket.socket, asked: proxy_wire.Request, answer: httpx.Response) -> None:
        dropped = HOP_BY_HOP | {"alt-svc"}
        kept = [(name, value) for name, value in answer.headers.raw if name.decode().lower() not in dropped]
        proxy_wire.head(client, answer.status_code, kept)
        if asked.method == "HEAD":
            return
        try:
            for piece in answer.iter_raw():
                self._spend(len(piece))
                client.sendall(piece)
        except GuardError as fault:  # the head is sent: only a broken connection tells that it is not whole
            raise ConnectionAbortedError(str(fault)) from fault

    def _tunnel(self, client: socket.socket, asked: proxy_wire.Request) -> None:
        """https: a pipe to the pinned address; what goes through it is between the browser and the site."""
        target = addresses.check(_origin(asked.target), self._origins)
        allowed = addresses.is_loopback if target.may_be_loopback else addresses.is_public
        try:
            found = self._pinned(target.host, target.port)
            if not found or not all(allowed(one) for one in found):
                raise ForbiddenAddress(f"{target.host} leads to an address that is not public")
            onward = socket.create_connection((found[0], target.port), timeout=self._seconds())
        except OSError as fault:
            raise NotSent(f"{target.host} does not answer") from fault
        with self._held(onward):
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            for piece, to in proxy_wire.both_ways(client, onward, self._seconds):
                self._spend(len(piece))
                to.sendall(piece)

    def _pinned(self, host: str, port: int) -> list[str]:
        """The first answer for a name stands: a second look-up cannot answer otherwise. Raises OSError."""
        with self._lock:
            known = self._pins.get((host, port))
        if known is None:
            try:
                found = resolve_within(self._resolver, host, port, min(10.0, self._seconds()))
            except NotSent as fault:
                raise OSError(str(fault)) from fault  # as a resolver does: the transport asks here too
            with self._lock:
                known = self._pins.setdefault((host, port), found)
        return known

    def _seconds(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole page is over")
        return left

    def _spend(self, count: int) -> None:
        with self._lock:
            self._left -= count
            self.is_full = self.is_full or self._left < 0
        if self.is_full:
            raise ConnectionAbortedError("the page is larger than allowed")


def _origin(target: str) -> httpx.URL:
    """`host:port` as an https origin. Raises ForbiddenAddress."""
    try:
        return httpx.URL(f"https://{target}/")
    except (httpx.InvalidURL, UnicodeError) as fault:
        raise ForbiddenAddress("the address cannot be read") from fault
