"""Entering accounts: planned by an approved plan, or adopted because they exist already. Start.

Working facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.lib.errors import Refusal
from liggaren.lib.swedish import sort_key
from liggaren.people.models import Unit, User
from liggaren.people.queries import board_of, swedish_day
from liggaren.people.services import acting
from liggaren.register import addresses, chasing, media, queries, roster, states
from liggaren.register.connecting import check_connection, connect, connect_tried, mark_alive, mark_broken
from liggaren.register.events import AccountEntered, AccountStarted
from liggaren.register.models import Account, AccountOwnership, Status, WorkingFacts
from liggaren.register.roster import RosterLine

__all__ = [
    "AlreadyRegistered", "FactsDraft", "RosterLine", "adopt", "change", "check_connection", "connect",
    "connect_tried",
    "enter_planned", "mark_alive", "mark_broken", "start", "transfer", "write_working_facts",
]  # fmt: skip


class AlreadyRegistered(Refusal):
    """Another account has this address, perhaps in another spelling; `account` is that one."""

    def __init__(self, account: Account) -> None:
        where = f"{account.name} på {media.get(account.platform).name}"
        super().__init__(
            f"Adressen finns redan i registret: {where}. Ange en annan adress.", "already_registered"
        )
        self.account = account


@dataclass(frozen=True)
class FactsDraft:
    """Working facts of an approved plan, before they get their version number."""

    watch: Mapping[str, Any]
    plan_ref: str
    approver_one_id: int
    approver_two_id: int
    approval_entry_id: int
    signature: str = ""
    reply_hours: int = 24
    purposes: Sequence[str] = ()
    posts_per_week: int = 0
    hours_per_week: float = 0


@transaction.atomic
def enter_planned(
    *,
    platform: str,
    name: str,
    unit: Unit,
    by: User | None,
    address: str = "",
    administrators: Sequence[RosterLine] = (),
    **facts: Any,
) -> Account:
    """Enter an account whose plan is approved (C1.4). `facts`: other fields of Account.

    Raises AlreadyRegistered.
    """
    account = _enter(Status.PLANNED, platform, name, unit, address, facts)
    roster.replace(account=account, lines=administrators, by=by)
    _say("account.entered", account, by)
    events.emit(AccountEntered(account_id=str(account.pk)))
    return account


@transaction.atomic
def adopt(
    *,
    platform: str,
    name: str,
    unit: Unit,
    by: User | None,
    address: str = "",
    administrators: Sequence[RosterLine] = (),
    **facts: Any,
) -> Account:
    """Enter an account that exists already: official and captured at once, with a dated duty per missing
    piece.

    Raises AlreadyRegistered.
    """
    account = _enter(Status.ADOPTED, platform, name, unit, address, facts)
    roster.replace(account=account, lines=administrators, by=by)
    _say("account.adopted", account, by)
    chasing.chase(account)
    events.emit(AccountEntered(account_id=str(account.pk)))
    return account


@transaction.atomic
def change(*, account: Account, by: User, **facts: Any) -> Account:
    """Change plain facts of an account (name, email, public_page, purpose, target_group, is_internal,
    address).

    Raises AlreadyRegistered, BadAddress.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    for field, value in facts.items():
        setattr(row, field, value)
    _level(row)
    _save(row)
    chasing.chase(row)
    _say("account.changed", row, by, {"fields": sorted(facts)})
    return row


@transaction.atomic
def write_working_facts(*, account: Account, facts: FactsDraft, by: User | None) -> WorkingFacts:
    """The next version of what other rooms need of the plan. The database refuses one approver twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 8))", [str(account.pk)])
    last = queries.working_facts(account)
    row = WorkingFacts.objects.create(
        account=account,
        version=last.version + 1 if last else 1,
        watch=dict(facts.watch),
        purposes=list(facts.purposes),
        made_at=clock.now(),
        **{
            name: getattr(facts, name)
            for name in (
                "plan_ref", "approver_one_id", "approver_two_id", "approval_entry_id", "signature",
                "reply_hours", "posts_per_week", "hours_per_week",
            )
        },
    )  # fmt: skip
    chasing.chase(account)
    _say("account.facts_written", account, by, {"version": row.version})
    return row


@transaction.atomic
def start(*, account: Account, by: User, on: date | None = None) -> Account:
    """Set the account in order from a day (today when None). `lifecycle.start` runs the checklist before
    this.

    Raises NoSuchStep, and Refusal where two approvals are missing: the database says so, whatever the caller
    believes.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    states.move(row, Status.STARTED)
    row.opened_on = row.opened_on or on or swedish_day()
    try:
        with transaction.atomic():
            _save(row)
    except IntegrityError as refused:
        raise Refusal(
            "Kontot kan startas först när två chefer har godkänt planen.", "not_approved"
        ) from refused
    chasing.chase(row)
    _say("account.started", row, by)
    events.emit(AccountStarted(account_id=str(row.pk)))
    return row


@transaction.atomic
def confirm_login(*, account: Account, by: User) -> None:
    """A named person says that the login lies with the information function (C2.4, B.15)."""
    account.login_confirmed_at = clock.now()
    account.save(update_fields=["login_confirmed_at"])
    chasing.chase(account)
    _say("account.login_confirmed", account, by)


@transaction.atomic
def transfer(*, account: Account, unit: Unit, on: date, by: User) -> Account:
    """Another unit (and its board) owns the account from a day.

    What came before stays with the old board (design 4).
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    AccountOwnership.objects.filter(account=row, valid_to__isnull=True).update(valid_to=on)
    row.unit, row.board = unit, board_of(unit)
    AccountOwnership.objects.create(account=row, unit=unit, board=row.board, valid_from=on)
    _save(row)
    _say("account.transferred", row, by, {"unit": unit.pk, "board": row.board_id, "on": on.isoformat()})
    return row


def _enter(
    status: Status, platform: str, name: str, unit: Unit, address: str, facts: Mapping[str, Any]
) -> Account:
    now = clock.now()
    account = Account(
        status=status, platform=platform, name=name.strip(), unit=unit, board=board_of(unit), address=address,
        entered_at=now, **facts,
    )  # fmt: skip
    _level(account)
    _save(account)
    first = account.opened_on or swedish_day(now)
    AccountOwnership.objects.create(account=account, unit=unit, board=account.board, valid_from=first)
    return account


def _level(account: Account) -> None:
    """Tidy the address, level its spelling, and make the sort key; refuse an address another account has."""
    account.sort_key = sort_key(account.name)[:400]
    account.address = addresses.tidy(account.address) if account.address else ""
    account.address_key = addresses.address_key(account.address) if account.address else ""
    if account.address_key:
        other = Account.objects.filter(address_key=account.address_key).exclude(pk=account.pk).first()
        if other:
            raise AlreadyRegistered(other)


def _save(account: Account) -> None:
    account.changed_at = clock.now()
    account.save()


def _say(kind: str, account: Account, by: User | None, facts: Mapping[str, Any] | None = None) -> None:
    base = {"platform": account.platform, "status": account.status, **(facts or {})}
    ledger.append(kind=kind, actor=acting(by), obj=account.obj, facts=base)
