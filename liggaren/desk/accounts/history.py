"""What has happened to an account, in words, from the sealed records about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.ledger import queries as ledger
from liggaren.ledger.models import Record
from liggaren.people.models import User
from liggaren.register.models import Account

TITLES = {
    "account.entered": "Kontot skrevs in i registret",
    "account.adopted": "Kontot togs över",
    "account.changed": "Uppgifter ändrades",
    "account.facts_written": "Den godkända planens uppgifter började gälla",
    "account.started": "Kontot startades",
    "account.transferred": "Kontot bytte ägare",
    "account.connected": "Anslutningen lades in",
    "account.login_confirmed": "Inloggningsuppgifterna bekräftades i förvar",
    "connection.answered": "Plattformen svarade",
    "connection.broken": "Anslutningen bröts",
    "roster.appointed": "En administratör utsågs",
    "roster.dismissed": "En administratör lämnade",
    "start.confirmed": "Ett steg inför starten bekräftades",
}
SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One sealed record in words; `sealed` is its number in the log, None while it is being secured."""

    at: datetime | None
    title: str
    who: str
    entry_id: int
    sealed: int | None


def rows(account: Account) -> list[Row]:
    """The newest records about the account, newest first. Three reads."""
    found = list(Record.objects.filter(obj=account.obj, kind__in=TITLES).order_by("-entry_id")[:SHOWN])
    seals = ledger.seals([record.entry_id for record in found])
    ids = [int(record.actor.removeprefix("user:")) for record in found if record.actor.startswith("user:")]
    names = {user.actor: user.name for user in User.objects.filter(pk__in=ids)}
    return [
        Row(
            record.made_at, TITLES[record.kind], names.get(record.actor, "Liggaren"), record.entry_id,
            seals[record.entry_id].index if record.entry_id in seals else None,
        )
        for record in found
    ]  # fmt: skip
