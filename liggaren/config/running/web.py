"""The web server on the supervisor's socket: `python -m liggaren.config.running.web DESCRIPTOR`."""

from __future__ import annotations

import os
import socket
import sys

import uvicorn


def serve(descriptor: int) -> None:
    """Serve until TERM; open answers get five seconds to end."""
    proxies = os.environ.get("LIGGAREN_PROXIES", "")
    server = uvicorn.Server(
        uvicorn.Config(
            "liggaren.config.asgi:application",
            lifespan="off",
            log_config=None,  # the house's own handler and its quiet words
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies or "127.0.0.1",
        )
    )
    server.run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    serve(int(sys.argv[1]))
