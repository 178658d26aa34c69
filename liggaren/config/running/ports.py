"""Sockets that the supervisor opens and its children inherit, so that a restart never loses its port."""

from __future__ import annotations

import errno
import json
import socket
from pathlib import Path

from liggaren.config.running.refusal import CannotRun


def listen(host: str, port: int, *, variable: str = "PORT") -> socket.socket:
    """A listening socket. Raises CannotRun naming a free port where `port` is taken or forbidden."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as problem:
        opened.close()
        raise CannotRun(_sentence(problem, host, port, variable)) from None
    opened.listen(512)
    return opened


def _sentence(problem: OSError, host: str, port: int, variable: str) -> str:
    if problem.errno == errno.EADDRINUSE:
        free = next_free(host, port + 1)
        return (
            f"Port {port} används redan av ett annat program. Välj en annan, till exempel:\n"
            f"  {variable}={free} make run"
        )
    if problem.errno == errno.EACCES:
        return (
            f"Port {port} får inte öppnas av den här användaren. Välj en över 1023: {variable}=8400 make run"
        )
    return f"Adressen {host}:{port} gick inte att öppna: {problem.strerror}."


def next_free(host: str, first: int) -> int:
    """The first port from `first` on that can be opened now."""
    for port in range(first, min(first + 200, 65_536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return 0


def playground_port(folder: Path, wanted: int | None, after: int) -> int:
    """The playground's port in this data folder: chosen once, since the demonstration's accounts name it.

    `wanted` (from the environment) goes before the file; a first start takes a free one above `after`.
    """
    path = folder / "playground-port.json"
    if wanted is not None:
        path.write_text(json.dumps(wanted))
    if not path.exists():
        path.write_text(json.dumps(next_free("127.0.0.1", after + 1)))
    return int(json.loads(path.read_text()))
