"""Which snapshots a half-year asks for: one for each account and board that owned it then (G6.1, design
4).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.capture.queries import items_in
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import dates
from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.dates import HalfYear
from liggaren.people.models import RoleKind, User
from liggaren.register.models import Account, AccountOwnership, Status

GRACE = timedelta(days=14)  # from the period's end until the archivist should have it


def midnight(day: date) -> datetime:
    """A Swedish midnight, aware."""
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)


def parts(account: Account, period: HalfYear) -> list[tuple[AccountOwnership, datetime, datetime]]:
    """The period cut where the account changed board: (ownership, start, end), in order of time.

    What stood on the account before it was entered belongs to its first owner, so that no item is without
    one.
    """
    owners = AccountOwnership.objects.filter(account=account).select_related("board", "unit")
    found: list[tuple[AccountOwnership, datetime, datetime]] = []
    for place, one in enumerate(owners.order_by("valid_from")):
        begins = midnight(one.valid_from)
        if place == 0 and items_in(account, period.start, min(begins, period.end)).exists():
            begins = period.start
        start = max(begins, period.start)
        end = min(midnight(one.valid_to), period.end) if one.valid_to else period.end
        if start >= end:
            continue
        if found and found[-1][0].board_id == one.board_id and found[-1][2] == start:
            found[-1] = (one, found[-1][1], end)
        else:
            found.append((one, start, end))
    return found


@transaction.atomic
def open_account(*, account: Account, period: HalfYear, by: User | None) -> list[Snapshot]:
    """The account's snapshots of the period, each with its duty; opened before, they are only read."""
    opened = [_open(account, period, *part, by=by) for part in parts(account, period)]
    _drop_replaced(account, period, opened)
    return opened


@transaction.atomic
def open_run(*, period: HalfYear, by: User | None) -> list[Snapshot]:
    """The whole run: every account that lived in the period has a snapshot and a duty (none is forgotten)."""
    closed_before = Q(closed_on__isnull=False, closed_on__lt=dates.swedish_day(period.start))
    accounts = Account.objects.exclude(status=Status.PLANNED).exclude(closed_before).order_by("pk")
    return [one for account in accounts for one in open_account(account=account, period=period, by=by)]


def _open(
    account: Account,
    period: HalfYear,
    owned: AccountOwnership,
    start: datetime,
    end: datetime,
    *,
    by: User | None,
) -> Snapshot:
    due_on = dates.swedish_day(end) - timedelta(days=1)
    snapshot, is_new = Snapshot.objects.get_or_create(
        account=account, board=owned.board, period_start=start, period_end=end,
        defaults={"unit": owned.unit, "label": period.label, "due_on": due_on},
    )  # fmt: skip
    if is_new:
        _open_duty(snapshot)
        facts = {"account": str(account.pk), "start": start.isoformat(), "end": end.isoformat()}
        actor = by.actor if by else "system"
        ledger.append(kind="snapshot.opened", actor=actor, obj=snapshot.obj, facts=facts)
    return snapshot


def _drop_replaced(account: Account, period: HalfYear, opened: list[Snapshot]) -> None:
    """What was opened before the account changed board, and never made, gives way to the new parts."""
    stale = Snapshot.objects.filter(
        account=account,
        state=SnapshotState.DUE,
        period_start__gte=period.start,
        period_end__lte=period.end,
    ).exclude(pk__in=[one.pk for one in opened])
    for one in stale:
        duties.close(duty_key(one), "replaced", by=None)
        ledger.append(kind="snapshot.replaced", actor="system", obj=one.obj, facts=None)
        one.delete()


def _open_duty(snapshot: Snapshot) -> None:
    duties.open_duty(
        kind="snapshot.deliver",
        key=duty_key(snapshot),
        title=f"Ögonblicksbild av {snapshot.account.name}"[:200],
        link=f"/arkiv/{snapshot.pk}/",
        due_at=snapshot.period_end + GRACE,
        owner_role=RoleKind.INFORMATION,
        unit=snapshot.unit,
    )


def duty_key(snapshot: Snapshot) -> str:
    """The duty that ends when the archivist has received the snapshot."""
    return f"snapshot:{snapshot.pk}"
