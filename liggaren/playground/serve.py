"""Starting the playground: in a thread for tests and the tour, or as a process of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from liggaren.playground.admin import Admin
from liggaren.playground.app import make_app
from liggaren.playground.connections import BreakableProtocol
from liggaren.playground.limits import Limits
from liggaren.playground.store import Store


@dataclass(frozen=True)
class Playground:
    """A running playground: where it answers, and the hand on its inside."""

    origin: str
    admin: Admin


@contextmanager
def running(store: Path | str | Store = ":memory:", port: int = 0) -> Iterator[Playground]:
    """Serve on loopback in a thread until the block ends; `port` 0 is a free one. OSError: port in use."""
    own = not isinstance(store, Store)
    kept = store if isinstance(store, Store) else Store(store)
    limits = Limits()
    plug = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(_config(make_app(kept, limits=limits)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [plug]}, daemon=True)
    thread.start()
    try:
        _wait_until(server, thread)
        yield Playground(f"http://127.0.0.1:{plug.getsockname()[1]}", Admin(kept, limits))
    finally:
        server.should_exit = True
        thread.join(10)
        plug.close()
        if own:
            kept.close()


def serve(store: Path, *, host: str = "127.0.0.1", port: int = 8099, plant: bool = True) -> None:
    """Serve until interrupted; a new store is given the invented municipality's pages first."""
    kept = Store(store)
    limits = Limits()
    if plant:
        Admin(kept, limits).seed()
    try:
        with suppress(KeyboardInterrupt):  # raised again when the server has ended in order
            uvicorn.Server(_config(make_app(kept, limits=limits), host=host, port=port)).run()
    finally:
        kept.close()


def _config(app: object, *, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=host,
        port=port,
        http=BreakableProtocol,
        ws="none",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
        server_header=False,
    )


def _wait_until(server: uvicorn.Server, thread: threading.Thread) -> None:
    for _ in range(1000):
        if server.started:
            return
        if not thread.is_alive():
            break
        time.sleep(0.01)
    raise OSError("the playground did not start")
