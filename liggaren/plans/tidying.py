"""A checked draft shown back tidy: numbers in figures, times as 08.00, days with their year (ui.md 6.4).

What is sealed and approved is this, so that no day or number can be read in two ways later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from liggaren.plans import reading
from liggaren.plans.draft import Draft, GoalRow, without_empty_rows

NUMBERS = ("times_per_day", "posts_per_week", "reply_hours", "hours_per_week")
TIMES = ("watch_from", "watch_to")


def tidy(draft: Draft, *, today: date) -> Draft:
    """The draft without empty rows and with every readable number, time and day in one form; the rest as
    typed.
    """
    whole = without_empty_rows(draft)
    found: dict[str, Any] = {name: _number(getattr(whole, name)) for name in NUMBERS}
    for name in TIMES:
        found[name] = reading.time_of_day(getattr(whole, name)) or getattr(whole, name)
    return replace(whole, goals=tuple(_goal(row, today) for row in whole.goals), **found)


def _goal(row: GoalRow, today: date) -> GoalRow:
    day = reading.day(row.date, today=today)
    return replace(
        row,
        baseline=_number(row.baseline),
        target=_number(row.target),
        date=day.isoformat() if day else row.date,
    )


def _number(text: str) -> str:
    value = reading.number(text)
    return text if value is None else figures(value)


def figures(value: Decimal) -> str:
    """`4`, `4,5`: no needless zeros, a comma for decimals."""
    return f"{value.normalize():f}".replace(".", ",")
