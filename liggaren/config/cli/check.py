"""`liggaren check`: re-derive the log, re-read every blob, look at the database's roles and the settings."""

from __future__ import annotations

import argparse
import getpass
import os

from liggaren.config import places
from liggaren.config.cli import exits, saying
from liggaren.config.running.refusal import CannotRun

HELP = "kontrollera loggen, alla lagrade original, databasens roller och inställningarna"


def arguments(parser: argparse.ArgumentParser) -> None:
    """No words of its own."""


def run(options: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    _demand_house()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liggaren.config.settings")
    import django
    from django.db import OperationalError

    from liggaren.config import checking

    django.setup()
    from liggaren.ledger import checked

    try:
        results = checking.everything()
    except OperationalError as problem:
        saying.refuse(
            f"Databasen svarar inte. Är Liggaren igång (make run)?\n{str(problem).splitlines()[0]}",
            as_json=options.json,
        )
        return exits.USAGE
    held = all(result.ok for result in results)
    checked.note(ok=held, failed=[one.title for one in results if not one.ok], by=getpass.getuser())
    lines = [f"{'✓' if result.ok else '✗'} {result.title}: {result.text}" for result in results]
    lines.append("" if held else "\nNågot håller inte. docs/operations.md säger vad du gör.")
    answer = {"ok": held, "checks": [{"title": r.title, "ok": r.ok, "text": r.text} for r in results]}
    saying.show(answer, lines, as_json=options.json)
    return exits.HOLDS if held else exits.FAILED


def _demand_house() -> None:
    """A check makes no house: it asks for a folder that a start has made. Raises CannotRun."""
    folder = places.data_folder()
    if not places.uses_embedded_database() or (folder / "version.json").is_file():
        return
    raise CannotRun(
        f"Det finns inget att kontrollera i {folder}. Starta Liggaren först (make run), "
        "eller peka ut rätt mapp med LIGGAREN_DATA."
    )
