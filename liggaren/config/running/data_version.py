"""The data folder's version: an older Liggaren never opens a folder that a newer one has written in."""

from __future__ import annotations

import json
from pathlib import Path

from liggaren.config.running.refusal import CannotRun

# Raise it when a folder written by this code would be misread by older code.
VERSION = 1
POSTGRES_MAJOR = 18


def check(folder: Path) -> None:
    """Make or read the folder's version. Raises CannotRun for a newer folder or another PostgreSQL."""
    path = folder / "version.json"
    if path.exists():
        _refuse_newer(folder, path)
    else:
        path.write_text(json.dumps({"version": VERSION}) + "\n")
    _refuse_other_major(folder / "postgres" / "PG_VERSION")


def _refuse_newer(folder: Path, path: Path) -> None:
    try:
        found = int(json.loads(path.read_text())["version"])
    except (ValueError, KeyError, TypeError):
        raise CannotRun(
            f"Filen {path} går inte att läsa. Lägg tillbaka den från säkerhetskopian innan du startar."
        ) from None
    if found > VERSION:
        raise CannotRun(
            f"Datamappen {folder} är skriven av en nyare Liggaren"
            f" (mappens version {found}, den här kan {VERSION}).\nInget är ändrat."
            " Hämta den nyare versionen (git pull) eller välj en annan mapp med LIGGAREN_DATA."
        )


def _refuse_other_major(path: Path) -> None:
    try:
        found = path.read_text().strip()
    except OSError:
        return
    if found and found != str(POSTGRES_MAJOR):
        raise CannotRun(
            f"Databasen i {path.parent} är skriven av PostgreSQL {found};"
            f" den här versionen kör {POSTGRES_MAJOR}.\nInget är ändrat."
            " Säkerhetskopiera mappen och flytta databasen med pg_upgrade eller pg_dump, se\n"
            "docs/operations.md, ”A new major version of PostgreSQL”. Liggaren gör det inte åt dig ännu."
        )
