"""Like cases that ended differently, for a person to read (RF 1 kap. 9 §; clause C6.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from liggaren.moderation.decided import FINAL, OUTCOMES, Choice, between, made
from liggaren.moderation.models import Removal


@dataclass(frozen=True)
class Unlike:
    """Decisions with the same category and ground that ended in different ways."""

    category: str
    category_name: str
    basis: str
    basis_name: str
    outcomes: tuple[tuple[str, int], ...]
    on_one_platform: bool

    @property
    def number(self) -> int:
        """How many decisions there are to read."""
        return sum(number for _, number in self.outcomes)


def unlike(choice: Choice) -> list[Unlike]:
    """Same category and ground, different outcome: a difference is not yet a fault. One query.

    `on_one_platform`: the difference is there within one platform too, so what the platform allows does not
    explain it.
    """
    found = made(choice.units).filter(between(choice.start, choice.end), outcome__in=FINAL)
    by = (
        "category__key",
        "category__name",
        "category__number",
        "legal_basis",
        "account__platform",
        "outcome",
    )
    groups: dict[tuple[Any, ...], dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in found.values(*by).annotate(number=Count("state")).order_by("category__number", "legal_basis"):
        key = tuple(row[name] for name in by[:4])
        groups[key][row["account__platform"]][row["outcome"]] = row["number"]
    return [
        _unlike(key, list(platforms.values()))
        for key, platforms in groups.items()
        if len({outcome for counts in platforms.values() for outcome in counts}) > 1
    ]


def _unlike(key: tuple[Any, ...], platforms: Iterable[dict[str, int]]) -> Unlike:
    counts = list(platforms)
    total = {name: sum(each.get(name, 0) for each in counts) for name in FINAL}
    shown = tuple((OUTCOMES[name], number) for name, number in total.items() if number)
    return Unlike(
        key[0], key[1], key[3], str(Removal.Basis(key[3]).label), shown, any(len(each) > 1 for each in counts)
    )
