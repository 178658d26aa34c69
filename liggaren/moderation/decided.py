"""The decisions that a report counts and that its figures open: one selection for both (issue of neutrality).

What became of a decision is one of five outcomes. Whoever counts and whoever lists use `select`, so a figure
and its list cannot differ.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, FloatField, Q, QuerySet, Value, When

from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.targets import Target

S = RemovalState
OUTCOMES = {
    "removed": "Borttaget",
    "hidden": "Dolt",
    "countered": "Besvarat",
    "noted": "Antecknat",
    "pending": "Inte utfört",
}
FINAL = ("removed", "hidden", "countered", "noted")
GONE = ("removed", "hidden")  # what is no longer seen by others


@dataclass(frozen=True)
class Choice:
    """Which decisions: made in [start, end), on accounts of the units, and narrowed by any of the rest."""

    start: datetime
    end: datetime
    units: tuple[int, ...]
    category: str = ""
    basis: str = ""
    account: uuid.UUID | None = None
    decider: int | None = None
    platform: str = ""
    outcome: str = ""
    obvious: bool | None = None
    over: bool = False

    @property
    def before(self) -> tuple[datetime, datetime]:
        """The period of the same length just before."""
        return self.start - (self.end - self.start), self.start


def made(units: Sequence[int]) -> QuerySet[Removal]:
    """Every decision on the units' accounts, not those merely opened or taken back. The database keeps each
    one's `outcome`, and in `up_seconds` how long the thing stayed up (None unless gone or hidden).
    """
    found = Removal.objects.filter(decided_at__isnull=False, account__unit_id__in=units)
    return found.exclude(state__in=[S.OPENED, S.WITHDRAWN])


def allowed(targets: Iterable[Target]) -> Case:
    """Each decision's target in seconds, by its category."""
    whens = [When(category=target.category, then=Value(target.time.total_seconds())) for target in targets]
    return Case(*whens, default=Value(timedelta(days=1).total_seconds()), output_field=FloatField())


def between(start: datetime, end: datetime) -> Q:
    """Decided in [start, end)."""
    return Q(decided_at__gte=start, decided_at__lt=end)


def select(choice: Choice, targets: Iterable[Target]) -> QuerySet[Removal]:
    """The decisions of a choice."""
    found = made(choice.units).filter(between(choice.start, choice.end))
    exact = {
        "category__key": choice.category, "legal_basis": choice.basis, "account": choice.account,
        "decided_by": choice.decider, "account__platform": choice.platform, "outcome": choice.outcome,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
    if choice.obvious is not None:
        found = found.filter(obvious=choice.obvious)
    if choice.over:
        found = found.filter(up_seconds__gt=allowed(targets))
    return found
