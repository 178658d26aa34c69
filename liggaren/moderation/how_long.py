"""How long what was removed stayed up, on which grounds, and how many decided (G5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Q

from liggaren.moderation.decided import Choice, allowed, between, made
from liggaren.moderation.equal_treatment import Figures, figures_of, measures
from liggaren.moderation.models import Removal
from liggaren.moderation.targets import Target

# How long what is gone stayed up, in steps: key, words, upper limit.
STEPS: tuple[tuple[str, str, timedelta | None], ...] = (
    ("quarter", "en kvart", timedelta(minutes=15)),
    ("hour", "en timme", timedelta(hours=1)),
    ("four", "fyra timmar", timedelta(hours=4)),
    ("day", "ett dygn", timedelta(days=1)),
    ("longer", "längre än ett dygn", None),
)


@dataclass(frozen=True)
class Stayed:
    """All decisions of a period: figures, the longest time up, how many within each of STEPS, and who
    decided.
    """

    figures: Figures
    longest: timedelta | None
    steps: tuple[tuple[str, int], ...]
    bases: tuple[tuple[str, str, int], ...]
    deciders: int
    by_two: int


def stayed(choice: Choice, targets: Sequence[Target]) -> Stayed:
    """The audit page's half about removals, in one query."""
    found = made(choice.units).filter(between(choice.start, choice.end)).annotate(allowed=allowed(targets))
    low: timedelta | None = None
    steps: dict[str, Any] = {}
    for key, _, high in STEPS:
        within = Q(up_seconds__lte=high.total_seconds()) if high else Q(up_seconds__isnull=False)
        steps[f"step_{key}"] = Count(
            "pk", filter=within & (Q(up_seconds__gt=low.total_seconds()) if low else Q())
        )
        low = high
    bases = {f"basis_{basis}": Count("state", filter=Q(legal_basis=basis)) for basis in Removal.Basis.values}
    row = found.aggregate(
        **measures(), **steps, **bases, longest=Max("up_seconds"),
        deciders=Count("decided_by", distinct=True), by_two=Count("second_decider"),
    )  # fmt: skip
    longest = row["longest"]
    return Stayed(
        figures_of(row), timedelta(seconds=longest) if longest is not None else None,
        tuple((words, row[f"step_{key}"]) for key, words, _ in STEPS),
        tuple((str(b.value), str(b.label), row[f"basis_{b.value}"]) for b in Removal.Basis),
        row["deciders"], row["by_two"],
    )  # fmt: skip
