"""While a person is away another gets their notices too, so that nothing waits for an empty chair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from liggaren.lib import clock
from liggaren.lib.dates import swedish_day
from liggaren.notices.models import Away
from liggaren.people.models import User


@transaction.atomic
def hand_over(*, user: User, to: User, starts_on: date, ends_on: date) -> Away:
    """From the first day to the last `to` gets what `user` is told. Twice is once. The caller, who knows why,
    writes the ledger.
    """
    row, _ = Away.objects.get_or_create(user=user, to=to, starts_on=starts_on, ends_on=ends_on)
    return row


@transaction.atomic
def take_back(*, user: User, to: User, starts_on: date, ends_on: date) -> int:
    """End exactly that hand-over; how many rows went (0 or 1)."""
    return Away.objects.filter(user=user, to=to, starts_on=starts_on, ends_on=ends_on).delete()[0]


def deputies(users: Iterable[User]) -> dict[int, list[User]]:
    """Who gets each person's notices today, by the person's id. One query."""
    day = swedish_day(clock.now())
    rows = Away.objects.filter(user__in=list(users), starts_on__lte=day, ends_on__gte=day, to__is_active=True)
    found: dict[int, list[User]] = {}
    for row in rows.select_related("to"):
        found.setdefault(row.user_id, []).append(row.to)
    return found
