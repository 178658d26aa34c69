"""`python -m liggaren.playground --port N --store PATH`."""

from __future__ import annotations

import argparse
from pathlib import Path

from liggaren.playground.serve import serve


def main() -> None:
    """Read the words of the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="liggaren.playground", description="Övningsplattformen Torget")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--store", type=Path, required=True, help="fil för plattformens egna uppgifter")
    parser.add_argument("--empty", action="store_true", help="börja utan exempelsidor")
    words = parser.parse_args()
    print(f"Övningsplattformen Torget: http://localhost:{words.port}/", flush=True)
    serve(words.store, port=words.port, plant=not words.empty)


if __name__ == "__main__":
    main()
