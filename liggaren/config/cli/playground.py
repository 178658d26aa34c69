"""`liggaren playground`: the simulated platforms alone, on loopback."""

from __future__ import annotations

import argparse
from pathlib import Path

from liggaren.config.cli import exits, saying

HELP = "starta bara övningsplattformen, för demonstration och prov (avsluta med Ctrl-C)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument("--port", type=int, default=8401, help="port på 127.0.0.1 (annars 8401)")
    parser.add_argument(
        "--store", type=Path, metavar="FIL", help="plattformens uppgifter (annars i datamappen)"
    )


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from liggaren.config.running import layout, ports
    from liggaren.config.running.refusal import CannotRun
    from liggaren.playground.serve import serve

    try:
        ports.listen("127.0.0.1", options.port).close()
    except CannotRun as problem:
        saying.refuse(str(problem), as_json=options.json)
        return exits.USAGE
    address = f"http://127.0.0.1:{options.port}"
    saying.show({"ok": True, "address": address}, [f"Övningsplattformen: {address}"], as_json=options.json)
    serve(options.store or layout.data_folder() / "playground.sqlite3", port=options.port)
    return exits.HOLDS
