"""Which snapshots a half-year asks for: one for each account and board that owned it then (G6.1, design
4).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from liggaren.archive import choosing
from liggaren.archive.models import Kind, Snapshot, SnapshotState
from liggaren.capture.models import Sighting
from liggaren.capture.queries import items_in
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.dates import HalfYear
from liggaren.people.models import RoleKind, User
from liggaren.register.models import Account, AccountOwnership, Status

GRACE = timedelta(days=14)  # from a delivery, or an extra snapshot, until the archivist should have answered


def midnight(day: date) -> datetime:
    """A Swedish midnight, aware."""
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)


def parts(account: Account, period: HalfYear) -> list[tuple[AccountOwnership, datetime, datetime]]:
    """The period cut where the account changed board: (ownership, start, end), in order of time.

    What stood on the account before it was entered belongs to its first owner, and what came after an owner
    had left it to that owner, so that no item is without one.
    """
    owners = list(
        AccountOwnership.objects.filter(account=account)
        .select_related("board", "unit")
        .order_by("valid_from")
    )
    found: list[tuple[AccountOwnership, datetime, datetime]] = []
    for place, one in enumerate(owners):
        begins = midnight(one.valid_from)
        if place == 0 and _has_items(account, period.start, min(begins, period.end)):
            begins = period.start
        start = max(begins, period.start)
        end = min(midnight(one.valid_to), period.end) if one.valid_to else period.end
        following = midnight(owners[place + 1].valid_from) if place + 1 < len(owners) else period.end
        after = max(end, period.start), min(following, period.end)
        if _has_items(account, *after):
            start, end = min(start, after[0]), after[1]
        if start >= end:
            continue
        if found and found[-1][0].board_id == one.board_id and found[-1][2] == start:
            found[-1] = (one, found[-1][1], end)
        else:
            found.append((one, start, end))
    return found


def _has_items(account: Account, start: datetime, end: datetime) -> bool:
    return start < end and items_in(account, start, end).exists()


@transaction.atomic
def open_account(
    *, account: Account, period: HalfYear, by: User | None, kind: Kind = Kind.HALF_YEAR
) -> list[Snapshot]:
    """The account's snapshots of the period, each with its duty; opened before, they are only read.

    A kind beside the half-year (a crisis, a changed profile, before closing) never touches the half-year's.
    """
    opened = [_open(account, period, *part, by=by, kind=kind) for part in parts(account, period)]
    if kind == Kind.HALF_YEAR:
        _drop_replaced(account, period, opened)
    return opened


@transaction.atomic
def open_run(*, period: HalfYear, by: User | None) -> list[Snapshot]:
    """The whole run: every account that lived in the period has a snapshot and a duty (none is forgotten).

    Lived: it was in use and not closed before the period, or something on it belongs to the period.
    """
    opened: list[Snapshot] = []
    for account in lived_in(period):
        opened += open_account(account=account, period=period, by=by)
    return opened


def lived_in(period: HalfYear) -> list[Account]:
    """The accounts that a period's run must hold."""
    closed_before = Q(closed_on__isnull=False, closed_on__lt=dates.swedish_day(period.start))
    items = Sighting.objects.filter(
        account=OuterRef("pk"), item__counted_at__gte=period.start, item__counted_at__lt=period.end
    )
    in_use = ~Q(status=Status.PLANNED) & ~closed_before
    return list(Account.objects.filter(in_use | Exists(items)).order_by("pk"))


def due_periods(now: datetime) -> list[HalfYear]:
    """The half-years whose run is kept open: the present one, and the one before until its time is out.

    An account entered in a half-year's last hours is so found after midnight.
    """
    present = dates.half_year(now)
    before = dates.half_year(present.start - timedelta(days=1))
    return [before, present] if now < before.end + choosing.answer_within() else [present]


def _open(
    account: Account,
    period: HalfYear,
    owned: AccountOwnership,
    start: datetime,
    end: datetime,
    *,
    by: User | None,
    kind: Kind,
) -> Snapshot:
    due_on = dates.swedish_day(end) - timedelta(days=1)
    snapshot, is_new = Snapshot.objects.get_or_create(
        account=account, board=owned.board, kind=kind, period_start=start, period_end=end,
        defaults={"unit": owned.unit, "label": period.label, "due_on": due_on},
    )  # fmt: skip
    if is_new:
        open_duty(snapshot)
        facts = {
            "account": str(account.pk),
            "kind": str(kind),
            "start": start.isoformat(),
            "end": end.isoformat(),
        }
        actor = by.actor if by else "system"
        ledger.append(kind="snapshot.opened", actor=actor, obj=snapshot.obj, facts=facts)
    return snapshot


def _drop_replaced(account: Account, period: HalfYear, opened: list[Snapshot]) -> None:
    """What was opened before the account changed board, and never made, gives way to the new parts."""
    stale = Snapshot.objects.filter(
        account=account,
        kind=Kind.HALF_YEAR,
        state=SnapshotState.DUE,
        period_start__gte=period.start,
        period_end__lte=period.end,
    ).exclude(pk__in=[one.pk for one in opened])
    for one in stale:
        duties.close(duty_key(one), "replaced", by=None)
        ledger.append(kind="snapshot.replaced", actor="system", obj=one.obj, facts=None)
        one.delete()


def open_duty(snapshot: Snapshot) -> None:
    """The duty that ends when the archivist has received it; a snapshot called back has a new one."""
    extra = "" if snapshot.kind == Kind.HALF_YEAR else f" ({Kind(snapshot.kind).label.lower()})"
    grace = choosing.answer_within() if snapshot.kind == Kind.HALF_YEAR else GRACE
    duties.open_duty(
        kind="snapshot.deliver",
        key=duty_key(snapshot),
        title=f"Ögonblicksbild av {snapshot.account.name}{extra}"[:200],
        link=f"/arkiv/{snapshot.pk}/",
        due_at=snapshot.period_end + grace if snapshot.round == 1 else clock.now() + GRACE,
        owner_role=RoleKind.INFORMATION,
        unit=snapshot.unit,
    )


def duty_key(snapshot: Snapshot) -> str:
    """The duty that ends when the archivist has received the snapshot."""
    return f"snapshot:{snapshot.pk}" + (f":{snapshot.round}" if snapshot.round > 1 else "")
