"""The whole house checked: log, originals, roles, settings. Read only; says what it found, in Swedish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from liggaren.config import gates, keyring, places
from liggaren.config.running import single

SHOWN = 10


@dataclass(frozen=True)
class Checked:
    """One thing that was checked: whether it holds, and the sentence that says so."""

    title: str
    ok: bool
    text: str


def everything() -> list[Checked]:
    """Every check. Raises django.db.OperationalError when the database does not answer."""
    keys = own_keys()
    # Without the right keys the rest would call all of it changed, and a missing key would be made anew.
    return [keys, *([log(), originals(), shown()] if keys.ok else []), roles(), guards(), origins()]


def own_keys() -> Checked:
    """Each key file is there, for its owner alone, and the one that was used before."""
    wrong = list(keyring.problems())
    return Checked("Nycklarna", not wrong, " ".join(wrong) or "Finns, är hela och passar det som är sparat.")


def log() -> Checked:
    """Derive the log's root again from every leaf and hold it against every checkpoint (design 3.4, 3.5)."""
    from liggaren.ledger import check

    report = check.check()
    if report.ok:
        return Checked(
            "Loggen", True, f"{report.size} poster, {report.waiting} väntar, {report.weeded} gallrade."
        )
    return Checked("Loggen", False, _listed(found.text for found in report.findings))


def originals() -> Checked:
    """Read every blob that should be readable, decrypt it and hold it against its name (design 3.7, 3.8)."""
    from liggaren.vault import check

    report = check.check()
    if report.ok:
        ended = report.destroyed + report.purged
        return Checked("Originalen", True, f"{report.live} lästa och hela, {ended} förstörda.")
    wrong = {"ändrade": report.changed, "saknas": report.missing, "finns kvar": report.not_gone}
    wrong["förstörda fast de behövs"] = report.still_used
    texts = (
        f"{len(names)} {word}: {', '.join(name[:12] for name in names[:SHOWN])}."
        for word, names in wrong.items()
        if names
    )
    return Checked("Originalen", False, _listed(texts))


def shown() -> Checked:
    """What screens, search and snapshots show is what was sealed, and what has gone went by a decision."""
    from liggaren.capture import check

    report = check.check()
    if not report.ok:
        return Checked("Det som visas", False, _listed(iter(report.faults)))
    text = f"{report.compared} versioner visas som de förseglades."
    if report.not_kept:
        text += f" {report.not_kept} går inte att jämföra: svaret de lästes ur finns inte kvar."
    if report.purged:
        text += f" {report.purged} är förstörda efter beslut."
    return Checked("Det som visas", True, text)


def roles() -> Checked:
    """The application connects neither as the owner nor as a superuser (design 3.4)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls,"
            " pg_has_role(current_user, (SELECT datdba FROM pg_database WHERE datname = current_database()),"
            " 'MEMBER')"
            " FROM pg_roles WHERE rolname = current_user"
        )
        user, powerful, owner = cursor.fetchone()
    if powerful or owner:
        return Checked(
            "Rollerna", False, f"Programmet ansluter som {user}, som äger databasen eller styr den."
        )
    return Checked("Rollerna", True, f"Programmet ansluter som {user}, utan makt över loggen.")


def guards() -> Checked:
    """The database's guards are there, switched on and unchanged (design 3.3; `config.gates`)."""
    wrong = gates.faults(connection)
    if wrong:
        return Checked("Spärrarna", False, _listed(iter(wrong)))
    functions, triggers = gates.written()
    text = f"{len(triggers)} spärrar och {len(functions)} funktioner står som de skrevs."
    return Checked("Spärrarna", True, text)


def origins() -> Checked:
    """Outgoing calls to this very machine are allowed in the demonstration only (design 2, lib)."""
    running = single.running(places.data_folder())
    named = ", ".join(settings.LOOPBACK_ORIGINS or running.loopback)
    if not named:
        return Checked("Utgående anrop", True, "Bara till öppna adresser.")
    if settings.DEMO or running.loopback:
        return Checked("Utgående anrop", True, f"Demonstration: också till övningsplattformen på {named}.")
    return Checked("Utgående anrop", False, f"LIGGAREN_LOOPBACK_ORIGINS är satt i skarp drift: {named}.")


def _listed(texts: Iterator[str]) -> str:
    found = list(texts)
    more = f" … och {len(found) - SHOWN} till." if len(found) > SHOWN else ""
    return " ".join(found[:SHOWN]) + more
