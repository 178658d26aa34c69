"""`python -m liggaren.playground --port N --store PATH`."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

from liggaren.playground.serve import serve


def main() -> None:
    """Read the words of the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="liggaren.playground", description="Övningsplattformen Torget")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--store", type=Path, required=True, help="fil för plattformens egna uppgifter")
    parser.add_argument("--empty", action="store_true", help="börja utan exempelsidor")
    words = parser.parse_args()
    try:
        socket.create_server(("127.0.0.1", words.port)).close()
    except OSError:
        raise SystemExit(f"Porten {words.port} används redan. Välj en annan med --port.") from None
    print(f"Övningsplattformen Torget: http://localhost:{words.port}/", flush=True)
    serve(words.store, port=words.port, plant=not words.empty)


if __name__ == "__main__":
    main()
