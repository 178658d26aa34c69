"""The command `liggaren`: one module for each subcommand, loaded only when it is asked for.

A subcommand module has `HELP`, `arguments(parser)` and `run(options) -> exit code`. None may touch Django's
settings when loaded: `verify` and `capture` work without any installation.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from liggaren.config.cli import exits, saying
from liggaren.config.cli.parsing import Parser
from liggaren.config.running.refusal import CannotRun

COMMANDS = ("run", "playground", "check", "verify", "tour", "capture", "database")
EPILOGUE = """Slutkoder: 0 håller, 1 något håller inte, 2 kommandot kunde inte utföras,
3 håller men allt kunde inte prövas här, 4 hel men loggen är inte bekräftad."""


def parser() -> Parser:
    """The whole command line, with every subcommand's own words."""
    top = Parser(
        prog="liggaren", description="Liggaren: kommunens bok över sina sociala medier.", epilog=EPILOGUE
    )
    below = top.add_subparsers(dest="command", required=True, metavar="kommando")
    for name in COMMANDS:
        module = importlib.import_module(f"liggaren.config.cli.{name}")
        own = below.add_parser(
            name, help=module.HELP, description=module.HELP, epilog=EPILOGUE,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        own.add_argument("--json", action="store_true", help="skriv svaret som JSON")
        module.arguments(own)
        own.set_defaults(run=module.run)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns its exit code."""
    options = parser().parse_args(words)
    try:
        return int(options.run(options))
    except CannotRun as problem:
        saying.refuse(str(problem), as_json=options.json)
        return exits.USAGE
    except KeyboardInterrupt:
        print("\nAvbrutet.", file=sys.stderr)
        return exits.INTERRUPTED
    except BrokenPipeError:
        return exits.USAGE
