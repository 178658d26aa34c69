"""`liggaren verify`: hold an evidence file against the log, offline, with no database and no installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from liggaren.config.cli import exits, saying

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
    parser.add_argument("--key", type=Path, metavar="FIL", help="loggens publika nyckel, som du litar på")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FIL", help="bevisfil (.zip eller .tlog-proof)"
    )


def run(options: argparse.Namespace) -> int:
    from liggaren.ledger import verify

    try:
        key = options.key.read_text().strip() if options.key else None
    except (OSError, UnicodeDecodeError) as problem:
        saying.refuse(f"Nyckeln {options.key} gick inte att läsa: {problem}", as_json=options.json)
        return exits.USAGE
    verdict = verify.verify_files(options.files, key)
    saying.show(_answer(verdict), _lines(verdict), as_json=options.json)
    return CODES[verdict.outcome]


def _answer(verdict: object) -> dict[str, object]:
    import dataclasses

    return dataclasses.asdict(verdict)  # type: ignore[call-overload,no-any-return]


def _lines(verdict: object) -> list[str]:
    marks = {True: "✓", False: "✗", None: "–"}
    lines = [
        f"{step.number}. {marks[step.ok]} {step.title_sv}: {step.text_sv}"
        for step in verdict.steps  # type: ignore[attr-defined]
    ]
    lines += ["", VERDICTS[verdict.outcome]]  # type: ignore[attr-defined]
    not_proven = verdict.does_not_prove  # type: ignore[attr-defined]
    return lines + (
        ["", "Det här bevisar inte:", *(f"  – {line}" for line in not_proven)] if not_proven else []
    )
