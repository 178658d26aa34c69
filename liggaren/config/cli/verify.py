"""`liggaren verify`: hold an evidence file against the log, offline, with no database and no installation."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from liggaren.config.cli import exits, saying

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

LEAF_WANTED = "Hel och undertecknad, men vilken post den gäller är inte prövat: ange postens blad med --leaf."


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words this command takes."""
    parser.add_argument("--key", type=Path, metavar="FIL", help="loggens publika nyckel, som du litar på")
    parser.add_argument("--leaf", metavar="BLAD", help="postens blad ur evidence.json, för ett bevis för sig")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FIL",
        help="bevisfil (.zip), eller ett bevis för sig (.tlog-proof)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from liggaren.ledger import verify

    try:
        key = verify.read_key(options.key) if options.key else None
    except verify.BadKey as problem:
        saying.refuse(str(problem), as_json=options.json)
        return exits.USAGE
    try:
        leaf = bytes.fromhex(options.leaf) if options.leaf else None
    except ValueError:
        saying.refuse("Bladet går inte att läsa: skriv det med 0–9 och a–f.", as_json=options.json)
        return exits.USAGE
    verdict = verify.verify_files(options.files, key, leaf=leaf)
    saying.show(_answer(verdict), _lines(verdict), as_json=options.json)
    return CODES[verdict.outcome]


def _answer(verdict: Verdict) -> dict[str, object]:
    return dataclasses.asdict(verdict)


def _lines(verdict: Verdict) -> list[str]:
    marks = {True: "✓", False: "✗", None: "–"}
    lines = [f"{step.number}. {marks[step.ok]} {step.title}: {step.text}" for step in verdict.steps]
    signed = any(step.number == 2 and step.ok for step in verdict.steps)
    alone = verdict.outcome == "whole_not_confirmed" and signed
    lines += ["", LEAF_WANTED if alone else VERDICTS[verdict.outcome]]
    not_proven = verdict.does_not_prove
    return lines + (
        ["", "Det här bevisar inte:", *(f"  – {line}" for line in not_proven)] if not_proven else []
    )
