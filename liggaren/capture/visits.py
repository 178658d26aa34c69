"""Visits to accounts as people see them: when the last was, what it brought, when the next comes, and asking
for one now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from liggaren.capture import queries, rhythm
from liggaren.capture.models import Sighting, Visit, Walk
from liggaren.connectors import registry
from liggaren.ledger import services as ledger
from liggaren.lib import clock, dates
from liggaren.lib.errors import Refusal
from liggaren.people.models import User
from liggaren.register.models import Account, ConnectionState, Status

SAID_AGAIN = timedelta(seconds=25)  # an open inbox is noted at most so often
LONGEST = timedelta(minutes=10)  # a visit that has not ended by then was cut off


class AskedToWait(Refusal):
    """The platform has told us to come later; asking sooner would only make it longer."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Plattformen har bett oss vänta till {dates.clock_time(until)}. Då hämtar vi av oss själva.",
            "asked_to_wait",
        )


@transaction.atomic
def ask(*, account: Account, by: User) -> None:
    """Ask for a visit now; one that waits already is enough. Whose account it is, the door has checked.

    Raises AskedToWait. The ledger says who asked.
    """
    from liggaren.capture import tasks  # the task module reads this one

    visit = Visit.objects.filter(account=account).first()
    if visit and visit.is_limited and visit.wait_until and visit.wait_until > clock.now():
        raise AskedToWait(visit.wait_until)
    Visit.objects.update_or_create(account=account, defaults={"asked_at": clock.now(), "asked_by": by})
    tasks.ask_for_visit(str(account.pk))
    ledger.append(kind="visit.asked", actor=by.actor, obj=account.obj)


def opened(account_ids: Collection[UUID]) -> None:
    """Somebody has the inbox of these accounts open: they are visited more often for a while.

    Not an act and not in the ledger. One statement, which writes only what is older than SAID_AGAIN.
    """
    now = clock.now()
    stale = Q(opened_at=None) | Q(opened_at__lt=now - SAID_AGAIN)
    Visit.objects.filter(stale, account_id__in=account_ids).update(opened_at=now)


@transaction.atomic
def begin(account: Account) -> None:
    """A visit starts. Where the account has been connected to another page since the last one, what was seen
    on that page is no longer looked for through this account, and its walk is not gone on with.
    """
    door = ConnectionState.objects.filter(account=account).first()
    page = f"{door.origin} {door.native_id}" if door else ""
    before = Visit.objects.filter(account=account).first()
    if before and before.page and before.page != page:
        Sighting.objects.filter(account=account, left_at=None).update(left_at=clock.now())
        open_walk = Walk.objects.filter(account=account, finished_at=None)
        open_walk.update(finished_at=clock.now(), wait_until=None, whole=False)
    now = clock.now()
    Visit.objects.update_or_create(
        account=account, defaults={"tried_at": now, "ended_at": None, "page": page}
    )


def end(account: Account, *, new: int, edited: int, missing: int, pages: int) -> None:
    """A visit has read the listing to its end."""
    now = clock.now()
    brought = {"brought_at": now} if new or edited or missing else {}
    Visit.objects.filter(account=account).update(
        ended_at=now, fetched_at=now, new=new, edited=edited, missing=missing, pages=pages,
        wait_until=None, is_limited=False, error="", **brought,
    )  # fmt: skip


def fail(account: Account, *, error: str, wait_until: datetime | None, is_limited: bool) -> None:
    """A visit stopped before its end; `is_limited` when the platform asked us to wait."""
    Visit.objects.filter(account=account).update(
        ended_at=clock.now(), error=error[:300], wait_until=wait_until, is_limited=is_limited
    )


def due() -> list[UUID]:
    """Accounts whose next visit is to be made by now. Two reads, however many accounts."""
    now = clock.now()
    accounts = list(queries.accounts_to_visit())
    rows = Visit.objects.filter(account_id__in=accounts).select_related("account").in_bulk()
    return [pk for pk in accounts if pk not in rows or next_of(rows[pk], now) <= now]


def next_of(visit: Visit, now: datetime) -> datetime:
    """When the account is visited next; in the past: as soon as a worker is free."""
    gentle = registry.get(visit.account.platform).reads_only
    return rhythm.next_visit(
        rhythm.Facts(
            visit.tried_at, visit.opened_at, visit.brought_at, visit.wait_until, visit.pages, gentle
        ),
        now,
    )


def of(account: Account) -> Visit | None:
    """The account's visits; None before the first was asked for."""
    return Visit.objects.filter(account=account).select_related("account", "asked_by").first()


def among(account_ids: Iterable[UUID]) -> QuerySet[Visit]:
    """The visits of the connected accounts among these, the one fetched longest ago first (never: before
    all).
    """
    found = Visit.objects.filter(account_id__in=account_ids, account__platform__in=registry.keys())
    found = found.exclude(account__status=Status.CLOSED).select_related("account")
    return found.order_by(F("fetched_at").asc(nulls_first=True), "pk")
