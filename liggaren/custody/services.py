"""Deposit, show, and lend to machines. No secret is shown before its entry in the ledger is committed."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from liggaren.custody import envelope, keys, queries
from liggaren.custody.models import Deposit, Grant
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.people.models import User
from liggaren.people.queries import swedish_day

LONGEST = 10_000
_lent: set[tuple[str, str, str, date]] = set()


class NotYours(Refusal):
    """The person has no grant; the doors answer as if nothing were there."""

    def __init__(self) -> None:
        super().__init__("Sidan finns inte.", "not_found")


class NoSecret(Refusal):
    """Nothing is deposited."""

    def __init__(self) -> None:
        super().__init__("Inga uppgifter ligger i förvar för kontot.", "no_secret")


@transaction.atomic
def deposit(*, account_ref: str, kind: str, secret: str, by: User | None) -> Deposit:
    """Seal a secret as the newest version of its kind. Older versions stay, sealed.

    Raises Refusal if empty or long.
    """
    raw = secret.encode("utf-8", "surrogatepass")
    if not raw or len(raw) > LONGEST:
        raise Refusal("Uppgiften är tom eller för lång. Högst 10 000 tecken.", "secret_size")
    _lock(account_ref)
    found = Deposit.objects.filter(account_ref=account_ref, kind=kind).aggregate(last=Max("version"))
    row = Deposit(pk=uuid.uuid4(), account_ref=account_ref, kind=kind, version=(found["last"] or 0) + 1)
    row.sealed = envelope.seal(raw, place(row), _key())
    row.deposited_at, row.deposited_by = clock.now(), by
    row.save(force_insert=True)
    _enter("secret.deposited", row, by)
    return row


def show(deposit: Deposit, *, by: User, reason: str) -> str:
    """The secret, to a person with a grant and a reason; the ledger's entry is committed before it is read.

    Must not be called inside a transaction. Raises NotYours, Refusal for an empty reason.
    """
    if not queries.may_read(by, deposit.account_ref):
        raise NotYours
    if not reason.strip():
        raise Refusal("Skriv varför du behöver uppgiften.", "reason_missing")
    with transaction.atomic(durable=True):
        _enter("secret.shown", deposit, by, reason=reason.strip()[:500])
    return _open(deposit)


def token(account_ref: str, kind: str = "token") -> str:
    """The newest secret of a kind, for a connector's call. Raises NoSecret.

    The ledger gets one entry for each account, kind, version, day and process: an entry per call would bury
    the rest.
    """
    row = queries.newest(account_ref, kind)
    if row is None:
        raise NoSecret
    mark = (settings.DATABASES["default"]["NAME"], str(row.pk), kind, swedish_day())
    if mark not in _lent:
        with transaction.atomic():
            _enter("secret.lent", row, None)
            transaction.on_commit(lambda: _lent.add(mark))
    return _open(row)


@transaction.atomic
def grant(*, user: User, account_ref: str, by: User | None, valid_from: date | None = None) -> Grant:
    """Let a person read an account's secrets from a day (today when None) until `revoke`.

    Granting twice is once.
    """
    day = valid_from or swedish_day()
    row = Grant.objects.filter(user=user, account_ref=account_ref, valid_to__isnull=True).first()
    if row is None:
        row = Grant.objects.create(user=user, account_ref=account_ref, valid_from=day)
        ledger.append(
            kind="grant.given", actor=_actor(by), obj=f"custody:{account_ref}", facts={"user": user.pk}
        )
    return row


@transaction.atomic
def revoke(*, user: User, account_ref: str, by: User | None, on: date | None = None) -> None:
    """End a person's open grants; `on` is the first day they no longer hold (today when None)."""
    day = on or swedish_day()
    for row in Grant.objects.select_for_update().filter(
        user=user, account_ref=account_ref, valid_to__isnull=True
    ):
        if row.valid_from >= day:
            row.delete()  # given and taken back the same day: it never held
        else:
            row.valid_to = day
            row.save(update_fields=["valid_to"])
    ledger.append(kind="grant.ended", actor=_actor(by), obj=f"custody:{account_ref}", facts={"user": user.pk})


def place(row: Deposit) -> envelope.Place:
    """What a deposit's envelope is bound to."""
    return envelope.Place(
        Deposit._meta.db_table, f"{row.pk}|{row.account_ref}|{row.kind}", "sealed", row.version
    )


def _open(row: Deposit) -> str:
    return envelope.open_(bytes(row.sealed), place(row), keys.read()).decode("utf-8", "surrogatepass")


def _key() -> tuple[int, bytes]:
    # Made with the first secret only: a file that is gone later must be put back, never replaced.
    if not Deposit.objects.exists():
        keys.make()
    return keys.current()


def _lock(account_ref: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"custody:{account_ref}"])


def _enter(kind: str, row: Deposit, by: User | None, reason: str = "") -> None:
    facts: dict[str, Json] = {"account": row.account_ref, "kind": row.kind, "version": row.version}
    if reason:
        facts["reason"] = reason
    ledger.append(kind=kind, actor=_actor(by), obj=f"deposit:{row.pk}", facts=facts)


def _actor(by: User | None) -> str:
    return by.actor if by else "system"
