"""How a proxy and a browser speak: one request a connection, read within limits, and bytes both ways."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType

MOST_HEAD = 65_536
MOST_BODY = 1_000_000
PIECE = 65_536


class Unreadable(Exception):
    """What came is not a request that is served here."""


@dataclass(frozen=True)
class Request:
    """One request. `target` is `host:port` for CONNECT, else the whole address."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def host(self) -> str:
        """The host as asked for, for telling."""
        return self.target.split("//")[-1].split("/")[0][:200]


class Held:
    """A connection that is open for as long as the context, and is known to whoever closes everything."""

    def __init__(self, one: socket.socket, among: set[socket.socket], lock: threading.Lock) -> None:
        self._one, self._among, self._lock = one, among, lock

    def __enter__(self) -> None:
        with self._lock:
            self._among.add(self._one)

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._among.discard(self._one)
        shut(self._one)


def shut(one: socket.socket) -> None:
    """Close a connection now, whoever waits for it."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


def read_request(client: socket.socket) -> Request:
    """The head and the body of one request. Raises Unreadable, OSError."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = client.recv(PIECE)
        if not piece or len(raw) > MOST_HEAD:
            raise Unreadable("the request is not whole")
        raw += piece
    start, _, rest = raw.partition(b"\r\n\r\n")
    first, *lines = start.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise Unreadable("the request line cannot be read")
    headers = tuple(_header(line) for line in lines)
    return Request(
        parts[0], parts[1], headers, _body(client, headers, rest) if parts[0] != "CONNECT" else b""
    )


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise Unreadable("a header cannot be read")
    return name, value.strip()


def _body(client: socket.socket, headers: tuple[tuple[str, str], ...], start: bytes) -> bytes:
    known = {name.lower(): value for name, value in headers}
    length = known.get("content-length", "0")
    if "transfer-encoding" in known or not length.isdigit() or int(length) > MOST_BODY:
        raise Unreadable("the request's body has no length, or is too long")
    body = start
    while len(body) < int(length):
        piece = client.recv(PIECE)
        if not piece:
            raise Unreadable("the request's body is not whole")
        body += piece
    return body[: int(length)]


def head(client: socket.socket, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    """The answer's head. The connection closes after its body, so that each request is checked anew."""
    lines = [f"HTTP/1.1 {status} {_phrase(status)}".encode()]
    lines += [name + b": " + value for name, value in headers]
    client.sendall(b"\r\n".join([*lines, b"Connection: close", b"", b""]))


def say(client: socket.socket, status: int, words: str) -> None:
    """An answer of the proxy's own. A browser that has gone away is not told."""
    body = words.encode()
    size = (b"Content-Length", str(len(body)).encode())
    with suppress(OSError):
        head(client, status, [(b"Content-Type", b"text/plain; charset=utf-8"), size])
        client.sendall(body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Answer"


def both_ways(
    one: socket.socket, two: socket.socket, seconds: Callable[[], float]
) -> Iterator[tuple[bytes, socket.socket]]:
    """Each piece and where it goes, until either end closes. `seconds` raises when the time is over."""
    other = {one: two, two: one}
    while True:
        ready, _, _ = select.select([one, two], [], [], seconds())
        for source in ready:
            piece = source.recv(PIECE)
            if not piece:
                return
            yield piece, other[source]
