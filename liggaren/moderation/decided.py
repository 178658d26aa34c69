"""The decisions that a report counts and that its figures open: one selection for both (issue of neutrality).

What became of a decision is one of five outcomes. Whoever counts and whoever lists use `select`, so a figure
and its list cannot differ.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, CharField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value, When

from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.targets import Target

W, S = Removal.Way, RemovalState
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


def outcome() -> Case:
    """What became of the decision, as a key of OUTCOMES."""
    return Case(
        When(way=W.NOTED, state=S.DONE, then=Value("noted")),
        When(~Q(state=S.DONE), then=Value("pending")),
        When(way=W.HIDE, then=Value("hidden")),
        When(way=W.COUNTER_REPLY, then=Value("countered")),
        default=Value("removed"),
        output_field=CharField(),
    )


def made(units: Sequence[int]) -> QuerySet[Removal]:
    """Every decision on the units' accounts, not those merely opened or taken back, with its outcome and how
    long the thing stayed up (`up`: None unless gone or hidden).
    """
    found = Removal.objects.filter(decided_at__isnull=False, account__unit_id__in=units)
    up = ExpressionWrapper(F("gone_at") - F("seen_at"), output_field=DurationField())
    gone = Q(state=S.DONE) & ~Q(way__in=[W.NOTED, W.COUNTER_REPLY])
    known = found.exclude(state__in=[S.OPENED, S.WITHDRAWN])
    return known.annotate(outcome=outcome(), up=Case(When(gone, then=up), default=None))


def allowed(targets: Iterable[Target]) -> Case:
    """Each decision's target, by its category."""
    whens = [When(category=target.category, then=Value(target.time)) for target in targets]
    return Case(*whens, default=Value(timedelta(days=1)), output_field=DurationField())


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
        found = found.filter(up__gt=allowed(targets))  # type: ignore[misc]  # annotated by `made`
    return found
