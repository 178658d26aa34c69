"""Reading snapshots: the run of a period, one snapshot, its files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from liggaren.archive.models import Delivery, Snapshot, SnapshotState, Volume
from liggaren.archive.permissions import visible_to
from liggaren.lib.dates import HalfYear
from liggaren.people.models import User
from liggaren.vault import services as vault

S = SnapshotState
MADE = (S.VALID, S.FAILED, S.NOT_VALIDATED, S.DELIVERED, S.RECEIVED, S.REJECTED)
NEEDS_A_HAND = (S.FAILED, S.REJECTED, S.NOT_VALIDATED)
ON_ITS_WAY = (S.DUE, S.MAKING, S.VALID, S.DELIVERED)


@dataclass(frozen=True)
class Run:
    """The four figures of a period's run, and what is not yet there in each."""

    total: int
    made: int
    valid: int
    delivered: int
    received: int
    late: int
    failed: int
    not_validated: int
    making: int
    waiting: int
    rejected: int

    @property
    def needs_a_hand(self) -> int:
        """How many rows stand first in the table."""
        return self.late + self.failed + self.not_validated + self.rejected


def in_period(user: User | AnonymousUser, period: HalfYear) -> QuerySet[Snapshot]:
    """The snapshots of a half-year that a person may see; parts of it after a change of board included."""
    return visible_to(user).filter(period_start__gte=period.start, period_end__lte=period.end)


def by_urgency(found: QuerySet[Snapshot], today: date) -> QuerySet[Snapshot]:
    """What needs a hand first, then what is on its way, then what is received; each by name."""
    late = Q(state=S.DUE, due_on__lt=today)
    rank = Case(
        When(late | Q(state__in=NEEDS_A_HAND), then=Value(0)),
        When(state__in=ON_ITS_WAY, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.annotate(rank=rank).order_by("rank", "account__sort_key", "period_start")


def run(found: QuerySet[Snapshot], today: date) -> Run:
    """Count a period's snapshots by state; one query."""
    counts: Counter[str] = Counter()
    late = 0
    for state, due_on in found.values_list("state", "due_on"):
        counts[state] += 1
        late += state == S.DUE and due_on < today
    delivered = counts[S.DELIVERED] + counts[S.RECEIVED] + counts[S.REJECTED]
    return Run(
        total=sum(counts.values()),
        made=sum(counts[state] for state in MADE),
        valid=counts[S.VALID] + delivered,
        delivered=delivered,
        received=counts[S.RECEIVED],
        late=late,
        failed=counts[S.FAILED],
        not_validated=counts[S.NOT_VALIDATED],
        making=counts[S.MAKING],
        waiting=counts[S.DELIVERED],
        rejected=counts[S.REJECTED],
    )


def ripe(now: datetime) -> list[UUID]:
    """What is due, or was left half made, now that its period is over."""
    due = Snapshot.objects.filter(state__in=(S.DUE, S.MAKING), period_end__lte=now)
    return list(due.order_by("period_end", "pk").values_list("pk", flat=True))


def pdfs(snapshot: Snapshot) -> list[Volume]:
    """The PDF/A volumes in order, without the file of items beside them."""
    return [volume for volume in snapshot.volumes.all() if volume.pages]


def content(volume: Volume) -> bytes:
    """A file's bytes. Raises vault's Gone after weeding."""
    return vault.get(volume.blob_id)


def latest_delivery(snapshot: Snapshot) -> Delivery | None:
    """The newest delivery, answered or not."""
    return (
        snapshot.deliveries.select_related("delivered_by", "accepted_by", "answered_by")
        .order_by("-id")
        .first()
    )


def periods_seen(user: User | AnonymousUser) -> list[tuple[datetime, datetime, str]]:
    """The periods that have snapshots, newest first, for the choice of period."""
    rows = (
        visible_to(user)
        .order_by("-period_end", "-period_start")
        .values_list("period_start", "period_end", "label")
    )
    return list(dict.fromkeys(rows))
