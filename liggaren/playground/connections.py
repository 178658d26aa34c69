"""Breaking a connection on purpose: uvicorn's protocol keeps its transport where the app can reach it."""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[tuple[str, int], asyncio.Transport] = {}


class BreakableProtocol(H11Protocol):
    """HTTP/1.1 whose connections can be broken by `break_connection`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the transport."""
        super().connection_made(transport)
        if self.client:
            _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        if self.client:
            _open.pop(self.client, None)
        super().connection_lost(exc)


async def break_connection(scope: Scope, receive: Receive) -> None:
    """Reset the caller's connection (RST) and return when it is gone. Does nothing under another server."""
    transport = _open.get(tuple(scope["client"])) if scope.get("client") else None
    if transport is None:
        return
    plug = transport.get_extra_info("socket")
    if plug is not None:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
