"""The directory as open data: the same facts as on the page, nothing about persons (G1.2)."""

from __future__ import annotations

import csv
import io
from typing import Any

from liggaren.lib import clock
from liggaren.register.public import Directory, PublicAccount

# Field -> what it holds, in the words shown on the page about the data.
FIELDS: dict[str, str] = {
    "namn": "Kontots namn",
    "medium": "Var kontot finns, till exempel Mastodon",
    "adress": "Kontots adress",
    "forvaltning": "Förvaltningen som driver kontot",
    "verksamhet": "Verksamheten som kontot hör till",
    "namnd": "Nämnden som ansvarar",
    "syfte": "Vad kontot är till för",
    "bevakas": "När det läses och besvaras",
    "lage": "Öppet eller avslutat",
    "startat": "Dagen då kontot startade",
    "avslutat": "Dagen då kontot avslutades",
}
# A cell that a spreadsheet would run as a formula begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_dict(whole: Directory) -> dict[str, Any]:
    """The document: when it was made, when anything last changed, and the accounts."""
    return {
        "hamtat": clock.now().isoformat(timespec="seconds"),
        "andrat": whole.changed_at.isoformat(timespec="seconds") if whole.changed_at else None,
        "konton": [_row(account) for account in _every(whole)],
    }


def as_csv(whole: Directory) -> str:
    """One row for each account under the names of FIELDS."""
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for account in _every(whole):
        writer.writerow({name: _cell(value) for name, value in _row(account).items()})
    return out.getvalue()


def _every(whole: Directory) -> list[PublicAccount]:
    return [account for _, accounts in whole.groups for account in accounts] + list(whole.closed)


def _row(account: PublicAccount) -> dict[str, str | None]:
    return {
        "namn": account.name, "medium": account.platform_name, "adress": account.address,
        "forvaltning": account.administration, "verksamhet": account.unit, "namnd": account.board,
        "syfte": account.purpose, "bevakas": account.watch,
        "lage": "avslutat" if account.status == "closed" else "öppet",
        "startat": account.opened_on.isoformat() if account.opened_on else None,
        "avslutat": account.closed_on.isoformat() if account.closed_on else None,
    }  # fmt: skip


def _cell(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA) else text
