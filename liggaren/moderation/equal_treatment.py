"""Whether like cases are treated alike: figures by category, ground, account, decider, platform and month.

An authority that removes what people write must do so by rules and without regard to the opinion (RF 1 kap.
9 §, 2 kap. 1 §). Counts are of decisions; no word of any author is read here. Few cases are never turned into
per cent, nor into a ninetieth percentile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
)
from django.db.models.functions import TruncMonth

from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.swedish import sort_key
from liggaren.moderation.decided import GONE, OUTCOMES, Choice, allowed, between, made
from liggaren.moderation.models import Removal
from liggaren.moderation.targets import Target
from liggaren.register.models import Account

ENOUGH_FOR_SHARES = 20
ENOUGH_FOR_TAIL = 10

# dimension -> the values it groups by: key, words, and what they are sorted by.
DIMENSIONS: dict[str, tuple[Any, ...]] = {
    "category": ("category__key", "category__name", "category__number"),
    "basis": ("legal_basis",),
    "account": ("account_id",),  # its names are read apart: grouping by words is slow
    "decider": ("decided_by_id", "decided_by__first_name", "decided_by__last_name"),
    "platform": ("account__platform",),
    "time": ("month",),
}


class Percentiles(Aggregate):
    """The median and the ninetieth percentile of seconds, in one sorting; NULLs are left out."""

    template = "PERCENTILE_CONT(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


@dataclass(frozen=True)
class Figures:
    """The figures of one group in one period. A time is None where there is too little to say."""

    number: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    obvious: int = 0
    over: int = 0
    gone: int = 0
    median: timedelta | None = None
    tail: timedelta | None = None

    @property
    def not_obvious(self) -> int:
        """Decisions whose ground was not obvious."""
        return self.number - self.obvious

    @property
    def taken(self) -> int:
        """Decisions that ended with the thing gone or hidden."""
        return sum(self.outcomes.get(key, 0) for key in GONE)

    def share(self, outcome: str) -> float | None:
        """The outcome's share of the group; None where the cases are too few to say it in per cent."""
        if self.number < ENOUGH_FOR_SHARES:
            return None
        return self.outcomes.get(outcome, 0) / self.number


NOTHING = Figures()


@dataclass(frozen=True)
class Group:
    """One row of the report: the value it stands for, in words, now and in the period before."""

    key: Any
    name: str
    now: Figures
    before: Figures


def figures(choice: Choice, dimension: str, targets: Sequence[Target]) -> list[Group]:
    """The report's rows by one dimension, both periods. One query, whatever the number of decisions; by
    account two.
    """
    by = DIMENSIONS[dimension]
    rows: dict[Any, dict[bool, Figures]] = defaultdict(dict)
    names: dict[Any, tuple[Any, ...]] = {}
    for row in _counted(choice, targets).values("is_now", *by).annotate(**measures()).order_by():
        key, *words = (row[name] for name in by)
        names[key] = (key, *words)
        rows[key][row["is_now"]] = figures_of(row)
    if dimension == "account":
        known = Account.objects.filter(pk__in=names).values_list("pk", "name", "sort_key")
        names = {row[0]: row for row in known.order_by()}
    found = [
        Group(key, _words(dimension, names[key]), both.get(True, NOTHING), both.get(False, NOTHING))
        for key, both in rows.items()
    ]
    return sorted(found, key=lambda group: _order(dimension, names[group.key]))


def whole(choice: Choice, targets: Sequence[Target]) -> Group:
    """All decisions of both periods together. One query."""
    found = _counted(choice, targets).values("is_now")  # type: ignore[misc]  # annotated by `_counted`
    both = {row["is_now"]: figures_of(row) for row in found.annotate(**measures()).order_by()}
    return Group(None, "Alla", both.get(True, NOTHING), both.get(False, NOTHING))


def _counted(choice: Choice, targets: Sequence[Target]) -> QuerySet[Removal]:
    is_now = ExpressionWrapper(Q(decided_at__gte=choice.start), output_field=BooleanField())
    found = made(choice.units).filter(between(choice.before[0], choice.end))
    return found.annotate(
        is_now=is_now, allowed=allowed(targets), month=TruncMonth("decided_at", tzinfo=STOCKHOLM)
    )


def measures() -> dict[str, Any]:
    counts = {key: Count("state", filter=Q(outcome=key)) for key in OUTCOMES}
    return {
        **counts, "number": Count("state"), "yes": Count("state", filter=Q(obvious=True)),
        "over": Count("state", filter=Q(up_seconds__gt=F("allowed"))), "gone": Count("up_seconds"),
        "percentiles": Percentiles("up_seconds"),
    }  # fmt: skip


def figures_of(row: dict[str, Any]) -> Figures:
    median, tail = (
        timedelta(seconds=found) if found is not None else None
        for found in row["percentiles"] or (None, None)
    )
    outcomes = {key: row[key] for key in OUTCOMES}
    enough = tail if row["gone"] >= ENOUGH_FOR_TAIL else None
    return Figures(row["number"], outcomes, row["yes"], row["over"], row["gone"], median, enough)


def _words(dimension: str, values: tuple[Any, ...]) -> str:
    if dimension == "basis":
        return str(Removal.Basis(values[0]).label)
    if dimension == "decider":
        return " ".join(word for word in values[1:] if word)
    return str(values[1] if len(values) > 1 else values[0])


def _order(dimension: str, values: tuple[Any, ...]) -> Any:
    if dimension == "basis":
        return list(Removal.Basis.values).index(values[0])
    if dimension == "decider":
        return sort_key(_words(dimension, values))
    return values[-1]


def month_end(start: datetime) -> datetime:
    """The Swedish midnight that ends the month which `start` begins."""
    local = start.astimezone(STOCKHOLM)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    return local.replace(year=year, month=month, day=1)
