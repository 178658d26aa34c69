"""Who runs an account: at least two, each with a work profile; custody's grants follow the roster (B.7, B.16,
C2.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from liggaren.custody import services as custody
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, events
from liggaren.notices.services import tell_all
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.people.services import acting
from liggaren.register import rules
from liggaren.register.events import RosterChanged
from liggaren.register.models import Account, Administrator, Status


@dataclass(frozen=True)
class RosterLine:
    """One administrator to be: the person and the profile used in the work (C2.2)."""

    user: User
    work_profile: str = ""


@transaction.atomic
def appoint(
    *, account: Account, user: User, work_profile: str, by: User | None, on: date | None = None
) -> Administrator:
    """Put a person on the roster from a day (today when None), or change their work profile if already
    there.
    """
    row = Administrator.objects.filter(account=account, user=user, valid_to__isnull=True).first()
    if row:
        row.work_profile = work_profile
        row.save(update_fields=["work_profile"])
    else:
        row = Administrator.objects.create(
            account=account, user=user, work_profile=work_profile, valid_from=on or people.swedish_day()
        )
        custody.grant(user=user, account_ref=str(account.pk), by=by)
    _watch(account)
    events.emit(RosterChanged(account_id=str(account.pk)))
    ledger.append(kind="roster.appointed", actor=acting(by), obj=account.obj, facts={"user": user.pk})
    return row


@transaction.atomic
def dismiss(*, account: Account, user: User, by: User | None, on: date | None = None) -> None:
    """Take a person off the roster: custody closes to them, the credentials are due for change, B.16 is
    reported.
    """
    day = on or people.swedish_day()
    for row in Administrator.objects.select_for_update().filter(
        account=account, user=user, valid_to__isnull=True
    ):
        _end(row, day)
    custody.revoke(user=user, account_ref=str(account.pk), by=by, on=day)
    _change_credentials(account, day)
    _watch(account)
    events.emit(RosterChanged(account_id=str(account.pk)))
    ledger.append(kind="roster.dismissed", actor=acting(by), obj=account.obj, facts={"user": user.pk})


def replace(*, account: Account, lines: Sequence[RosterLine], by: User | None) -> None:
    """Make the roster what the approved plan says."""
    wanted = {line.user: line for line in lines}
    for line in wanted.values():
        appoint(account=account, user=line.user, work_profile=line.work_profile, by=by)
    gone = Administrator.objects.filter(account=account, valid_to__isnull=True).exclude(user__in=wanted)
    for row in gone.select_related("user"):
        dismiss(account=account, user=row.user, by=by)


def _end(row: Administrator, day: date) -> None:
    if row.valid_from >= day:
        row.delete()  # entered and taken off the same day: never held
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])


def _change_credentials(account: Account, day: date) -> None:
    link = f"/konton/{account.pk}/"
    duties.open_duty(
        kind="account.change_credentials",
        key=f"account.{account.pk}.credentials.{day.isoformat()}",
        title=f"Byt inloggningsuppgifter: {account.name}"[:200],
        link=link,
        due_at=clock.now() + timedelta(days=1),
        owner_role=RoleKind.UNIT_MANAGER,
        unit=account.unit,
    )
    tell_all(
        users=people.users_with(RoleKind.INFORMATION, account.unit),
        subject=f"En administratör har lämnat {account.name}",
        body="Inloggningsuppgifterna ska bytas inom ett dygn och de nya lämnas i förvar.",
        link=link,
    )


def _watch(account: Account) -> None:
    """At least two at all times: a duty while there are fewer (an adopted account has its own list)."""
    prefix = f"account.{account.pk}.roster."
    enough = (
        Administrator.objects.filter(people.holding(), account=account).count() >= rules.LEAST_ADMINISTRATORS
    )
    if enough:
        duties.close_about(prefix, "mended", by=None)
    elif account.status == Status.STARTED:
        moment = clock.now()
        duties.open_duty(
            kind="account.administrators",
            key=f"{prefix}{people.swedish_day(moment).isoformat()}",
            title=f"Utse en administratör till: {account.name}"[:200],
            link=f"/konton/{account.pk}/",
            due_at=moment + timedelta(days=7),
            owner_role=RoleKind.UNIT_MANAGER,
            unit=account.unit,
        )
