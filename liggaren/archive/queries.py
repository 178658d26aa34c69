"""Reading snapshots: the run of a period, one snapshot, its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from liggaren.archive import choosing
from liggaren.archive.models import Delivery, Kind, Recall, Snapshot, SnapshotState, Volume
from liggaren.capture.models import Item
from liggaren.lib import dates
from liggaren.lib.dates import HalfYear
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


def in_period(found: QuerySet[Snapshot], period: HalfYear) -> QuerySet[Snapshot]:
    """Of the snapshots that a person may see, those of a half-year; parts after a change of board
    included.
    """
    return found.filter(period_start__gte=period.start, period_end__lte=period.end)


def rank(state: str, due_on: date, today: date) -> int:
    """0 needs a hand, 1 is on its way, 2 is received."""
    if state in NEEDS_A_HAND or (state == S.DUE and due_on < today):
        return 0
    return 1 if state in ON_ITS_WAY else 2


def of_rank(found: QuerySet[Snapshot], wanted: int, today: date) -> QuerySet[Snapshot]:
    """Only those of one rank."""
    late = Q(state=S.DUE, due_on__lt=today)
    hand = Q(state__in=NEEDS_A_HAND) | late
    by_rank = {0: hand, 1: Q(state__in=ON_ITS_WAY) & ~late, 2: ~hand & ~Q(state__in=ON_ITS_WAY)}
    return found.filter(by_rank[wanted])


def by_urgency(found: QuerySet[Snapshot], today: date) -> QuerySet[Snapshot]:
    """What needs a hand first, then what is on its way, then what is received; each by name."""
    late = Q(state=S.DUE, due_on__lt=today)
    order = Case(
        When(late | Q(state__in=NEEDS_A_HAND), then=Value(0)),
        When(state__in=ON_ITS_WAY, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(order, "account__sort_key", "account_id", "period_start")


def run(found: Iterable[tuple[str, date]], today: date) -> Run:
    """Count a period's snapshots from their (state, due_on)."""
    counts: Counter[str] = Counter()
    late = 0
    for state, due_on in found:
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
    """What is due, or was left half made, now that its time has come: the half-year's when its period is over
    and the chosen days have passed, any other kind at once.
    """
    ended = now - timedelta(days=choosing.window()[0])
    ready = Q(period_end__lte=ended) | ~Q(kind=Kind.HALF_YEAR)
    due = Snapshot.objects.filter(ready, state__in=(S.DUE, S.MAKING))
    return list(due.order_by("period_end", "pk").values_list("pk", flat=True))


def holding(item: Item) -> QuerySet[Snapshot]:
    """The made snapshots that may have printed an item: to be made again when it is restricted or
    destroyed.
    """
    accounts = item.sightings.values("account")
    found = Snapshot.objects.filter(account__in=accounts, made_at__isnull=False)
    return found.filter(period_start__lte=item.counted_at, period_end__gt=item.counted_at)


def pdfs(snapshot: Snapshot) -> list[Volume]:
    """The PDF/A volumes in order, without the file of items beside them."""
    return [volume for volume in snapshot.volumes.all() if volume.pages]


def content(volume: Volume) -> bytes:
    """A file's bytes. Raises vault's Gone after weeding."""
    return vault.get(volume.blob_id)


def latest_delivery(snapshot: Snapshot) -> Delivery | None:
    """The newest delivery, answered or not."""
    return (
        snapshot.deliveries.select_related("delivered_by", "accepted_by", "answered_by", "replaces__delivery")
        .order_by("-id")
        .first()
    )


def recalls(snapshot: Snapshot) -> list[Recall]:
    """What was called back of the snapshot, newest first, with the deliveries."""
    found = Recall.objects.filter(delivery__snapshot=snapshot).select_related("delivery", "destroyed_by")
    return list(found.order_by("-pk"))


def latest_deliveries(snapshots: Iterable[UUID]) -> dict[UUID, Delivery]:
    """The newest delivery of each; one query."""
    found = Delivery.objects.filter(snapshot__in=list(snapshots)).order_by("id")
    return {one.snapshot_id: one for one in found}


def states(found: QuerySet[Snapshot]) -> dict[HalfYear, list[tuple[str, date]]]:
    """(state, due_on) of every snapshot by half-year, newest first; one query for the whole archive's
    years.
    """
    by_half: dict[HalfYear, list[tuple[str, date]]] = {}
    for start, state, due_on in found.order_by("-period_start").values_list(
        "period_start", "state", "due_on"
    ):
        by_half.setdefault(dates.half_year(start), []).append((state, due_on))
    return by_half
