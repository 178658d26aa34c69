"""The door to the platform: where it is, the token (in custody), and whether it answers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from liggaren.connectors import registry
from liggaren.connectors.base import Connection, ConnectorError, Profile
from liggaren.custody import services as custody
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.lib.errors import Refusal
from liggaren.people.models import User
from liggaren.people.services import acting
from liggaren.register import chasing, queries
from liggaren.register.events import AccountConnected
from liggaren.register.models import Account, ConnectionState, ConnectionStatus, Status

TOKEN = "token"  # noqa: S105 - the deposit's kind, not a secret


class Taken(Refusal):
    """The page on the platform is another account's."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Sidan är redan ansluten som {name}. Två konton kan inte dela en sida.", "page_taken"
        )


class NoAnswer(Refusal):
    """The platform did not answer for the new connection; the old one stands."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Plattformen svarade inte som väntat: {why} Inget är ändrat. Rätta uppgifterna och försök igen.",
            "no_answer",
        )


def connect_tried(
    account: Account, *, origin: str, native_id: str, token: str = "", by: User, profile: str = ""
) -> Profile:
    """Ask the platform for the account's own profile by the new facts, and keep them only when it answers:
    a connection that works is never lost to one that does not. The call stands outside every transaction.

    Raises NoAnswer, Taken, Refusal for a medium without connector.
    """
    _own_page(account, origin, native_id)
    asked = Connection(origin=origin.rstrip("/"), native_id=native_id, token=token)
    try:
        found = registry.get(account.platform).fetch_profile(asked)
    except ConnectorError as failed:
        raise NoAnswer(failed.reason) from failed
    connect(account, origin=origin, native_id=native_id, token=token, by=by, profile=profile)
    mark_alive(account, by=by)
    return found


def _own_page(account: Account, origin: str, native_id: str) -> None:
    doors = ConnectionState.objects.filter(
        account__platform=account.platform, origin=origin.rstrip("/"), native_id=native_id
    )
    other = doors.exclude(account=account).exclude(account__status=Status.CLOSED).select_related("account")
    if found := other.first():
        raise Taken(found.account.name)


@transaction.atomic
def connect(
    account: Account,
    *,
    origin: str,
    native_id: str,
    token: str = "",
    by: User | None,
    profile: str = "",
    options: Mapping[str, str] | None = None,
) -> ConnectionState:
    """Keep how the account is reached; the token goes to custody from the first day. Not yet known to answer.

    `profile` names the connector's profile where it has several. Raises Refusal for a medium without
    connector, Taken for another account's page.
    """
    _own_page(account, origin, native_id)
    if account.platform not in set(registry.keys()):
        raise Refusal("Det här mediet kan inte anslutas. Det arkiveras för hand.", "no_connector")
    if token:
        custody.deposit(account_ref=str(account.pk), kind=TOKEN, secret=token, by=by)
    row, _ = ConnectionState.objects.update_or_create(
        account=account,
        defaults={
            "origin": origin.rstrip("/"), "native_id": native_id, "token_kind": TOKEN if token else "",
            "options": dict(options or {}), "state": ConnectionStatus.NONE, "checked_at": None, "note": "",
        },
    )  # fmt: skip
    account.instance, account.native_id = row.origin, native_id
    account.profile = profile or account.profile
    account.save(update_fields=["instance", "native_id", "profile"])
    facts = {"platform": account.platform, "origin": row.origin}
    ledger.append(kind="account.connected", actor=acting(by), obj=account.obj, facts=facts)
    return row


def check_connection(account: Account, *, by: User | None = None) -> Profile | None:
    """Ask the platform for the account's own profile, and note whether it answered. None when it did not.

    The call is made outside any transaction of ours.
    """
    try:
        found = registry.get(account.platform).fetch_profile(queries.connection(account))
    except ConnectorError as failed:
        mark_broken(account, note=failed.reason)
        return None
    mark_alive(account, by=by)
    return found


@transaction.atomic
def mark_alive(account: Account, *, by: User | None = None) -> None:
    """The platform answered now. An event and a ledger entry only when it did not before."""
    row = ConnectionState.objects.select_for_update().get(account=account)
    was, row.state = row.state, ConnectionStatus.ALIVE
    row.checked_at, row.note = clock.now(), ""
    row.save(update_fields=["state", "checked_at", "note"])
    if was != ConnectionStatus.ALIVE:
        chasing.chase(account)
        events.emit(AccountConnected(account_id=str(account.pk)))
        ledger.append(kind="connection.answered", actor=acting(by), obj=account.obj)


@transaction.atomic
def mark_broken(account: Account, *, note: str) -> None:
    """The platform refused or did not answer; `note` is shown, so it holds no secret."""
    row = ConnectionState.objects.select_for_update().get(account=account)
    was, row.state = row.state, ConnectionStatus.BROKEN
    row.checked_at, row.note = clock.now(), note[:300]
    row.save(update_fields=["state", "checked_at", "note"])
    if was != ConnectionStatus.BROKEN:
        chasing.chase(account)
        ledger.append(kind="connection.broken", actor="system", obj=account.obj, facts={"note": row.note})
