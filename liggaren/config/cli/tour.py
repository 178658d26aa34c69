"""`liggaren tour`: the whole journey without a browser, each step checked."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "gå hela vägen från plan till bevis utan webbläsare, på en egen databas"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument("--out", type=Path, required=True, metavar="MAPP", help="mapp för det som blir kvar")


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    import importlib

    tour = importlib.import_module("liggaren.config.tour")
    return int(tour.main(options.out, options.json))
