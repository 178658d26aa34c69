"""`liggaren capture ADDRESS`: capture and seal a public blog or feed, with no set-up."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "fånga och försegla en öppen blogg eller ett flöde, utan installation"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument("address", metavar="ADRESS", help="bloggens eller flödets adress")
    parser.add_argument("--out", type=Path, required=True, metavar="MAPP", help="mapp för det fångade")
    parser.add_argument(
        "--allow-loopback", action="store_true", help="tillåt den här datorns egna adresser (bara för prov)"
    )


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from liggaren.config import capturing

    return capturing.main(
        options.address, options.out, allow_loopback=options.allow_loopback, as_json=options.json
    )
