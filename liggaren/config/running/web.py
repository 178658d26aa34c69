"""An ASGI application on a socket that the supervisor opened: the web server and the playground.

python -m liggaren.config.running.web DESCRIPTOR MODULE:NAME
"""

from __future__ import annotations

import os
import socket
import sys

import uvicorn


def serve(descriptor: int, application: str) -> None:
    """Serve until TERM; open answers get five seconds to end."""
    behind_proxy = bool(os.environ.get("LIGGAREN_PROXIES"))
    server = uvicorn.Server(
        uvicorn.Config(
            application, log_level="warning", access_log=False, server_header=False,
            timeout_graceful_shutdown=5,
            proxy_headers=behind_proxy, forwarded_allow_ips=os.environ.get("LIGGAREN_PROXIES") or "127.0.0.1",
            lifespan="auto" if "playground" in application else "off",
        )
    )  # fmt: skip
    server.run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
