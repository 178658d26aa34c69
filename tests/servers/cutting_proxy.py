"""A door before a real server that can break off or fall silent, so that lost answers can be tried."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Door:
    """Passes connections on. `mood`: "open", "half" an answer, "lost" (asked, no answer), "outage" (503)."""

    port: int
    mood: str = "open"
    passed: list[bytes] = field(default_factory=list)


@contextmanager
def door_to(target: int) -> Iterator[Door]:
    """A door on a free port until the block ends."""
    plug = socket.create_server(("127.0.0.1", 0))
    plug.settimeout(0.05)
    door = Door(plug.getsockname()[1])
    ends = threading.Event()
    thread = threading.Thread(target=_accept, args=(plug, door, target, ends))
    thread.start()
    try:
        yield door
    finally:
        ends.set()
        thread.join(5)
        plug.close()


def _accept(plug: socket.socket, door: Door, target: int, ends: threading.Event) -> None:
    while not ends.is_set():
        with suppress(TimeoutError):
            caller, _ = plug.accept()
            with caller, suppress(OSError):
                caller.settimeout(20)
                _pass_on(caller, door, target)


def _pass_on(caller: socket.socket, door: Door, target: int) -> None:
    """One request and its answer; the server behind is asked to close after it."""
    request = _whole_request(caller)
    if door.mood == "outage":
        caller.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return
    with socket.create_connection(("127.0.0.1", target), timeout=20) as server:
        server.sendall(request)
        answer = b""
        while part := server.recv(65536):
            answer += part
    door.passed.append(request.partition(b"\r\n")[0])
    head, _, body = answer.partition(b"\r\n\r\n")
    if door.mood == "half":
        head += b"\r\nContent-Length: " + str(len(body)).encode()
        answer = head + b"\r\n\r\n" + body[: len(body) // 2]
    caller.sendall(b"" if door.mood == "lost" else answer)


def _whole_request(caller: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += caller.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    lines = []
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        length = int(value) if name.lower() == b"content-length" else length
        lines += [] if name.lower() == b"connection" else [line]
    while len(body) < length:
        body += caller.recv(65536)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
