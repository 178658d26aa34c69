"""`liggaren playground`: the simulated platforms alone, on loopback."""

from __future__ import annotations

import argparse

from liggaren.config.cli import exits, saying

HELP = "starta bara lekplatsen: låtsade plattformar för demonstration och prov"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8401, help="port på 127.0.0.1 (annars 8401)")


def run(options: argparse.Namespace) -> int:
    from liggaren.config.running import layout, ports, web
    from liggaren.config.running.refusal import CannotRun

    try:
        opened = ports.listen("127.0.0.1", options.port, variable="PORT")
    except CannotRun as problem:
        saying.refuse(str(problem), as_json=options.json)
        return exits.USAGE
    address = f"http://127.0.0.1:{opened.getsockname()[1]}"
    saying.show({"ok": True, "address": address}, [f"Lekplatsen: {address}"], as_json=options.json)
    web.serve(opened.detach(), layout.PLAYGROUND)
    return exits.HOLDS
