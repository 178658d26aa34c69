"""`liggaren verify`: hold an evidence file against the log, offline, with no database and no installation."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from liggaren.config.cli import exits, saying
from liggaren.lib import file_faults

if TYPE_CHECKING:
    from liggaren.ledger.verify import Verdict

HELP = "kontrollera bevisfiler utan nät och utan databas"
CODES = {
    "holds": exits.HOLDS,
    "fails": exits.FAILED,
    "unreadable": exits.USAGE,
    "whole_not_confirmed": exits.NOT_CONFIRMED,
}
VERDICTS = {
    "holds": "Håller: bevisen är hela och loggen är den som nyckeln tillhör.",
    "fails": "Håller inte.",
    "unreadable": "Gick inte att läsa.",
    "whole_not_confirmed": "Hel, men loggen är inte bekräftad: ange en nyckel du litar på med --key.",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument("--key", type=Path, metavar="FIL", help="loggens publika nyckel, som du litar på")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FIL", help="bevisfil (.zip eller .tlog-proof)"
    )


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from liggaren.ledger import verify

    try:
        key = options.key.read_text().strip() if options.key else None
    except (OSError, UnicodeDecodeError) as problem:
        saying.refuse(f"Nyckeln {options.key} gick inte att läsa: {_why(problem)}.", as_json=options.json)
        return exits.USAGE
    verdict = verify.verify_files(options.files, key)
    saying.show(_answer(verdict), _lines(verdict), as_json=options.json)
    return CODES[verdict.outcome]


def _why(problem: Exception) -> str:
    return file_faults.reason(problem) if isinstance(problem, OSError) else "det är ingen textfil"


def _answer(verdict: Verdict) -> dict[str, object]:
    return dataclasses.asdict(verdict)


def _lines(verdict: Verdict) -> list[str]:
    marks = {True: "✓", False: "✗", None: "–"}
    lines = [f"{step.number}. {marks[step.ok]} {step.title}: {step.text}" for step in verdict.steps]
    lines += ["", VERDICTS[verdict.outcome]]
    not_proven = verdict.does_not_prove
    return lines + (
        ["", "Det här bevisar inte:", *(f"  – {line}" for line in not_proven)] if not_proven else []
    )
