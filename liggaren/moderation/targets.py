"""How soon each category shall be gone, and who is alarmed: the municipality's own figures (G5.5, C6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.moderation.clock_models import ClockTarget
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Category, Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.timing import Times, Timing, read
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User

HOUR = 60
MOST = 30 * 24 * HOUR  # minutes: a target longer than a month is none
# Ours, to begin with: neither the guideline nor the law says a number. What may be a crime goes first.
PROPOSED: Mapping[str, tuple[int, bool]] = {
    "personangrepp": (4 * HOUR, True),
    "hets": (HOUR, True),
    "vald": (HOUR, True),
    "brott": (HOUR, True),
    "upphovsratt": (8 * HOUR, False),
    "sprak": (24 * HOUR, False),
    "reklam": (24 * HOUR, False),
}
OTHER = (24 * HOUR, False)


@dataclass(frozen=True)
class Target:
    """One category's target. `decided_at` is None while it is only our proposal."""

    category: Category
    minutes: int
    is_alarmed: bool
    decided_at: datetime | None = None
    decided_by: str = ""

    @property
    def time(self) -> timedelta:
        """From seen to gone."""
        return timedelta(minutes=self.minutes)


def every_target() -> list[Target]:
    """Each category's target, in the guideline's order. One query."""
    return [_of(category) for category in Category.objects.select_related("clock_target__changed_by")]


def _of(category: Category) -> Target:
    row: ClockTarget | None = getattr(category, "clock_target", None)
    if row is None:
        return Target(category, *PROPOSED.get(category.key, OTHER))
    return Target(category, row.minutes, row.is_alarmed, row.changed_at, row.changed_by.name)


def soonest(targets: Iterable[Target]) -> timedelta | None:
    """The strictest target that alarms; None where none does."""
    return min((target.time for target in targets if target.is_alarmed), default=None)


@transaction.atomic
def set_target(*, category: Category, minutes: int, is_alarmed: bool, by: User) -> ClockTarget | None:
    """Decide a category's target. None, and nothing entered, where it stands so already.

    Raises NotYours for others than the information function; Incomplete outside 1 minute to 30 days.
    """
    if not people.has_role(by, RoleKind.INFORMATION):
        raise NotYours
    if not 1 <= minutes <= MOST:
        raise Incomplete([Problem("minutes", "Skriv en tid mellan 1 minut och 30 dygn.")])
    facts = {"minutes": minutes, "is_alarmed": is_alarmed}
    if ClockTarget.objects.filter(category=category, **facts).exists():
        return None
    row, _ = ClockTarget.objects.update_or_create(
        category=category, defaults={**facts, "changed_by": by, "changed_at": clock.now()}
    )
    ledger.append(
        kind="clock_target.set", actor=by.actor, obj=f"category:{category.pk}",
        facts={"category": category.key, **facts},
    )  # fmt: skip
    return row


STANDS = (RemovalState.NOT_DONE, RemovalState.WITHDRAWN)


def timing_of(removal: Removal, now: datetime) -> Timing:
    """The clock of a decision, for the page that shows it. `outbox` and `category` are best read with it."""
    row = removal.outbox
    times = Times(
        removal.seen_at, removal.opened_at, removal.decided_at, removal.sealed_at,
        removal.requested_at or (row.sending_at if row else None), removal.gone_at,
    )  # fmt: skip
    stops = removal.way == Removal.Way.NOTED or removal.state in STANDS
    target = _of(removal.category) if removal.category else None
    return read(times, target=target.time if target else timedelta(minutes=OTHER[0]), now=now, stops=stops)
