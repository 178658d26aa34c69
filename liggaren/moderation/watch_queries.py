"""Reads of kept and missed watches: by day, by account and month, and who is away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liggaren.lib.dates import swedish_day
from liggaren.moderation.models import Absence, WatchAlarm, WatchTurn
from liggaren.moderation.watch_times import moment
from liggaren.people.models import User


@dataclass
class Cover:
    """How a stretch of time was covered: turns kept and missed, and by whom."""

    kept: int = 0
    missed: int = 0
    names: list[str] = field(default_factory=list)
    gaps: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many turns there were."""
        return self.kept + self.missed

    def add(self, row: WatchTurn) -> None:
        """Count one turn."""
        if row.kept_by is None:
            self.missed += 1
            self.gaps.append((row.starts_at, row.ends_at))
        else:
            self.kept += 1
            if row.kept_by.name not in self.names:
                self.names.append(row.kept_by.name)


def span(first: date, last: date) -> Q:
    """The condition that a turn starts on one of the Swedish days from first to last, both within it."""
    return Q(starts_at__gte=moment(first, 0), starts_at__lt=moment(last + timedelta(days=1), 0))


def by_day(accounts: Iterable[UUID], first: date, last: date) -> dict[date, dict[UUID, Cover]]:
    """Each day's cover of each account. One query."""
    found: dict[date, dict[UUID, Cover]] = defaultdict(lambda: defaultdict(Cover))
    rows = WatchTurn.objects.filter(span(first, last), account__in=list(accounts))
    for row in rows.select_related("kept_by").order_by("starts_at"):
        found[swedish_day(row.starts_at)][row.account_id].add(row)
    return found


def by_account(accounts: Sequence[UUID], first: date, last: date) -> dict[UUID, Cover]:
    """Each account's whole cover of the days: numbers and names. Three queries, however many turns."""
    rows = WatchTurn.objects.filter(span(first, last), account__in=accounts).order_by()
    found: dict[UUID, Cover] = defaultdict(Cover)
    kept = Count("pk", filter=Q(kept_by__isnull=False))
    for pk, total, held in rows.values_list("account").annotate(total=Count("pk"), held=kept):
        found[pk] = Cover(kept=held, missed=total - held)
    users = rows.filter(kept_by__isnull=False).values_list("account", "kept_by").distinct()
    pairs = list(users)
    names = {user.pk: user.name for user in User.objects.filter(pk__in={user for _, user in pairs})}
    for pk, user in pairs:
        found[pk].names.append(names[user])
    return found


def open_alarms(accounts: Iterable[UUID]) -> dict[UUID, WatchAlarm]:
    """The alarm that stands open for each account. One query."""
    rows = WatchAlarm.objects.filter(account__in=list(accounts), ended_at__isnull=True)
    return {row.account_id: row for row in rows}


def absences(person: User, today: date) -> QuerySet[Absence]:
    """Hand-overs of the person's own and those asked of them, not yet over, nearest first."""
    found = Absence.objects.filter(Q(user=person) | Q(taker=person), ends_on__gte=today)
    return found.select_related("user", "taker", "account").order_by("starts_on", "pk")
