"""`liggaren run`: start everything, keep it running, end it cleanly."""

from __future__ import annotations

import argparse

from liggaren.config.cli import exits, saying

HELP = "starta Liggaren: databas, webbserver och arbetare (avsluta med Ctrl-C)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument(
        "--production",
        action="store_true",
        help="skarp drift: inget demoläge, inga slingadresser, egna värdnamn",
    )
    parser.add_argument("--port", type=int, help="webbserverns port (annars PORT, annars 8400)")


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from liggaren.config.embedded import CannotStart
    from liggaren.config.running import supervisor
    from liggaren.config.running.refusal import CannotRun

    try:
        return supervisor.run(production=options.production, port=options.port, as_json=options.json)
    except (CannotRun, CannotStart) as problem:
        saying.refuse(str(problem), as_json=options.json)
        return exits.USAGE
